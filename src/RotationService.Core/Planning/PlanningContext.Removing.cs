using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>When what is left over may go, and what that rests on.</content>
internal sealed partial class PlanningContext
{
    /// <summary>How old an attempt to issue must be before what it left behind can be told from work in progress: twice the longest read lag, and twice the time in which a value is stored or never.</summary>
    public static readonly TimeSpan MinOrphanAge = TimeSpan.FromMinutes(10);

    /// <summary>How long after it was made a pending version that holds no value of ours is disabled: no rotation stores under a credential that reads do not show by then.</summary>
    public static readonly TimeSpan UnknownValueAge = TimeSpan.FromMinutes(30);

    /// <summary>A vault's timestamps are cut to the second, and our time may be off by most of another: a grace period begins this much after what they say.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    /// <summary>Until when nothing may be issued, because an attempt is too young to tell what it left; null if nothing is in the way.</summary>
    public DateTimeOffset? IssueBlockedUntil
    {
        get
        {
            var intents = OpenIntents.Select(AnnouncedAt);
            var lost = Credentials
                .Where(staged => IsOurs(staged.Credential) && !IsRemoved(staged.Credential.KeyId) && IsNowhere(staged.Credential))
                .Select(staged => BornAt(staged.Credential));
            var undecided = Seen.Pending
                .Where(version => version.Enabled && PendingOwnerOf(version).Owner is VersionOwner.Unconfirmed)
                .Select(version => Now - AgeWhenRead(version));
            var youngest = intents.Concat(lost).Concat(undecided).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            return youngest > Now - MinOrphanAge ? youngest + MinOrphanAge : null;
        }
    }

    /// <summary>The intents whose rotation has stored nothing, as far as the vault knows.</summary>
    public IEnumerable<SecretVersion> OpenIntents => Seen.Pending.Where(version =>
        version.Tags is { Stage: VersionStage.Intent } tags
        && tags.AppId == Seen.Application.AppId
        && !Seen.Pending.Any(other => other.Tags is { KeyId: not null } stored && stored.RotationId == tags.RotationId));

    /// <summary>When a credential of ours was made, at the latest: its own start, or its intent's, whichever is later. What is dated ahead was not made by us, and counts by its rotation.</summary>
    public DateTimeOffset BornAt(Credential credential)
    {
        var start = credential.StartDateTime <= Now + MinOrphanAge ? credential.StartDateTime : MadeAt(credential);
        return IntentOf(credential) is { } intent && AnnouncedAt(intent) > start ? AnnouncedAt(intent) : start;
    }

    /// <summary>The version in which a credential's rotation was announced, if it is still there.</summary>
    public SecretVersion? IntentOf(Credential credential) => IntentsOf(credential).FirstOrDefault();

    /// <summary>
    /// Whether nobody can have a credential's value: its rotation was announced in the vault, and of the versions of either name that were made
    /// since, none can hold it. Anything less certain is unaccounted.
    /// </summary>
    public bool IsOrphan(Credential credential) =>
        AllVaultsRead
        && IntentOf(credential) is not null
        && IsInNoPublishedVersion(credential)
        && !Seen.Pending.Any(version => version.CreatedOn >= SoughtSince(credential) && MayHold(PendingAddressOf(version), version, credential, isPending: true));

    /// <summary>Whether a credential's value is in no version of the policy's secret, so that no consumer can have read it. It takes a hint to tell.</summary>
    public bool IsInNoPublishedVersion(Credential credential) =>
        AllVaultsRead
        && credential.Hint is not null
        && !Readable.Any(vault => vault.Versions.Any(version =>
            version.CreatedOn >= SoughtSince(credential) && MayHold(AddressOf(vault, version), version, credential, isPending: false)));

    /// <summary>Whether a credential that was stored may be withdrawn: its value was never published, and no version of the pending secret that can be read may hold it.</summary>
    public bool IsSurplus(Credential credential) =>
        IsInNoPublishedVersion(credential)
        && !Seen.Pending.Any(version => version.Enabled && MayHold(PendingAddressOf(version), version, credential, isPending: true));

    /// <summary>A version that has still to be read before it can be said whose value it holds, or that it holds none of those looked for; null if there is none.</summary>
    public VersionAddress? UnreadVersion
    {
        get
        {
            var claims = Readable
                .SelectMany(vault => vault.Versions.Where(version => OwnerOf(vault, version).Owner is VersionOwner.Unread).Select(version => AddressOf(vault, version)))
                .Concat(Seen.Pending.Where(version => version.Enabled && !IsIntent(version)).Select(PendingAddressOf));
            return claims.Concat(SoughtVersions).FirstOrDefault(Seen.IsUnread);
        }
    }

