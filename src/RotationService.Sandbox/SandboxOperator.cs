namespace RotationService.Sandbox;

/// <summary>
/// The identity that may rotate credentials. It has Application.ReadWrite.OwnedBy and Policy.Read.All, and is secrets
/// officer on every vault.
/// </summary>
/// <param name="TenantId">The tenant of the identity.</param>
/// <param name="ClientId">The client ID.</param>
/// <param name="ClientSecret">The client secret. It does not expire.</param>
public sealed record SandboxOperator(Guid TenantId, Guid ClientId, string ClientSecret)
{
    /// <summary>Returns the client ID and the tenant, without the secret.</summary>
    public override string ToString() => $"{ClientId} in {TenantId}";
}
