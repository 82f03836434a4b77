using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>When leftover credentials and versions can be removed, and the facts that this relies on.</content>
internal sealed partial class PlanningContext
{
    /// <summary>
    /// The age that an attempt to issue must have before its leftovers can be distinguished from work in progress: ten
    /// minutes. That is twice the longest read lag, and twice the time limit for storing a value.
    /// </summary>
    public static readonly TimeSpan MinOrphanAge = TimeSpan.FromMinutes(10);

    /// <summary>
    /// The age at which a pending version is disabled if it holds no value of the service: 30 minutes. No rotation
    /// stores the value of a credential that reads still do not show by then.
    /// </summary>
    public static readonly TimeSpan UnknownValueAge = TimeSpan.FromMinutes(30);

    /// <summary>
    /// How much later than the vaults' timestamps a grace period begins, two seconds. A vault cuts its timestamps to
    /// the second, and the services' time can be off by most of another second.
    /// </summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Until when nothing may be issued, because the leftovers of a recent attempt are not known yet. Null if nothing
    /// prevents it.
    /// </summary>
    public DateTimeOffset? IssueBlockedUntil
    {
        get
        {
            var intents = OpenIntents.Select(AnnouncedAt);
            var lost = Credentials
                .Where(staged =>
                    IsOurs(staged.Credential) && !IsRemoved(staged.Credential.KeyId) && IsNowhere(staged.Credential))
                .Select(staged => BornAt(staged.Credential));
            var undecided = Seen.Pending
                .Where(version => version.Enabled && PendingOwnerOf(version).Owner is VersionOwner.Unconfirmed)
                .Select(version => Now - AgeWhenRead(version));
            var youngest = intents.Concat(lost).Concat(undecided).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            return youngest > Now - MinOrphanAge ? youngest + MinOrphanAge : null;
        }
    }

    /// <summary>The intents of this application whose rotation has stored nothing, as far as the vault shows.</summary>
    public IEnumerable<SecretVersion> OpenIntents => Seen.Pending.Where(version =>
        version.Tags is { Stage: VersionStage.Intent } tags
        && tags.AppId == Seen.Application.AppId
        && !Seen.Pending.Any(other =>
            other.Tags is { KeyId: not null } stored && stored.RotationId == tags.RotationId));

    /// <summary>
    /// Returns the latest time at which a credential of the service can have been made: its start or its intent's time,
    /// whichever is later. A start more than ten minutes in the future was not set by the service, so the rotation's
    /// time counts instead.
    /// </summary>
    public DateTimeOffset BornAt(Credential credential)
    {
        var start = credential.StartDateTime <= Now + MinOrphanAge ? credential.StartDateTime : MadeAt(credential);
        return IntentOf(credential) is { } intent && AnnouncedAt(intent) > start ? AnnouncedAt(intent) : start;
    }

    /// <summary>
    /// Returns the version that announced a credential's rotation. Returns null if there is none any more.
    /// </summary>
    public SecretVersion? IntentOf(Credential credential) => IntentsOf(credential).FirstOrDefault();

    /// <summary>
    /// Whether nobody can have a credential's value: its rotation was announced in the vault, and no version of either
    /// secret name that was made since can hold the value. If this is not certain, the credential is unaccounted.
    /// </summary>
    public bool IsOrphan(Credential credential) =>
        AllVaultsRead
        && IntentOf(credential) is not null
        && IsInNoPublishedVersion(credential)
        && !Seen.Pending.Any(version =>
            version.CreatedOn >= SoughtSince(credential)
            && MayHold(PendingAddressOf(version), version, credential, isPending: true));

    /// <summary>
    /// Whether a credential's value is in no version of the policy's secret, so that no consumer can have read it. This
    /// requires that the credential shows a fingerprint.
    /// </summary>
    public bool IsInNoPublishedVersion(Credential credential) =>
        AllVaultsRead
        && credential.Fingerprint is not null
        && !Readable.Any(vault => vault.Versions.Any(version =>
            version.CreatedOn >= SoughtSince(credential)
            && MayHold(AddressOf(vault, version), version, credential, isPending: false)));

    /// <summary>
    /// Whether a stored credential can be withdrawn: its value was never published, and no readable version of the
    /// pending secret can hold it.
    /// </summary>
    public bool IsSurplus(Credential credential) =>
        IsInNoPublishedVersion(credential)
        && !Seen.Pending.Any(version =>
            version.Enabled && MayHold(PendingAddressOf(version), version, credential, isPending: true));

    /// <summary>
    /// A version that must still be read before it is known whose value it holds, or that it holds none of the values
    /// in question. Null if there is none.
    /// </summary>
    public VersionAddress? UnreadVersion
    {
        get
        {
            var claims = Readable
                .SelectMany(vault => vault.Versions
                    .Where(version => OwnerOf(vault, version).Owner is VersionOwner.Unread)
                    .Select(version => AddressOf(vault, version)))
                .Concat(Seen.Pending.Where(version => version.Enabled && !IsIntent(version)).Select(PendingAddressOf));
            return claims.Concat(SoughtVersions).FirstOrDefault(Seen.IsUnread);
        }
    }

