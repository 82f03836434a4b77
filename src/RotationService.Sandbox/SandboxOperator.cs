namespace RotationService.Sandbox;

/// <summary>The identity that may rotate: Application.ReadWrite.OwnedBy, Policy.Read.All, and secrets officer on every vault.</summary>
/// <param name="TenantId">The tenant it works in.</param>
/// <param name="ClientId">Its appId.</param>
/// <param name="ClientSecret">Its secret; it does not expire.</param>
public sealed record SandboxOperator(Guid TenantId, Guid ClientId, string ClientSecret)
{
    /// <summary>Everything but the secret.</summary>
    public override string ToString() => $"{ClientId} in {TenantId}";
}
