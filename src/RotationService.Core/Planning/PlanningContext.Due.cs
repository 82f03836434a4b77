using System.Diagnostics.CodeAnalysis;
using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>Whether a rotation is due, why, and for how long consumers can wait for what comes next.</content>
internal sealed partial class PlanningContext
{
    /// <summary>
    /// The vaults in which what somebody wrote over the secret stands until it is due. Where a later rotation has been published in
    /// another vault, it was due, and a copy of that replaces it: not another rotation, which would not get there either.
    /// </summary>
    public IEnumerable<VaultObservation> Drifted => Readable.Where(vault => IsDrifted(vault) && !(vault.Newest!.CreatedOn < Current?.RotationId.MadeAt));

    /// <summary>The end of what consumers read, as the application shows it.</summary>
    public DateTimeOffset? CurrentEnd => Current?.Credential.EndDateTime;

    /// <summary>Why a rotation is due, or null if it is not; what a person asks for aside.</summary>
    public Reason? DueReason
    {
        get
        {
            if (DriftedDueReason is { } drifted)
            {
                return drifted;
            }

            if (Readable.Any(IsAwaited))
            {
                return null;
            }

            if (Current is null)
            {
                return Drifted.Any() && !AreRefused ? null
                    : Readable.Any(NamesGoneCredential) ? Reason.CredentialGone
                    : Credentials.Any(staged => staged.Stage is Stage.Previous or Stage.Unaccounted) || Readable.Any(IsRefused) ? Reason.ValueMissing
                    : Reason.FirstRotation;
            }

            if (Served.MinBy(served => served.End) is var (end, keyId) && DueByDate(end, keyId) is { } byDate)
            {
                return byDate;
            }

            // What cannot be told apart is not copied: where another vault has nothing, its programs wait for a rotation.
            return Refused is { NewestIsDisabled: true } || (!IsCurrentCopied && Usable.Any(vault => KindOf(vault) is NewestKind.Missing)) ? Reason.ValueMissing
                : Refused is not null ? Reason.CredentialGone
                : !Drifted.Any() && Publications.Any(publication => publication.IsConfirmed && publication.RotationId > Current.RotationId) ? Reason.CredentialGone
                : null;
        }
    }

    /// <summary>When another credential may be made after one that never logged in: 2, 4, 8 hours later and so on, up to a day. Null if the last one was published.</summary>
    public DateTimeOffset? NeverProvenUntil
    {
        get
        {
            var published = Publications.Select(publication => publication.CreatedOn).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
            var failed = Seen.Pending.Where(version => version.Tags is { Stage: VersionStage.NeverProven } && version.CreatedOn > published && version.CreatedOn <= Now).ToList();
            var wait = TimeSpan.FromHours(Math.Min(24, 1 << Math.Min(failed.Count, 5)));
            return failed.Count == 0 ? null : failed.Max(version => version.CreatedOn) + Planner.WithdrawAfter + wait;
        }
    }

    /// <summary>
    /// Until when nothing is issued because too many credentials of ours live beside the current one: two, or five where nothing that is
    /// published works, the youngest of them under a day old. Null if there are fewer.
    /// </summary>
    public DateTimeOffset? IssueLimitedUntil
    {
        get
        {
            var live = Credentials
                .Select(staged => staged.Credential)
                .Where(credential => IsOurs(credential) && credential.KeyId != Current?.KeyId && !IsRemoved(credential.KeyId) && !credential.HasEnded(Now))
                .ToList();
            var most = Current is not null && !AreRefused ? 2 : 5;
            return live.Count >= most && live.Max(BornAt) is var youngest && Now - youngest < TimeSpan.FromDays(1) ? youngest + TimeSpan.FromDays(1) : null;
        }
    }

    /// <summary>The time of the newest rotation that is published for certain; null if there is none. A new rotation is later than that.</summary>
    public DateTimeOffset? NewestRotationAt => Publications.Where(publication => publication.IsConfirmed).Max(publication => (DateTimeOffset?)publication.RotationId.MadeAt);

    /// <summary>When a rotation becomes due by its date; null if it is due already or nothing is published.</summary>
    public DateTimeOffset? DueAt => Ends.Min(served => (DateTimeOffset?)DueFrom(served.End, served.KeyId));

