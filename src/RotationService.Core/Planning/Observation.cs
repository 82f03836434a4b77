using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>
/// An immutable snapshot of one application and its vaults. It contains everything that a plan is made from.
/// </summary>
/// <param name="Now">The services' time of the observation, or later.</param>
/// <param name="Application">The application with its credentials.</param>
/// <param name="Vaults">The vaults of the policy, in the policy's order.</param>
/// <param name="Pending">The versions of the pending secret in the first vault.</param>
public sealed record Observation(
    DateTimeOffset Now,
    DirectoryApplication Application,
    IReadOnlyList<VaultObservation> Vaults,
    IReadOnlyList<SecretVersion> Pending)
{
    /// <summary>
    /// When the read of the directory was sent. Whatever was created later may be missing in it, because a process can
    /// stop before it gets the answer, and again before it reads the vaults. Null if the directory was read just now.
    /// </summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Whether the local clock is wrong, so that nothing may be removed.</summary>
    public bool ClockIsSkewed { get; init; }

    /// <summary>
    /// The times that the services report, while no two services agree, so that nothing may be issued or removed. Null
    /// otherwise.
    /// </summary>
    public string? TimeDoubt { get; init; }

    /// <summary>Whether too many changes of this sweep have failed, so that nothing may be issued.</summary>
    public bool BreakerIsOpen { get; init; }

    /// <summary>The credentials that this and earlier directory reads did not show.</summary>
    public Sightings Sightings { get; init; } = Sightings.None;

    /// <summary>The log-ins of this pass, and the log-ins of earlier passes that prove a pending credential.</summary>
    public Evidence Evidence { get; init; } = Evidence.None;

    /// <summary>The findings of the preflight. Null if none was made yet.</summary>
    public PreflightFindings? Preflight { get; init; }

    /// <summary>The failed attempts of this pass. They are not repeated before the next pass.</summary>
    public ImmutableList<StepFailure> Failures { get; init; } = [];

    /// <summary>
    /// The fingerprints of the version values that were read. Null for a version that was disabled or removed after it
    /// was listed. The value of a version never changes.
    /// </summary>
    public ImmutableDictionary<VersionAddress, ValueFingerprint?> Fingerprints { get; init; } =
        ImmutableDictionary<VersionAddress, ValueFingerprint?>.Empty;

    /// <summary>
    /// The versions that this process wrote, each with the key ID of the credential whose value it wrote.
    /// </summary>
    public ImmutableDictionary<VersionAddress, Guid> OwnWrites { get; init; } =
        ImmutableDictionary<VersionAddress, Guid>.Empty;

    /// <summary>
    /// Other applications that the tags of a version name, by client ID, as the directory shows them. Null for an
    /// application that the directory does not have.
    /// </summary>
    public ImmutableDictionary<Guid, DirectoryApplication?> Holders { get; init; } =
        ImmutableDictionary<Guid, DirectoryApplication?>.Empty;

    /// <summary>
    /// The acts, by <see cref="Act.Target"/>, that a plan without changes assumes to be done. Empty when acts are
    /// really done.
    /// </summary>
    public ImmutableHashSet<ActTarget> Assumed { get; init; } = [];

    /// <summary>Other applications whose secret would have the same name. Usually empty.</summary>
    public IReadOnlyList<Rival> Rivals { get; init; } = [];

    /// <summary>The rotation that a person requested. Null if there is none.</summary>
    public RotateRequest? Request { get; init; }

    /// <summary>The rotation that fulfils <see cref="Request"/>. Null until it has begun.</summary>
    public RotationId? RequestedRotation { get; init; }

    /// <summary>
    /// The credentials whose removal the directory accepted recently, each with the time. A read that still shows one
    /// of them lags.
    /// </summary>
    public ImmutableDictionary<Guid, DateTimeOffset> Removed { get; init; } =
        ImmutableDictionary<Guid, DateTimeOffset>.Empty;

    /// <summary>Returns the observation without the facts that only this pass may use, for the next pass.</summary>
    public Observation Remembered() => this with { Evidence = Evidence.None, Preflight = null, Failures = [] };

    /// <summary>
    /// Returns the fingerprint of a version's value. Returns null if the value was not read or cannot be read.
    /// </summary>
    public ValueFingerprint? FingerprintOf(VersionAddress address) => Fingerprints.GetValueOrDefault(address);

    /// <summary>Whether nobody has tried to read the value of a version yet.</summary>
    public bool IsUnread(VersionAddress address) => !Fingerprints.ContainsKey(address);

    /// <summary>Whether a version was disabled or gone when its value was to be read.</summary>
    public bool IsUnreadable(VersionAddress address) =>
        Fingerprints.TryGetValue(address, out var fingerprint) && fingerprint is null;

    /// <summary>Whether the observation contains a version, or the vault of the version could not be read.</summary>
    public bool Has(VersionAddress address) =>
        Vaults.FirstOrDefault(vault => vault.Address == address.Vault) is { } vault
        && (vault.Failure is not null
            || vault.Versions.Any(version => version.Version == address.Version)
            || Pending.Any(version => version.Version == address.Version));

    /// <summary>Returns the observation with the fingerprint of a version's value added.</summary>
    /// <param name="address">The version.</param>
    /// <param name="fingerprint">
    /// The fingerprint of the value. <see cref="ValueFingerprint.Empty"/> if the value is empty.
    /// </param>
    public Observation WithFingerprint(VersionAddress address, ValueFingerprint fingerprint) =>
        this with { Fingerprints = Fingerprints.SetItem(address, fingerprint) };

    /// <summary>The credentials that this process issued and that the current directory read does not show.</summary>
    public ImmutableHashSet<Guid> NotShownYet { get; init; } = [];

    /// <summary>
    /// Returns the observation with a credential that has just been issued. The credential exists even if reads do not
    /// show it yet.
    /// </summary>
    /// <param name="credential">The credential as the response to its addition shows it.</param>
    public Observation With(Credential credential) =>
        Application.Credentials.Any(shown => shown.KeyId == credential.KeyId)
            ? this
            : this with
            {
                Application = Application with { Credentials = [.. Application.Credentials, credential] },
                NotShownYet = NotShownYet.Add(credential.KeyId),
            };

    /// <summary>The credentials that the vaults name: those that the tags of an enabled version name.</summary>
    public IEnumerable<Guid> Expected => Vaults.SelectMany(vault => vault.Versions).Concat(Pending)
        .Where(version => version is { Enabled: true, Tags.KeyId: not null })
        .Select(version => version.Tags!.KeyId!.Value)
        .Distinct();

    /// <summary>
    /// Returns the observation with a write that a vault has acknowledged since, so that the vault need not be read
    /// again for it.
    /// </summary>
    /// <param name="policy">The policy, which determines the name of the pending secret.</param>
    /// <param name="write">The acknowledged write.</param>
    public Observation After(Policy policy, VaultWrite write)
    {
        var after = write.Secret == policy.PendingSecret
            ? this with { Pending = VaultObservation.With(Pending, write.Version) }
            : this with
            {
                Vaults = [.. Vaults.Select(vault => vault.Address == write.Vault ? vault.After(write) : vault)]
            };
        return write.Fingerprint is { } fingerprint
            ? after.WithFingerprint(new VersionAddress(write.Vault, write.Secret, write.Version.Version), fingerprint)
            : after;
    }
}