    /// <summary>
    /// When a credential that was stored and not published may be withdrawn: not at once after its value was closed, since a process
    /// that had just proven it may be about to publish it. Null while a pass may still carry it on.
    /// </summary>
    public DateTimeOffset? WithdrawableAt(Credential credential)
    {
        var versions = ClosedVersionsOf(credential);
        return versions.Count == 0 || versions.Exists(version => version.Enabled)
            ? null
            : versions.Max(version => version.Tags!.ClosedAt is { } closed && closed > version.CreatedOn && closed <= Now + MinOrphanAge ? closed : version.CreatedOn) + MinOrphanAge;
    }

    /// <summary>Whether the directory accepted a credential's removal so lately that a read that shows it may lag.</summary>
    public bool IsRemoved(Guid keyId) => Seen.Removed.TryGetValue(keyId, out var at) && Now - at < MinOrphanAge;

    /// <summary>
    /// Since when every vault's newest version has been the one it is, of the current credential and confirmed; null if not all are. The vaults
    /// date it. A value that was restored by hand and replaced again counts from the last time.
    /// </summary>
    public DateTimeOffset? CurrentEverywhereSince =>
        Current is { IsConfirmed: true } && AllVaultsExplained && Readable.All(vault => NewestIn(vault) is { IsConfirmed: true } newest && newest.KeyId == Current.KeyId)
            ? Readable.Max(vault => vault.Newest!.CreatedOn) + Rounding
            : null;

    /// <summary>When a credential is no longer needed and may be retired; null if that cannot be said yet, or it is not ours to retire.</summary>
    public DateTimeOffset? RetirableAt(StagedCredential staged)
    {
        var (credential, stage) = (staged.Credential, staged.Stage);
        if (CurrentEverywhereSince is not { } since || credential.KeyId == Current!.KeyId)
        {
            return null;
        }

        var isOver = stage switch
        {
            Stage.Foreign or Stage.Elsewhere => IsAdopted(credential),
            Stage.Orphan or Stage.Pending => false,
            _ => IsSucceeded(credential),
        };
        if (!isOver)
        {
            return null;
        }


        // One that has ended is of use to nobody: its grace period is over with it.
        var at = since + GraceOf(credential.KeyId);
        return at > credential.EndDateTime ? credential.EndDateTime : at;
    }

    /// <summary>
    /// Whether a credential of ours is one that the current one succeeded: its mark is of no later rotation, nothing is carried on with it, and the
    /// policy still names every vault that it was published to.
    /// </summary>
    /// <remarks>One of the current rotation itself is what a repeated request made: what was published of that rotation is another.</remarks>
    public bool IsSucceeded(Credential credential) =>
        IsOurs(credential)
        && credential.KeyId != Current?.KeyId
        && credential.Mark!.Value.RotationId <= Current?.RotationId
        && !Stored.Any(stored => stored.KeyId == credential.KeyId)
        && IsWithinPolicy(credential.KeyId);

    /// <summary>
    /// Whether the policy adopts a credential that is not ours: the current version supersedes it, and it started before the current rotation
    /// and the current credential both. Tags alone do not say so: whoever can write them could name any credential.
    /// </summary>
    public bool IsAdopted(Credential credential) =>
        Policy.Adopt
        && Current is { Version.Tags: { } tags } current
        && tags.DoesSupersede(credential.KeyId)
        && StartedBefore(credential, current.Credential);

    /// <summary>Whether a credential that reads do not show is gone as far as they can tell.</summary>
    public bool IsAbsent(Guid keyId, DateTimeOffset bornBy) =>
        Find(keyId) is null && Seen.Sightings.IsAbsent(keyId) && Now - bornBy >= Sightings.AgeToBeGone;

    /// <summary>
    /// The versions of the policy's secret that name a credential which the directory shows no longer, and whose value is that of none it
    /// shows: nobody can use them. Those that have still to be read count, too.
    /// </summary>
    public IEnumerable<(VaultObservation Vault, SecretVersion Version, Guid KeyId)> VersionsOfGone =>
        from vault in Readable
        from version in vault.Versions
        where version is { Enabled: true, Tags: { KeyId: not null } tags } && tags.AppId == Seen.Application.AppId && version.Version != vault.Newest?.Version
        let keyId = version.Tags!.KeyId!.Value
        where IsAbsent(keyId, version.CreatedOn)
        where Seen.FingerprintOf(AddressOf(vault, version)) is not { } fingerprint || !Seen.Application.Credentials.Any(credential => fingerprint.Fits(credential.Hint))
        select (vault, version, keyId);

