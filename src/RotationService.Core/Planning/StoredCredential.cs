using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A credential whose value is in a version of the pending secret: the only thing that can be verified.</summary>
/// <remarks>It can be had only from such a version, so what has not been stored cannot be verified.</remarks>
public sealed record StoredCredential
{
    private StoredCredential(VersionAddress address, SecretVersion version, VersionTags tags, Credential credential)
    {
        Address = address;
        Version = version;
        Tags = tags;
        Credential = credential;
    }

    /// <summary>Where its value is.</summary>
    public VersionAddress Address { get; }

    /// <summary>The version that holds it.</summary>
    public SecretVersion Version { get; }

    /// <summary>The version's tags.</summary>
    public VersionTags Tags { get; }

    /// <summary>The credential, as the directory shows it.</summary>
    public Credential Credential { get; }

    /// <summary>The credential.</summary>
    public Guid KeyId => Credential.KeyId;

    /// <summary>The rotation that made the credential, as its mark says.</summary>
    public RotationId RotationId => Credential.Mark!.Value.RotationId;

    /// <summary>When it was stored, within seconds of when it was issued.</summary>
    public DateTimeOffset StoredAt => Version.CreatedOn;

    /// <summary>The stored credential that a version of the pending secret holds; null if that version is disabled, or is not confirmed to hold one of ours.</summary>
    internal static StoredCredential? From(VersionAddress address, SecretVersion version, Attribution attribution) =>
        version is { Enabled: true, Tags: { } tags } && attribution is { Owner: VersionOwner.Confirmed, Credential: { } credential }
            ? new StoredCredential(address, version, tags, credential)
            : null;
}
