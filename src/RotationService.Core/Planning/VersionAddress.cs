namespace RotationService.Core.Planning;

/// <summary>The address of one version of one secret in one vault.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Secret">The name of the secret.</param>
/// <param name="Version">The version.</param>
public sealed record VersionAddress(Uri Vault, string Secret, string Version)
{
    /// <summary>Returns the address in the vault's own form.</summary>
    public override string ToString() => $"https://{Vault.Host}/secrets/{Secret}/{Version}";
}
