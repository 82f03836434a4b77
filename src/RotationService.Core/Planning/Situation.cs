using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>An observation read with a policy in hand: the facts that the planner's checks are about, each worked out in one place.</summary>
internal sealed class Situation
{
    /// <summary>How old an attempt to issue must be before what it left behind can be told from work in progress: twice the longest read lag, and twice the time in which a value is stored or never.</summary>
    public static readonly TimeSpan MinOrphanAge = TimeSpan.FromMinutes(10);

    /// <summary>A vault's timestamps are cut to the second, and our time may be off by most of another: a grace period begins this much after what they say.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    private readonly HashSet<string> _vaultNames;
    private readonly uint _secretHash;

    public Situation(Policy policy, Observation observation)
    {
        Policy = policy;
        Seen = observation;
        _vaultNames = [.. policy.Vaults.Select(VaultObservation.NameOf)];
        _secretHash = CredentialMark.HashOf(policy.Secret);
        Readable = [.. observation.Vaults.Where(vault => vault.Failure is null)];
        Publications = [.. Readable.SelectMany(vault => vault.Versions, AsPublication).OfType<Publication>()];
        Current = Readable
            .Select(vault => vault.Newest is { } newest ? AsPublication(vault, newest) : null)
            .OfType<Publication>()
            .OrderByDescending(publication => publication.CreatedOn)
            .ThenByDescending(publication => publication.RotationId)
            .FirstOrDefault();
        Stored = [.. observation.Pending
            .Where(version => version.Tags?.AppId == observation.Application.AppId)
            .Select(version => StoredCredential.From(policy.Vaults[0], policy.PendingSecret, version))
            .OfType<StoredCredential>()
            .OrderByDescending(stored => stored.RotationId)];
        Credentials = [.. observation.Application.Credentials.Select(credential => new StagedCredential(credential, StageOf(credential)))];
    }

    public Policy Policy { get; }

    public Observation Seen { get; }

    public DateTimeOffset Now => Seen.Now;

    /// <summary>The application's credentials and where each stands.</summary>
    public IReadOnlyList<StagedCredential> Credentials { get; }

    /// <summary>The vaults that could be read, in the policy's order.</summary>
    public IReadOnlyList<VaultObservation> Readable { get; }

    /// <summary>Whether every vault could be read: nothing is removed otherwise.</summary>
    public bool AllVaultsRead => Readable.Count == Seen.Vaults.Count;

    /// <summary>Every version that ever carried a value of ours for this application, in the vaults that could be read.</summary>
    public IReadOnlyList<Publication> Publications { get; }

    /// <summary>What consumers read: of the vaults' newest versions that are ours the one published last. Null if none is ours.</summary>
    public Publication? Current { get; }

    /// <summary>The pending values, the newest rotation first, published ones not yet closed included.</summary>
    public IReadOnlyList<StoredCredential> Stored { get; }

    /// <summary>The unpublished pending value of the newest rotation: what is to be carried on with; null if there is none.</summary>
    public StoredCredential? Candidate => Stored.FirstOrDefault(stored => !IsPublished(stored.KeyId));

    /// <summary>Whether a credential's value was ever published.</summary>
    public bool IsPublished(Guid keyId) => Publications.Any(publication => publication.KeyId == keyId);

    /// <summary>The application's credential, if this read shows it.</summary>
    public Credential? Find(Guid? keyId) => Seen.Application.Credentials.FirstOrDefault(credential => credential.KeyId == keyId);

    /// <summary>What the newest version in a vault is.</summary>
    public NewestKind KindOf(VaultObservation vault) => vault switch
    {
        { NewestIsDisabled: true } => NewestKind.Disabled,
        { Newest: null } => NewestKind.Missing,
        { Newest.Tags: { KeyId: not null } tags } => tags.AppId == Seen.Application.AppId ? NewestKind.Ours : NewestKind.OtherApplication,
        _ => NewestKind.NotOurs,
    };

    /// <summary>What is read in a vault.</summary>
    public VaultState StateOf(VaultObservation vault) => vault.Failure is not null ? VaultState.Unreadable : KindOf(vault) switch
    {
        NewestKind.Missing => VaultState.Missing,
        NewestKind.Disabled => VaultState.Disabled,
        NewestKind.OtherApplication => VaultState.OtherApplication,
        NewestKind.NotOurs => VaultState.Foreign,
        _ => vault.Newest!.Tags!.KeyId == Current!.KeyId ? VaultState.Current : VaultState.Behind,
    };