    // The grace period promised to whoever read a credential's value: the longest of what versions with it, or with its successor's, say and of
    // today's policy. So a tag can only lengthen it.
    private TimeSpan GraceOf(Guid keyId) => Readable
        .SelectMany(vault => vault.Versions)
        .Where(version => version.Tags?.KeyId == keyId || version.Tags?.KeyId == Current?.KeyId)
        .Select(version => version.Tags!.Grace)
        .Append(Policy.GracePeriod)
        .Max()!.Value;

    private static bool StartedBefore(Credential other, Credential credential) =>
        other.StartDateTime < credential.StartDateTime && other.StartDateTime < credential.Mark?.RotationId.MadeAt;

    // The rotation's time, which is never later than a day ahead for one of ours.
    private DateTimeOffset MadeAt(Credential credential) =>
        credential.Mark?.RotationId.MadeAt is { } made && made < Now ? made : Now;

    private IEnumerable<SecretVersion> IntentsOf(Credential credential) => credential.Mark is { } mark
        ? Seen.Pending.Where(version => IsIntent(version) && version.Tags!.RotationId == mark.RotationId)
        : [];

    private static bool IsIntent(SecretVersion version) => version.Tags is { KeyId: null, Stage: VersionStage.Intent or VersionStage.Removing };

    // An intent can be forged later than the rotation it names, so it alone does not say since when.
    private DateTimeOffset SoughtSince(Credential credential) => IntentsOf(credential)
        .Select(intent => intent.CreatedOn)
        .Append(credential.StartDateTime)
        .Append(MadeAt(credential))
        .Min() - MinOrphanAge;

    // Whether a version may be what holds a credential's value, whatever its tags say. What is disabled may hold anything, unless it was read before.
    private bool MayHold(VersionAddress address, SecretVersion version, Credential credential, bool isPending)
    {
        if (version.Tags?.KeyId == credential.KeyId)
        {
            return true;
        }

        if (Seen.FingerprintOf(address) is { } fingerprint)
        {
            return credential.Hint is null || fingerprint.Beginning.StartsWith(credential.Hint, StringComparison.Ordinal);
        }

        // No consumer reads a pending version, and none is carried on with that is disabled: what its tags say is enough there.
        return !isPending || (version.Enabled && !Seen.IsUnreadable(address))
            || !(IsIntent(version) || (version.Tags is { KeyId: { } keyId } tags && Find(keyId)?.Mark?.RotationId == tags.RotationId));
    }

    // What must be read to tell whether what was never published for certain may have been.
    private IEnumerable<VersionAddress> SoughtVersions =>
        from credential in Seen.Application.Credentials
        where IsOurs(credential) && credential.Hint is not null && credential.KeyId != Current?.KeyId && !IsRemoved(credential.KeyId) && !credential.HasEnded(Now)
        where !IsPublished(credential.KeyId) && !Stored.Any(stored => stored.KeyId == credential.KeyId)
        let since = SoughtSince(credential)
        from address in Readable
            .SelectMany(vault => vault.Versions.Where(version => version.Enabled && version.CreatedOn >= since).Select(version => AddressOf(vault, version)))
            .Concat(Seen.Pending.Where(version => version.Enabled && version.CreatedOn >= since).Select(PendingAddressOf))
        select address;

    // Whether no version of either name names it or begins with its hint, so that its value may be lost.
    private bool IsNowhere(Credential credential)
    {
        return !Readable.Any(vault => vault.Versions.Any(version => Names(AddressOf(vault, version), version)))
            && !Seen.Pending.Any(version => Names(PendingAddressOf(version), version));

        bool Names(VersionAddress address, SecretVersion version) =>
            version.Tags?.KeyId == credential.KeyId || Seen.FingerprintOf(address)?.Fits(credential.Hint) is true;
    }

    // A version that is used again was made long before the rotation it announces.
    private DateTimeOffset AnnouncedAt(SecretVersion intent) =>
        intent.Tags?.RotationId.MadeAt is { } made && made > intent.CreatedOn && made <= Now ? made : intent.CreatedOn;

    // A value that was also published to a vault which the policy no longer names may still be read there.
    private bool IsWithinPolicy(Guid keyId) => Policy.Adopt || Readable
        .SelectMany(vault => vault.Versions)
        .Where(version => version.Tags?.KeyId == keyId)
        .All(version => version.Tags!.Vaults.All(_vaultNames.Contains));
}
