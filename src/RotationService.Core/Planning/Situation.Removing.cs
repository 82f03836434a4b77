using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>When what is left over may go, and what that rests on.</content>
internal sealed partial class Situation
{
    /// <summary>How old an attempt to issue must be before what it left behind can be told from work in progress: twice the longest read lag, and twice the time in which a value is stored or never.</summary>
    public static readonly TimeSpan MinOrphanAge = TimeSpan.FromMinutes(10);

    /// <summary>A vault's timestamps are cut to the second, and our time may be off by most of another: a grace period begins this much after what they say.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

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

    // A version that is used again was made long before the rotation it announces.
    private DateTimeOffset AnnouncedAt(SecretVersion intent) =>
        intent.Tags?.RotationId.MadeAt is { } made && made > intent.CreatedOn && made <= Now ? made : intent.CreatedOn;

    private RotationId RotationOf(Credential credential) =>
        credential.Mark?.RotationId ?? Publications.First(publication => publication.KeyId == credential.KeyId).RotationId;

    // A value that was also published to a vault which the policy no longer names may still be read there.
    private bool IsWithinPolicy(Guid keyId) => Policy.Adopt || Publications
        .Where(publication => publication.KeyId == keyId)
        .All(publication => publication.Tags.Vaults.All(_vaultNames.Contains));
}