    /// <summary>The address of a version of the policy's secret.</summary>
    public VersionAddress AddressOf(VaultObservation vault, SecretVersion version) => new(vault.Address, Policy.Secret, version.Version);

    /// <summary>The address of a version that carries a value of ours.</summary>
    public VersionAddress AddressOf(Publication publication) => AddressOf(publication.Vault, publication.Version);

    /// <summary>The newest log-in with a version's value, if it is fresh enough to rely on; null otherwise.</summary>
    public LogInEvidence? FreshLogIn(VersionAddress version) =>
        Seen.Evidence.Newest(version) is { } logIn && Now - logIn.At < Evidence.Freshness ? logIn : null;

    /// <summary>Whether the newest version in a vault is in doubt: of ours, and its credential is not shown, has ended, or begins differently than the value.</summary>
    public bool IsInDoubt(VaultObservation vault) =>
        KindOf(vault) is NewestKind.Ours
        && Policy.Verify.LogsIn
        && vault.NewestHint is { } beginning
        && (Find(vault.Newest!.Tags!.KeyId) is not { } credential || credential.HasEnded(Now) || !Begins(beginning, credential));

    /// <summary>Whether consumers of a vault are known to be refused.</summary>
    public bool IsRefused(VaultObservation vault) => KindOf(vault) switch
    {
        NewestKind.Disabled => true,
        NewestKind.Ours => IsInDoubt(vault) && LastLogIn(vault) is { Result.RefusesSecret: true },
        NewestKind.NotOurs => Policy.Verify.LogsIn && (vault.NewestHint is null || LastLogIn(vault) is { Result.RefusesSecret: true }),
        _ => false,
    };

    /// <summary>
    /// Whether something later than what a vault's consumers read has been published in another vault: then a copy of that mends it, and
    /// not another rotation. A vault that takes no writes would otherwise cost a credential every few minutes.
    /// </summary>
    private bool IsOvertaken(VaultObservation vault) => Current is not null && vault.Versions is [.., var newest] && (newest.Tags is { KeyId: not null } tags
        ? tags.RotationId < Current.RotationId
        : newest.CreatedOn < Current.CreatedOn);

    /// <summary>Whether somebody wrote a value over the secret that is not ours and works.</summary>
    public bool IsDrifted(VaultObservation vault) =>
        KindOf(vault) is NewestKind.NotOurs && (!Policy.Verify.LogsIn || LastLogIn(vault) is { Result.ProvesSecret: true });

    /// <summary>
    /// The vaults in which what somebody wrote over the secret stands until it is due. Where a later rotation has been published in
    /// another vault, it was due, and a copy of that replaces it: not another rotation, which would not get there either.
    /// </summary>
    public IEnumerable<VaultObservation> Drifted => Readable.Where(vault => IsDrifted(vault) && !(vault.Newest!.CreatedOn < Current?.RotationId.MadeAt));

    /// <summary>Whether a credential that cannot be tried out is gone as far as reads can tell. Where it can, only its log-in tells.</summary>
    public bool IsUnprovenGone(Publication publication) => !Policy.Verify.LogsIn && IsAbsent(publication.KeyId, publication.CreatedOn);

    /// <summary>The newest log-in with the value consumers of a vault read.</summary>
    public LogInEvidence? LastLogIn(VaultObservation vault) =>
        vault.Newest is { } newest ? Seen.Evidence.Newest(AddressOf(vault, newest)) : null;

    /// <summary>The end of what consumers read: of the current credential as the application shows it, or as the version's <c>exp</c> says.</summary>
    public DateTimeOffset? CurrentEnd => Current is null ? null : Find(Current.KeyId)?.EndDateTime ?? Current.Version.ExpiresOn;

    /// <summary>Why a rotation is due, or null if it is not; what a person asks for aside.</summary>
    public Reason? DueReason
    {
        get
        {
            if (DriftedDueReason is { } drifted)
            {
                return drifted;
            }

            if (Current is null)
            {
                return Drifted.Any() ? null
                    : Publications.Count > 0 || Credentials.Any(staged => staged.Stage is Stage.Previous) ? Reason.ValueMissing
                    : Credentials.Any(staged => staged.Stage is Stage.Unaccounted) ? Reason.ValueMissing
                    : Reason.FirstRotation;
            }

            if (DueByDate(CurrentEnd ?? Now, Current.KeyId) is { } byDate)
            {
                return byDate;
            }

            var refused = Readable.FirstOrDefault(vault => IsRefused(vault) && !IsOvertaken(vault));
            return refused is { NewestIsDisabled: true } ? Reason.ValueMissing
                : refused is not null && IsOldEnoughToBeGone(Current) ? Reason.CredentialGone
                : IsUnprovenGone(Current) ? Reason.CredentialGone
                : !Drifted.Any() && Publications.Any(publication => publication.RotationId > Current.RotationId) ? Reason.CredentialGone
                : null;
        }
    }

