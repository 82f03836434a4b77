using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A version of the policy's secret that carries a value of ours for this application.</summary>
/// <param name="Vault">The vault it is in.</param>
/// <param name="Version">The version.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="KeyId">The credential.</param>
internal sealed record Publication(VaultObservation Vault, SecretVersion Version, VersionTags Tags, Guid KeyId)
{
    /// <summary>The rotation that made the credential.</summary>
    public RotationId RotationId => Tags.RotationId;

    /// <summary>When it was published.</summary>
    public DateTimeOffset CreatedOn => Version.CreatedOn;
}
