using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <summary>A credential whose value is in a version of the pending secret: the only thing that can be verified.</summary>
/// <remarks>It can be had only from such a version, so what has not been stored cannot be verified.</remarks>
public sealed record StoredCredential
{
    private StoredCredential(VersionAddress address, SecretVersion version, VersionTags tags, Guid keyId)
    {
        Address = address;
        Version = version;
        Tags = tags;
        KeyId = keyId;
    }

    /// <summary>Where its value is.</summary>
    public VersionAddress Address { get; }

    /// <summary>The version that holds it.</summary>
    public SecretVersion Version { get; }

    /// <summary>The version's tags.</summary>
    public VersionTags Tags { get; }

    /// <summary>The credential.</summary>
    public Guid KeyId { get; }

    /// <summary>The rotation.</summary>
    public RotationId RotationId => Tags.RotationId;

    /// <summary>When it was stored, within seconds of when it was issued.</summary>
    public DateTimeOffset StoredAt => Version.CreatedOn;

    /// <summary>The stored credential that a version of the pending secret holds; null if that version is disabled, not ours, or an intent.</summary>
    public static StoredCredential? From(Uri vault, string pendingSecret, SecretVersion version) =>
        version is { Enabled: true, Tags: { KeyId: { } keyId, Stage: VersionStage.Pending } tags }
            ? new StoredCredential(new VersionAddress(vault, pendingSecret, version.Version), version, tags, keyId)
            : null;
}