    /// <summary>
    /// Returns when a stored and unpublished credential can be withdrawn. That is ten minutes after its value was
    /// closed, because a process that has just proven the value can be about to publish it. Returns null while a pass
    /// can still continue with the credential.
    /// </summary>
    public DateTimeOffset? WithdrawableAt(Credential credential)
    {
        var versions = ClosedVersionsOf(credential);
        return versions.Count == 0 || versions.Exists(version => version.Enabled)
            ? null
            : versions.Max(version =>
                version.Tags!.ClosedAt is { } closed && closed > version.CreatedOn && closed <= Now + MinOrphanAge
                    ? closed
                    : version.CreatedOn) + MinOrphanAge;
    }

    /// <summary>
    /// Whether the directory accepted the removal of a credential less than ten minutes ago. A read that still shows it
    /// can lag.
    /// </summary>
    public bool IsRemoved(Guid keyId) => Seen.Removed.TryGetValue(keyId, out var at) && Now - at < MinOrphanAge;

    /// <summary>Whether a credential that reads do not show is gone, as far as reads can tell.</summary>
    public bool IsAbsent(Guid keyId, DateTimeOffset bornBy) =>
        Find(keyId) is null && Seen.Sightings.IsAbsent(keyId) && Now - bornBy >= Sightings.AgeToBeGone;

    /// <summary>
    /// The versions of the policy's secret that name a credential that the directory no longer shows, and whose value
    /// fits no credential that it shows. Nobody can use them. Versions that must still be read are included.
    /// </summary>
    public IEnumerable<(VaultObservation Vault, SecretVersion Version, Guid KeyId)> VersionsOfGone =>
        from vault in Readable
        from version in vault.Versions
        where version is { Enabled: true, Tags: { KeyId: not null } tags }
            && tags.AppId == Seen.Application.AppId
            && version.Version != vault.Newest?.Version
        let keyId = version.Tags!.KeyId!.Value
        where IsAbsent(keyId, version.CreatedOn)
        where Seen.FingerprintOf(AddressOf(vault, version)) is not { } fingerprint
            || !Seen.Application.Credentials.Any(credential => fingerprint.Fits(credential))
        select (vault, version, keyId);

    private static bool StartedBefore(Credential other, Credential credential) =>
        other.StartDateTime < credential.StartDateTime && other.StartDateTime < credential.Mark?.RotationId.MadeAt;

    // The time of the rotation. For a credential of the service it is at most one day in the future, and it counts as
    // now if it is in the future.
    private DateTimeOffset MadeAt(Credential credential) =>
        credential.Mark?.RotationId.MadeAt is { } made && made < Now ? made : Now;

    private IEnumerable<SecretVersion> IntentsOf(Credential credential) => credential.Mark is { } mark
        ? Seen.Pending.Where(version => IsIntent(version) && version.Tags!.RotationId == mark.RotationId)
        : [];

    private static bool IsIntent(SecretVersion version) =>
        version.Tags is { KeyId: null, Stage: VersionStage.Intent or VersionStage.Removing };

    // An intent can be forged after the rotation that it names, so the intent alone does not determine the time.
    private DateTimeOffset SoughtSince(Credential credential) => IntentsOf(credential)
        .Select(intent => intent.CreatedOn)
        .Append(credential.StartDateTime)
        .Append(MadeAt(credential))
        .Min() - MinOrphanAge;

    // Whether a version can hold a credential's value, whatever its tags say. A disabled version can hold any value,
    // unless it was read before.
    private bool MayHold(VersionAddress address, SecretVersion version, Credential credential, bool isPending)
    {
        if (version.Tags?.KeyId == credential.KeyId)
        {
            return true;
        }

        if (Seen.FingerprintOf(address) is { } fingerprint)
        {
            return fingerprint.MayBeOf(credential);
        }

        // No consumer reads a pending version, and the planner does not continue with a disabled one, so the tags of a
        // disabled pending version are sufficient.
        return !isPending
            || (version.Enabled && !Seen.IsUnreadable(address))
            || !(IsIntent(version)
                || (version.Tags is { KeyId: { } keyId } tags && Find(keyId)?.Mark?.RotationId == tags.RotationId));
    }

    // The versions that must be read to determine whether a credential without a certain publication was published.
    private IEnumerable<VersionAddress> SoughtVersions =>
        from credential in Seen.Application.Credentials
        where IsOurs(credential)
            && credential.Fingerprint is not null
            && credential.KeyId != Current?.KeyId
            && !IsRemoved(credential.KeyId)
            && !credential.HasEnded(Now)
        where !IsPublished(credential.KeyId) && !Stored.Any(stored => stored.KeyId == credential.KeyId)
        let since = SoughtSince(credential)
        from address in Readable
            .SelectMany(vault => vault.Versions
                .Where(version => version.Enabled && version.CreatedOn >= since)
                .Select(version => AddressOf(vault, version)))
            .Concat(Seen.Pending
                .Where(version => version.Enabled && version.CreatedOn >= since)
                .Select(PendingAddressOf))
        select address;

    // Whether no version of either name names the credential or fits it, so that its value may be lost.
    private bool IsNowhere(Credential credential)
    {
        return !Readable.Any(vault => vault.Versions.Any(version => Names(AddressOf(vault, version), version)))
            && !Seen.Pending.Any(version => Names(PendingAddressOf(version), version));

        bool Names(VersionAddress address, SecretVersion version) =>
            version.Tags?.KeyId == credential.KeyId || Seen.FingerprintOf(address)?.Fits(credential) is true;
    }

    // A reused version was made long before the rotation that it announces.
    private DateTimeOffset AnnouncedAt(SecretVersion intent) =>
        intent.Tags?.RotationId.MadeAt is { } made && made > intent.CreatedOn && made <= Now ? made : intent.CreatedOn;
}