    /// <summary>When a rotation becomes due by its date; null if it is due already or nothing is published.</summary>
    public DateTimeOffset? DueAt => Ends.Min(served => (DateTimeOffset?)DueFrom(served.End, served.KeyId));

    /// <summary>Whether consumers have something that works, and will have it until a time and for the grace period after it.</summary>
    public bool CanWaitUntil(DateTimeOffset time) =>
        !AreRefused
        && DueReason is null or Reason.NearingExpiry or Reason.OverwrittenByOthers or Reason.CredentialGone
        && !(Ends.Min(served => (DateTimeOffset?)served.End) - Policy.GracePeriod < time);

    /// <summary>
    /// The newest value of a later rotation than the one that consumers read, if it may still work; null if there is none. It was published
    /// before: two processes published at the same moment and the older rotation came last, or people put an older version back. To issue
    /// another instead would cost a credential, and one more for each process that sees it.
    /// </summary>
    /// <remarks>A credential that reads do not show may have been made too lately for them: only its log-in tells.</remarks>
    public Publication? WrittenOver => Current is { } current && !AreRefused && !Drifted.Any()
        ? Publications
            .Where(publication => publication.RotationId > current.RotationId
                && MayBePublishedAgain(publication)
                && !IsAbsent(publication.KeyId, publication.CreatedOn)
                && !Publications.Any(other => other.KeyId == publication.KeyId && Seen.Evidence.Newest(AddressOf(other)) is { Result.RefusesSecret: true }))
            .OrderByDescending(publication => publication.RotationId)
            .FirstOrDefault()
        : null;

    /// <summary>Whether a version may be published again if it logs in: nobody has ended its credential, and we have not begun to.</summary>
    public bool MayBePublishedAgain(Publication publication) =>
        publication is { Version.Enabled: true, Tags.Stage: VersionStage.Published or VersionStage.Closed }
        && Find(publication.KeyId)?.HasEnded(Now) is not true
        && !IsRemoved(publication.KeyId);

    // Where they are not, and a credential is gone, what is read is not the last that was published, and works: healed, restored by
    // people, or of an older rotation that came last.
    private bool AreRefused => Readable.Any(IsRefused) || (Current is not null && IsUnprovenGone(Current));

    // Why a rotation is due for what others wrote. What is ours in another vault may be due before that.
    private Reason? DriftedDueReason
    {
        get
        {
            var reasons = Drifted.Select(vault => LiveMatch(vault) is { } match ? DueByDate(match.EndDateTime, match.KeyId) : Reason.OverwrittenByOthers);

            // What others wrote to one vault is not ours to copy: where another has nothing, its programs wait for a rotation.
            return reasons.FirstOrDefault(reason => reason is not null)
                ?? (Drifted.Any() && Readable.Any(vault => KindOf(vault) is NewestKind.Missing or NewestKind.Disabled) ? Reason.ValueMissing : null);
        }
    }

    /// <summary>Until when nothing may be issued, because an attempt is too young to tell what it left; null if nothing is in the way.</summary>
    public DateTimeOffset? IssueBlockedUntil
    {
        get
        {
            var intents = OpenIntents.Select(AnnouncedAt);
            var orphans = Credentials
                .Where(staged => staged.Stage is Stage.Orphan && !IsRemoved(staged.Credential.KeyId))
                .Select(staged => BornAt(staged.Credential));
            var youngest = intents.Concat(orphans).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            return youngest > Now - MinOrphanAge ? youngest + MinOrphanAge : null;
        }
    }

    /// <summary>The intents whose rotation has stored nothing, as far as the vault knows.</summary>
    public IEnumerable<SecretVersion> OpenIntents => Seen.Pending.Where(version =>
        version.Tags is { Stage: VersionStage.Intent } tags
        && tags.AppId == Seen.Application.AppId
        && !Seen.Pending.Any(other => other.Tags is { KeyId: not null } stored && stored.RotationId == tags.RotationId));

    /// <summary>When a credential of ours was made, at the latest: its own start, or its intent's, whichever is later.</summary>
    public DateTimeOffset BornAt(Credential credential)
    {
        var intent = IntentOf(credential);
        return intent is not null && AnnouncedAt(intent) > credential.StartDateTime ? AnnouncedAt(intent) : credential.StartDateTime;
    }

