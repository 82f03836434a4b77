namespace RotationService.Sandbox.State;

/// <summary>The identity that may rotate.</summary>
/// <remarks>
/// Its application is registered elsewhere, as a managed identity's or a service provider's is: the tenants hold only
/// its service principal, so it never shows up among the applications it looks after.
/// </remarks>
internal sealed class OperatorIdentity : IEntity
{
    public required Guid TenantId { get; init; }

    public required Guid ClientId { get; init; }

    public required string ClientSecret { get; init; }

    string IEntity.Kind => "operator";

    string IEntity.Key => "operator";
}
