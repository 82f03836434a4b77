namespace RotationService.Core.Planning;

/// <summary>One version of one secret in one vault.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Secret">The secret's name.</param>
/// <param name="Version">The version.</param>
public sealed record VersionAddress(Uri Vault, string Secret, string Version)
{
    /// <summary>The address as the vault itself writes it.</summary>
    public override string ToString() => $"https://{Vault.Host}/secrets/{Secret}/{Version}";
}
