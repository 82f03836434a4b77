using Azure.Security.KeyVault.Secrets;
using RotationService.Core.Credentials;

namespace RotationService.Azure.KeyVault;

/// <summary>From Key Vault's model to ours.</summary>
internal static class VersionMapping
{
    /// <summary>A version that the vault names.</summary>
    /// <exception cref="FormatException">The vault does not say which version it is, so that nothing can be done with it.</exception>
    public static SecretVersion ToVersion(SecretProperties properties) =>
        string.IsNullOrEmpty(properties.Version) ? throw new FormatException("A version without a version.") : ToCore(properties);

    /// <summary>A version; one whose <c>enabled</c> is not shown is enabled, which is what it is by default.</summary>
    public static SecretVersion ToCore(SecretProperties properties) => new(
        properties.Version,
        properties.Enabled ?? true,
        properties.CreatedOn ?? DateTimeOffset.UnixEpoch,
        properties.ExpiresOn,
        VersionTags.TryRead(properties.Tags.AsReadOnly()));
}