    /// <summary>The version in which a credential's rotation was announced, if it is still there.</summary>
    public SecretVersion? IntentOf(Credential credential) => credential.Mark is { } mark
        ? Seen.Pending.FirstOrDefault(version => version.Tags is { KeyId: null } tags && tags.RotationId == mark.RotationId)
        : null;

    /// <summary>
    /// When a credential that was stored and not published may be withdrawn: not at once after its value was closed, since a process
    /// that had just proven it may be about to publish it. Null while a pass may still carry it on.
    /// </summary>
    public DateTimeOffset? WithdrawableAt(Credential credential)
    {
        var versions = Seen.Pending.Where(version => version.Tags?.KeyId == credential.KeyId).ToList();
        return versions.Count == 0 || versions.Exists(version => version.Enabled)
            ? null
            : versions.Max(version => version.Tags!.ClosedAt > version.CreatedOn ? version.Tags.ClosedAt.Value : version.CreatedOn) + MinOrphanAge;
    }

    /// <summary>Whether the directory accepted a credential's removal so lately that a read that shows it may lag.</summary>
    public bool IsRemoved(Guid keyId) => Seen.Removed.TryGetValue(keyId, out var at) && Now - at < MinOrphanAge;

    /// <summary>
    /// Since when, at the latest, every vault has shown a later credential of ours instead of this one; null if one does not.
    /// A value that was restored by hand and replaced again counts from the last time, and a version that is not ours may hold any value.
    /// </summary>
    public DateTimeOffset? CeasedAt(Guid keyId, RotationId rotationId)
    {
        DateTimeOffset? ceased = null;
        foreach (var vault in Readable)
        {
            if (vault.Newest?.Tags?.KeyId == keyId)
            {
                return null;
            }

            var last = vault.Versions.LastOrDefault(version => version.Tags?.KeyId is null || version.Tags.KeyId == keyId);
            if (last is null)
            {
                continue;
            }

            // Versions of the same second are in no order: counting from the next second's is later, never too early.
            var next = vault.Versions.FirstOrDefault(version => version.CreatedOn > last.CreatedOn && version.Tags?.RotationId > rotationId)?.CreatedOn ?? vault.Newest?.CreatedOn;
            ceased = ceased is null || next > ceased ? next : ceased;
        }

        return ceased + Rounding;
    }

    /// <summary>
    /// The grace period promised to whoever read a credential's value: the longest of what its versions say and of today's policy. A
    /// version that is not ours may have held the value, too; then what the policy said when it was replaced counts, as its successor says.
    /// </summary>
    public TimeSpan GraceOf(Guid keyId)
    {
        var own = Publications.Where(publication => publication.KeyId == keyId).ToList();
        var since = own.Select(publication => publication.CreatedOn).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        var restored = Readable.SelectMany(vault => vault.Versions
            .Zip(vault.Versions.Skip(1))
            .Where(pair => pair.First.Tags?.KeyId is null && pair.First.CreatedOn >= since)
            .Select(pair => pair.Second.Tags?.Grace));
        return own.Select(publication => publication.Tags.Grace)
            .Concat(restored)
            .Append(Policy.GracePeriod)
            .Max()!.Value;
    }

    /// <summary>Since when every vault has shown the current value; null if not all do.</summary>
    public DateTimeOffset? CurrentEverywhereSince =>
        Current is not null && AllVaultsRead && Readable.All(vault => vault.Newest?.Tags?.KeyId == Current.KeyId)
            ? Readable.Max(vault => vault.Newest!.CreatedOn) + Rounding
            : null;

    /// <summary>When a credential is no longer needed and may be retired; null if that cannot be said yet, or it is not ours to retire.</summary>
    public DateTimeOffset? RetirableAt(StagedCredential staged)
    {
        if (CurrentEverywhereSince is not { } since || staged.Credential.KeyId == Current!.KeyId)
        {
            return null;
        }

        var keyId = staged.Credential.KeyId;
        DateTimeOffset? at = staged.Stage switch
        {
            Stage.Previous when RotationOf(staged.Credential) < Current.RotationId && IsWithinPolicy(keyId) => CeasedAt(keyId, RotationOf(staged.Credential)) + GraceOf(keyId),
            // One of the current rotation itself is what a repeated request made: what was published of that rotation is another.
            Stage.Unaccounted when staged.Credential.Mark is { } mark && mark.RotationId <= Current.RotationId => since + Policy.GracePeriod,
            Stage.Elsewhere or Stage.Foreign when Policy.Adopt && Current.Tags.DoesSupersede(keyId) => since + (Current.Tags.Grace > Policy.GracePeriod ? Current.Tags.Grace.Value : Policy.GracePeriod),
            _ => null,
        };

        // One that has ended is of use to nobody: its grace period is over with it.
        return at > staged.Credential.EndDateTime ? staged.Credential.EndDateTime : at;
    }

