using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <summary>The observed state of the policy's secret in one vault.</summary>
/// <param name="Address">The address of the vault.</param>
public sealed record VaultObservation(Uri Address)
{
    /// <summary>Why the vault could not be read. Null if it could. If it is not null, nothing else is known.</summary>
    public CallFailure? Failure { get; init; }

    /// <summary>The newest version, which a plain get returns. Null if there is none, or it is disabled.</summary>
    public SecretVersion? Newest { get; init; }

    /// <summary>Whether there is a newest version and it is disabled, so that consumers are refused.</summary>
    public bool NewestIsDisabled { get; init; }

    /// <summary>All versions, the oldest first. Versions of the same second are in no particular order.</summary>
    public IReadOnlyList<SecretVersion> Versions { get; init; } = [];

    /// <summary>
    /// Returns the observation with a write that the vault has acknowledged since. A new version is the newest. A
    /// changed version keeps its place.
    /// </summary>
    /// <param name="write">The acknowledged write.</param>
    public VaultObservation After(VaultWrite write) => write.Fingerprint is not null
        ? this with { Versions = With(Versions, write.Version), Newest = write.Version, NewestIsDisabled = false }
        : this with
        {
            Versions = With(Versions, write.Version),
            Newest = Newest?.Version == write.Version.Version ? write.Version : Newest
        };

    /// <summary>Returns the versions with one version added or changed.</summary>
    public static IReadOnlyList<SecretVersion> With(IReadOnlyList<SecretVersion> versions, SecretVersion written) =>
        versions.Any(version => version.Version == written.Version)
            ? [.. versions.Select(version => version.Version == written.Version ? written : version)]
            : [.. versions, written];

    /// <summary>The name of the vault, which is the first label of its host name, in lower case.</summary>
    public string Name => NameOf(Address);

    /// <summary>Returns the name of the vault at an address: the first label of its host name, in lower case.</summary>
    public static string NameOf(Uri address) => address.Host.Split('.')[0].ToLowerInvariant();
}
