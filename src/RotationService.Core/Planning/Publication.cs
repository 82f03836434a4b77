using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A version of the policy's secret that carries a credential of ours.</summary>
/// <param name="Vault">The vault it is in.</param>
/// <param name="Version">The version.</param>
/// <param name="Credential">The credential, as the directory shows it.</param>
/// <param name="Owner">How surely.</param>
internal sealed record Publication(VaultObservation Vault, SecretVersion Version, Credential Credential, VersionOwner Owner)
{
    /// <summary>The credential.</summary>
    public Guid KeyId => Credential.KeyId;

    /// <summary>The rotation that made the credential, as its mark says.</summary>
    public RotationId RotationId => Credential.Mark!.Value.RotationId;

    /// <summary>When it was published.</summary>
    public DateTimeOffset CreatedOn => Version.CreatedOn;

    /// <summary>Whether it may succeed another, be copied, and authorise a removal.</summary>
    public bool IsConfirmed => Owner is VersionOwner.Confirmed;
}