    /// <summary>Whether consumers have something that works, and will have it until a time and for the grace period after it.</summary>
    public bool CanWaitUntil(DateTimeOffset time) =>
        !AreRefused
        && DueReason is null or Reason.NearingExpiry or Reason.OverwrittenByOthers or Reason.CredentialGone
        && !(Ends.Min(served => (DateTimeOffset?)served.End) - Policy.GracePeriod < time);

    /// <summary>Whether consumers have something that works for so long that a rotation can wait for what stands in its way: until half of the time is over that <c>renewBefore</c> leaves it before the grace period.</summary>
    public bool HasTime => CanWaitUntil(Now + ((Policy.RenewBefore - Policy.GracePeriod) / 2));

    /// <summary>
    /// The newest value of a later rotation than the one that consumers read, if it may still work; null if there is none. It was published
    /// before: two processes published at the same moment and the older rotation came last, or people put an older version back. To issue
    /// another instead would cost a credential, and one more for each process that sees it.
    /// </summary>
    /// <remarks>Where no log-in can tell, nothing tells what people may have put away for good; so there only what came at the same moment counts.</remarks>
    public Publication? WrittenOver => Current is { } current && !AreRefused && !Drifted.Any()
        ? Publications
            .Where(publication => publication.RotationId > current.RotationId
                && MayBePublishedAgain(publication)
                && (Policy.Verify.LogsIn || current.CreatedOn - publication.CreatedOn < MinOrphanAge)
                && !Publications.Any(other => other.KeyId == publication.KeyId && Seen.Evidence.Newest(AddressOf(other)) is { Result.RefusesSecret: true }))
            .OrderByDescending(publication => publication.RotationId)
            .FirstOrDefault()
        : null;

    /// <summary>Whether a version may be published again if it logs in: its value is a live credential's of ours for certain, and we have not begun to remove that.</summary>
    public bool MayBePublishedAgain(Publication publication) =>
        publication.IsConfirmed
        && publication.Version is { Enabled: true, Tags.Stage: not (VersionStage.Retiring or VersionStage.Revoked) }
        && !publication.Credential.HasEnded(Now)
        && !IsRemoved(publication.KeyId);

    /// <summary>
    /// Whether something later than what a vault's consumers read has been published in another vault: then a copy of that mends it, and
    /// not another rotation. A vault that takes no writes would otherwise cost a credential every few minutes. What cannot be told apart is not
    /// copied, so it mends nothing.
    /// </summary>
    private bool IsOvertaken(VaultObservation vault) => IsCurrentCopied && (NewestIn(vault) is not null
        ? IsBehind(vault)
        : vault.Versions is [.., var last] && last.CreatedOn < Current.CreatedOn);

    [MemberNotNullWhen(true, nameof(Current))]
    private bool IsCurrentCopied => Current is { Owner: not VersionOwner.Indistinct };

    // A vault whose consumers are refused and that a rotation would mend.
    private VaultObservation? Refused => Usable.FirstOrDefault(vault => IsRefused(vault) && !IsOvertaken(vault));

    private bool AreRefused => Refused is not null;

    /// <summary>Whether the newest version in a vault is refused and its tags name a credential of this application that the directory does not show, or no longer.</summary>
    public bool NamesGoneCredential(VaultObservation vault) =>
        IsRefused(vault) && vault.Newest is { Tags: { KeyId: { } keyId } tags } && tags.AppId == Seen.Application.AppId && Find(keyId) is null;

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

            foreach (var served in Served)
            {
                yield return served;
            }
        }
    }

    // The credentials of ours that consumers read and that no copy of the current one replaces: mostly the current one alone. An owner of the
    // application can have added another with its mark.
    private IEnumerable<(DateTimeOffset End, Guid KeyId)> Served => Readable
        .Select(NewestIn)
        .OfType<Publication>()
        .Where(newest => newest.RotationId >= Current!.RotationId)
        .Select(newest => (newest.Credential.EndDateTime, newest.KeyId));

    // The credential whose value somebody published by hand, if its first characters fit just one.
    private Credential? LiveMatch(VaultObservation vault)
    {
        var matches = Seen.Application.Credentials
            .Where(credential => !credential.HasEnded(Now) && FingerprintIn(vault)?.Fits(credential.Hint) is true)
            .ToList();
        return matches is [var match] ? match : null;
    }
}
