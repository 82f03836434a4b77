namespace RotationService.Sandbox.State;

/// <summary>The identity that may rotate credentials.</summary>
/// <remarks>
/// Its application is registered elsewhere, like that of a managed identity or of a service provider. The tenants hold
/// only its service principal, so it never appears among the applications that it manages.
/// </remarks>
internal sealed class OperatorIdentity : IEntity
{
    public required Guid TenantId { get; init; }

    public required Guid ClientId { get; init; }

    public required string ClientSecret { get; init; }

    string IEntity.Kind => "operator";

    string IEntity.Key => "operator";
}
