using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A credential whose value is in a version of the pending secret. Nothing else can be verified.</summary>
/// <remarks>
/// An instance can only be made from such a version, so a value that is not stored cannot be verified.
/// </remarks>
public sealed record StoredCredential
{
    private StoredCredential(VersionAddress address, SecretVersion version, VersionTags tags, Credential credential)
    {
        Address = address;
        Version = version;
        Tags = tags;
        Credential = credential;
    }

    /// <summary>The address of the version that holds the value.</summary>
    public VersionAddress Address { get; }

    /// <summary>The version that holds the value.</summary>
    public SecretVersion Version { get; }

    /// <summary>The tags of the version.</summary>
    public VersionTags Tags { get; }

    /// <summary>The credential as the directory shows it.</summary>
    public Credential Credential { get; }

    /// <summary>The key ID of the credential.</summary>
    public Guid KeyId => Credential.KeyId;

    /// <summary>The rotation that issued the credential, from its mark.</summary>
    public RotationId RotationId => Credential.Mark!.Value.RotationId;

    /// <summary>When the value was stored, within seconds of when the credential was issued.</summary>
    public DateTimeOffset StoredAt => Version.CreatedOn;

    /// <summary>
    /// Returns the stored credential that a version of the pending secret holds. Returns null if the version is
    /// disabled, or is not confirmed to hold a value of the service.
    /// </summary>
    internal static StoredCredential? From(VersionAddress address, SecretVersion version, Attribution attribution) =>
        version is { Enabled: true, Tags: { } tags }
        && attribution is { Owner: VersionOwner.Confirmed, Credential: { } credential }
            ? new StoredCredential(address, version, tags, credential)
            : null;
}
