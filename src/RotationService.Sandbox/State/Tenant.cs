namespace RotationService.Sandbox.State;

/// <summary>An Entra tenant.</summary>
internal sealed class Tenant : IEntity
{
    public required Guid TenantId { get; init; }

    string IEntity.Kind => "tenant";

    string IEntity.Key => TenantId.ToString();
}
