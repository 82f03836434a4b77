using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>What one look at the world showed of an application: everything a plan is made from, and nothing that can change under it.</summary>
/// <param name="Now">The services' time when it was looked at, or later.</param>
/// <param name="Application">The application with its credentials.</param>
/// <param name="Vaults">The policy's vaults, in the policy's order.</param>
/// <param name="Pending">The versions of the pending secret in the first vault.</param>
public sealed record Observation(
    DateTimeOffset Now,
    DirectoryApplication Application,
    IReadOnlyList<VaultObservation> Vaults,
    IReadOnlyList<SecretVersion> Pending)
{
    /// <summary>
    /// When the read of the directory was sent, so that whatever was made later may be missing in it: a process may stand still
    /// before it gets the answer, and again before it reads the vaults. Null if it was just now.
    /// </summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Whether the local clock is off, so that nothing may be removed.</summary>
    public bool ClockIsSkewed { get; init; }

    /// <summary>What the services say the time is, as long as no two of them agree, so that nothing may be issued or removed; null otherwise.</summary>
    public string? TimeDoubt { get; init; }

    /// <summary>Whether too much has failed in this sweep, so that nothing may be issued.</summary>
    public bool BreakerIsOpen { get; init; }

    /// <summary>What this and earlier reads of the directory did not show.</summary>
    public Sightings Sightings { get; init; } = Sightings.None;

    /// <summary>The log-ins tried in this pass, and those of earlier ones that prove a pending credential.</summary>
    public Evidence Evidence { get; init; } = Evidence.None;

    /// <summary>What the preflight found; null while none has been made.</summary>
    public PreflightFindings? Preflight { get; init; }

    /// <summary>What has been tried in this pass and did not work; it is not tried again before the next.</summary>
    public ImmutableList<StepFailure> Failures { get; init; } = [];

    /// <summary>How the values of versions begin, as far as they have been read; null for one that is disabled or gone since it was listed. A version's value never changes.</summary>
    public ImmutableDictionary<VersionAddress, SecretFingerprint?> Fingerprints { get; init; } = ImmutableDictionary<VersionAddress, SecretFingerprint?>.Empty;

    /// <summary>The versions that this process has written itself, and the credential whose value it put into each.</summary>
    public ImmutableDictionary<VersionAddress, Guid> OwnWrites { get; init; } = ImmutableDictionary<VersionAddress, Guid>.Empty;

    /// <summary>Other applications that a version's tags name, as the directory shows them; null for one that the directory does not have.</summary>
    public ImmutableDictionary<Guid, DirectoryApplication?> Holders { get; init; } = ImmutableDictionary<Guid, DirectoryApplication?>.Empty;

    /// <summary>What a plan that changes nothing assumes to have been done, by <see cref="Act.Target"/>; empty when steps are really done.</summary>
    public ImmutableHashSet<ActTarget> Assumed { get; init; } = [];

    /// <summary>Other applications whose secret would have the same name; mostly none.</summary>
    public IReadOnlyList<Rival> Rivals { get; init; } = [];

    /// <summary>A rotation a person asked for; null if none.</summary>
    public RotateRequest? Request { get; init; }

    /// <summary>The rotation that answers <see cref="Request"/>; null until it has begun.</summary>
    public RotationId? RequestedRotation { get; init; }

    /// <summary>Credentials whose removal the directory has accepted lately; a read that still shows one lags.</summary>
    public ImmutableDictionary<Guid, DateTimeOffset> Removed { get; init; } = ImmutableDictionary<Guid, DateTimeOffset>.Empty;

    /// <summary>The same as the next pass may plan on it: without what this one learned.</summary>
    public Observation Remembered() => this with { Evidence = Evidence.None, Preflight = null, Failures = [] };

    /// <summary>How a version's value begins; null if it has not been read, or cannot be.</summary>
    public SecretFingerprint? FingerprintOf(VersionAddress address) => Fingerprints.GetValueOrDefault(address);

    /// <summary>Whether a version's value has not been read, and it has not been tried in vain.</summary>
    public bool IsUnread(VersionAddress address) => !Fingerprints.ContainsKey(address);

    /// <summary>Whether a version was found to be disabled or gone when it was to be read.</summary>
    public bool IsUnreadable(VersionAddress address) => Fingerprints.TryGetValue(address, out var fingerprint) && fingerprint is null;

    /// <summary>Whether a look has shown a version.</summary>
    public bool Has(VersionAddress address) =>
        Vaults.FirstOrDefault(vault => vault.Address == address.Vault) is { } vault
        && (vault.Failure is not null
            || vault.Versions.Any(version => version.Version == address.Version)
            || Pending.Any(version => version.Version == address.Version));

    /// <summary>The same, knowing a version's value by its fingerprint.</summary>
    /// <param name="address">The version.</param>
    /// <param name="fingerprint">The fingerprint of its value; <see cref="SecretFingerprint.Empty"/> if the value is empty.</param>
    public Observation WithFingerprint(VersionAddress address, SecretFingerprint fingerprint) =>
        this with { Fingerprints = Fingerprints.SetItem(address, fingerprint) };

    /// <summary>The credentials that this process has issued and that the read in hand does not show.</summary>
    public ImmutableHashSet<Guid> NotShownYet { get; init; } = [];

    /// <summary>The same with a credential that has just been issued: it is there though reads may not show it yet.</summary>
    /// <param name="credential">The credential, as the answer showed it.</param>
    public Observation With(Credential credential) => Application.Credentials.Any(shown => shown.KeyId == credential.KeyId)
        ? this
        : this with
        {
            Application = Application with { Credentials = [.. Application.Credentials, credential] },
            NotShownYet = NotShownYet.Add(credential.KeyId),
        };

    /// <summary>The credentials that the vaults speak of: those of which a version can still be read.</summary>
    public IEnumerable<Guid> Expected => Vaults.SelectMany(vault => vault.Versions).Concat(Pending)
        .Where(version => version is { Enabled: true, Tags.KeyId: not null })
        .Select(version => version.Tags!.KeyId!.Value)
        .Distinct();

    /// <summary>The same with what a vault has acknowledged since, so that it need not be looked at again for it.</summary>
    /// <param name="policy">The policy, which says which secret is the pending one.</param>
    /// <param name="write">What was acknowledged.</param>
    public Observation After(Policy policy, VaultWrite write)
    {
        var after = write.Secret == policy.PendingSecret
            ? this with { Pending = VaultObservation.With(Pending, write.Version) }
            : this with { Vaults = [.. Vaults.Select(vault => vault.Address == write.Vault ? vault.After(write) : vault)] };
        return write.Fingerprint is { } fingerprint
            ? after.WithFingerprint(new VersionAddress(write.Vault, write.Secret, write.Version.Version), fingerprint)
            : after;
    }
}
