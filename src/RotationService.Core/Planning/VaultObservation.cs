using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <summary>What a vault showed of the policy's secret.</summary>
/// <param name="Address">The vault.</param>
public sealed record VaultObservation(Uri Address)
{
    /// <summary>Why it could not be read; null if it could. Nothing else is known then.</summary>
    public CallFailure? Failure { get; init; }

    /// <summary>The newest version: what a plain get returns. Null if there is none, or it is disabled.</summary>
    public SecretVersion? Newest { get; init; }

    /// <summary>Whether there is a newest version and it is disabled, so that consumers are refused.</summary>
    public bool NewestIsDisabled { get; init; }

    /// <summary>All versions, oldest first; those of one second in no order.</summary>
    public IReadOnlyList<SecretVersion> Versions { get; init; } = [];

    /// <summary>The same with what the vault has acknowledged since: a version made is the newest, one changed stays where it is.</summary>
    /// <param name="write">What was acknowledged.</param>
    public VaultObservation After(VaultWrite write) => write.Fingerprint is not null
        ? this with { Versions = With(Versions, write.Version), Newest = write.Version, NewestIsDisabled = false }
        : this with { Versions = With(Versions, write.Version), Newest = Newest?.Version == write.Version.Version ? write.Version : Newest };

    /// <summary>Versions with one made or changed.</summary>
    public static IReadOnlyList<SecretVersion> With(IReadOnlyList<SecretVersion> versions, SecretVersion written) =>
        versions.Any(version => version.Version == written.Version)
            ? [.. versions.Select(version => version.Version == written.Version ? written : version)]
            : [.. versions, written];

    /// <summary>The vault's name: the first label of its host.</summary>
    public string Name => NameOf(Address);

    /// <summary>The name of the vault at an address: the first label of its host.</summary>
    public static string NameOf(Uri address) => address.Host.Split('.')[0].ToLowerInvariant();
}
