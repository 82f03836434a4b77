using Azure.Security.KeyVault.Secrets;
using RotationService.Core.Credentials;

namespace RotationService.Azure.KeyVault;

/// <summary>Converts from the Key Vault SDK's model to the types of Core.</summary>
internal static class VersionMapping
{
    /// <summary>Converts a version that has an identifier.</summary>
    /// <exception cref="FormatException">
    /// The vault returned no version identifier, so that the version cannot be used.
    /// </exception>
    public static SecretVersion ToVersion(SecretProperties properties) =>
        string.IsNullOrEmpty(properties.Version)
            ? throw new FormatException("The answer names a version without an id.")
            : ToCore(properties);

    /// <summary>
    /// Converts a version. If <c>enabled</c> is missing, the version is enabled, which is Key Vault's default.
    /// </summary>
    public static SecretVersion ToCore(SecretProperties properties) => new(
        properties.Version,
        properties.Enabled ?? true,
        properties.CreatedOn ?? DateTimeOffset.UnixEpoch,
        properties.ExpiresOn,
        VersionTags.TryRead(properties.Tags.AsReadOnly()));
}