    /// <summary>Whether a credential that reads do not show is gone as far as they can tell; its log-in must be refused, too.</summary>
    public bool IsAbsent(Guid keyId, DateTimeOffset bornBy) =>
        Find(keyId) is null && Seen.Sightings.IsAbsent(keyId) && Now - bornBy >= Sightings.AgeToBeGone;

    private static Publication? AsPublication(VaultObservation vault, SecretVersion version, Guid appId) =>
        version.Tags is { KeyId: { } keyId } tags && tags.AppId == appId ? new Publication(vault, version, tags, keyId) : null;

    private Publication? AsPublication(VaultObservation vault, SecretVersion version) => AsPublication(vault, version, Seen.Application.AppId);

    // A version that is used again was made long before the rotation it announces.
    private DateTimeOffset AnnouncedAt(SecretVersion intent) =>
        intent.Tags?.RotationId.MadeAt is { } made && made > intent.CreatedOn && made <= Now ? made : intent.CreatedOn;

    private bool IsOldEnoughToBeGone(Publication publication) => Now - publication.CreatedOn >= Sightings.AgeToBeGone;

    private Reason? DueByDate(DateTimeOffset end, Guid keyId) =>
        Now >= end ? Reason.Expired : Now >= DueFrom(end, keyId) ? Reason.NearingExpiry : null;

    private DateTimeOffset DueFrom(DateTimeOffset end, Guid keyId) => end - Policy.RenewBefore - Policy.SpreadOf(Seen.Application.AppId, keyId);

    // The credentials that consumers use, as far as it is known which they are, and when each ends.
    private IEnumerable<(DateTimeOffset End, Guid KeyId)> Ends
    {
        get
        {
            foreach (var vault in Readable.Where(IsDrifted))
            {
                if (LiveMatch(vault) is { } match)
                {
                    yield return (match.EndDateTime, match.KeyId);
                }
            }

            if (CurrentEnd is { } end)
            {
                yield return (end, Current!.KeyId);
            }
        }
    }

    // The credential whose value somebody published by hand, if its first characters fit just one.
    private Credential? LiveMatch(VaultObservation vault)
    {
        var matches = Seen.Application.Credentials
            .Where(credential => !credential.HasEnded(Now) && !string.IsNullOrEmpty(credential.Hint) && vault.NewestHint is { } beginning && Begins(beginning, credential))
            .ToList();
        return matches is [var match] ? match : null;
    }

    // True if Graph shows no hint to compare.
    private static bool Begins(string beginning, Credential credential) => string.IsNullOrEmpty(credential.Hint) || beginning.StartsWith(credential.Hint, StringComparison.Ordinal);

    private RotationId RotationOf(Credential credential) =>
        credential.Mark?.RotationId ?? Publications.First(publication => publication.KeyId == credential.KeyId).RotationId;

    // A value that was also published to a vault which the policy no longer names may still be read there.
    private bool IsWithinPolicy(Guid keyId) => Policy.Adopt || Publications
        .Where(publication => publication.KeyId == keyId)
        .All(publication => publication.Tags.Vaults.All(_vaultNames.Contains));

    // Its pending version says so, and the published one is not there: the secret is deleted, and may be recovered, or was purged.
    private bool WasPublished(Guid keyId) => Seen.Pending.Any(version => version.Tags is { Stage: VersionStage.Published } tags && tags.KeyId == keyId);

    /// <summary>Where one of the application's credentials stands.</summary>
    public Stage StageOf(Credential credential)
    {
        var marked = credential.Mark is { } mark && _vaultNames.Contains(mark.VaultName) && mark.SecretHash == _secretHash;
        var published = IsPublished(credential.KeyId);
        var stored = Seen.Pending.Any(version => version.Tags?.KeyId == credential.KeyId && version.Tags.AppId == Seen.Application.AppId);
        return marked || published || stored
            ? credential.KeyId == Current?.KeyId ? Stage.Current
                : published ? Stage.Previous
                : stored ? WasPublished(credential.KeyId) ? Stage.Unaccounted : Stage.Pending
                : IntentOf(credential) is not null ? Stage.Orphan
                : Stage.Unaccounted
            : credential.Mark is null ? Stage.Foreign
            : Stage.Elsewhere;
    }
}
