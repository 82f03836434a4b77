using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A version of the policy's secret that holds the value of a credential of the service.</summary>
/// <param name="Vault">The vault that contains the version.</param>
/// <param name="Version">The version.</param>
/// <param name="Credential">The credential as the directory shows it.</param>
/// <param name="Owner">The certainty of the attribution.</param>
internal sealed record Publication(
    VaultObservation Vault,
    SecretVersion Version,
    Credential Credential,
    VersionOwner Owner)
{
    /// <summary>The key ID of the credential.</summary>
    public Guid KeyId => Credential.KeyId;

    /// <summary>The rotation that issued the credential, from its mark.</summary>
    public RotationId RotationId => Credential.Mark!.Value.RotationId;

    /// <summary>When the version was made.</summary>
    public DateTimeOffset CreatedOn => Version.CreatedOn;

    /// <summary>Whether the publication can succeed another one, be copied, and authorise a removal.</summary>
    public bool IsConfirmed => Owner is VersionOwner.Confirmed;
}
