using System.Diagnostics.CodeAnalysis;
using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>Whether and why a rotation is due, and how long consumers can wait for the next step.</content>
internal sealed partial class PlanningContext
{
    /// <summary>
    /// The vaults in which a value that somebody wrote over the secret stays until it is due. If a later rotation has
    /// been published in another vault, the value was due. A copy of that publication then replaces it. Another
    /// rotation would not reach the vault either.
    /// </summary>
    public IEnumerable<VaultObservation> Drifted => Readable.Where(vault =>
        IsDrifted(vault) && !(vault.Newest!.CreatedOn < Current?.RotationId.MadeAt));

    /// <summary>
    /// When the credential that consumers read ends, as the application shows it. Null if none is published.
    /// </summary>
    public DateTimeOffset? CurrentEnd => Current?.Credential.EndDateTime;

    /// <summary>Why a rotation is due. Null if none is due. Requests by a person are not considered.</summary>
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
                    : Credentials.Any(staged => staged.Stage is Stage.Previous or Stage.Unaccounted)
                        || Readable.Any(IsRefused) ? Reason.ValueMissing
                    : Reason.FirstRotation;
            }

            if (Served.MinBy(served => served.End) is var (end, keyId) && DueByDate(end, keyId) is { } byDate)
            {
                return byDate;
            }

            // An indistinct value is not copied. If another vault has no value, its programs need a rotation.
            return Refused is { NewestIsDisabled: true }
                || (!IsCurrentCopied && Usable.Any(vault => KindOf(vault) is NewestKind.Missing)) ? Reason.ValueMissing
                : Refused is not null ? Reason.CredentialGone
                : !Drifted.Any() && Publications.Any(publication =>
                    publication.IsConfirmed && publication.RotationId > Current.RotationId) ? Reason.CredentialGone
                : null;
        }
    }

    /// <summary>
    /// When another credential may be issued after one that never logged in: 2, 4, 8 hours and so on after its
    /// withdrawal is due, up to 24 hours. Null if the last one was published.
    /// </summary>
    public DateTimeOffset? NeverProvenUntil
    {
        get
        {
            var published = Publications
                .Select(publication => publication.CreatedOn)
                .DefaultIfEmpty(DateTimeOffset.MinValue)
                .Max();
            var failed = Seen.Pending
                .Where(version =>
                    version.Tags is { Stage: VersionStage.NeverProven }
                    && version.CreatedOn > published
                    && version.CreatedOn <= Now)
                .ToList();
            var wait = TimeSpan.FromHours(Math.Min(24, 1 << Math.Min(failed.Count, 5)));
            return failed.Count == 0
                ? null
                : failed.Max(version => version.CreatedOn) + Planner.WithdrawAfter + wait;
        }
    }

    /// <summary>
    /// Until when nothing is issued because too many credentials of the service exist beside the current one: two, or
    /// five if no published value works. Their youngest is then less than a day old. Null if there are fewer, or if the
    /// youngest is older.
    /// </summary>
    public DateTimeOffset? IssueLimitedUntil
    {
        get
        {
            var live = Credentials
                .Select(staged => staged.Credential)
                .Where(credential =>
                    IsOurs(credential)
                    && credential.KeyId != Current?.KeyId
                    && !IsRemoved(credential.KeyId)
                    && !credential.HasEnded(Now))
                .ToList();
            var most = Current is not null && !AreRefused ? 2 : 5;
            return live.Count >= most
                && live.Max(BornAt) is var youngest
                && Now - youngest < TimeSpan.FromDays(1)
                    ? youngest + TimeSpan.FromDays(1)
                    : null;
        }
    }

    /// <summary>
    /// The time of the newest rotation whose publication is confirmed. A new rotation must be later. Null if there is
    /// none.
    /// </summary>
    public DateTimeOffset? NewestRotationAt => Publications
        .Where(publication => publication.IsConfirmed)
        .Max(publication => (DateTimeOffset?)publication.RotationId.MadeAt);

    /// <summary>
    /// When a rotation becomes due by date. In the past if it is already due. Null if consumers use no credential that
    /// is known.
    /// </summary>
    public DateTimeOffset? DueAt => Ends.Min(served => (DateTimeOffset?)DueFrom(served.End, served.KeyId));

    /// <summary>
    /// Whether consumers have a working value, and will have one until a time and for the grace period after it.
    /// </summary>
    public bool CanWaitUntil(DateTimeOffset time) =>
        !AreRefused
        && DueReason is null or Reason.NearingExpiry or Reason.OverwrittenByOthers or Reason.CredentialGone
        && !(Ends.Min(served => (DateTimeOffset?)served.End) - Policy.GracePeriod < time);

    /// <summary>
    /// Whether consumers have a working value for so long that a rotation can wait until an obstacle is removed. It can
    /// wait for half of the time that <c>renewBefore</c> leaves before the grace period.
    /// </summary>
    public bool HasTime => CanWaitUntil(Now + ReservedTime);

    /// <summary>
    /// When <see cref="HasTime"/> ends for a rotation that only its date makes due. Null if consumers use no credential
    /// that is known.
    /// </summary>
    public DateTimeOffset? HasTimeUntil =>
        Ends.Min(served => (DateTimeOffset?)served.End) - Policy.GracePeriod - ReservedTime;

    private TimeSpan ReservedTime => (Policy.RenewBefore - Policy.GracePeriod) / 2;

    /// <summary>
    /// The newest publication of a later rotation than the one that consumers read, if its value can still work. Null
    /// if there is none. It was published before: two processes published at the same moment and the older rotation
    /// came last, or a person restored an older version. A new rotation instead would cost one credential, and one more
    /// for each process that sees the state.
    /// </summary>
    /// <remarks>
    /// Where no log-in can show whether it works, a person can have withdrawn the value for good. Only a publication at
    /// about the same moment counts then.
    /// </remarks>
    public Publication? WrittenOver => Current is { } current && !AreRefused && !Drifted.Any()
        ? Publications
            .Where(publication => publication.RotationId > current.RotationId
                && MayBePublishedAgain(publication)
                && (Policy.Verify.LogsIn || current.CreatedOn - publication.CreatedOn < MinOrphanAge)
                && !Publications.Any(other =>
                    other.KeyId == publication.KeyId
                    && Seen.Evidence.Newest(AddressOf(other)) is { Result.RefusesSecret: true }))
            .OrderByDescending(publication => publication.RotationId)
            .FirstOrDefault()
        : null;

    /// <summary>
    /// Whether a version can be published again if it logs in: its value belongs to a confirmed credential of the
    /// service that is still live, and whose removal has not begun.
    /// </summary>
    public bool MayBePublishedAgain(Publication publication) =>
        publication.IsConfirmed
        && publication.Version is { Enabled: true, Tags.Stage: not (VersionStage.Retiring or VersionStage.Revoked) }
        && !publication.Credential.HasEnded(Now)
        && !IsRemoved(publication.KeyId);

    /// <summary>
    /// Whether a later value than the one that a vault's consumers read has been published in another vault. The vault
    /// then needs a copy of that value instead of another rotation. Otherwise a vault that refuses writes would cost a
    /// credential every few minutes. An indistinct value is not copied, so it repairs nothing.
    /// </summary>
    private bool IsOvertaken(VaultObservation vault) => IsCurrentCopied && (NewestIn(vault) is not null
        ? IsBehind(vault)
        : vault.Versions is [.., var last] && last.CreatedOn < Current.CreatedOn);

    [MemberNotNullWhen(true, nameof(Current))]
    private bool IsCurrentCopied => Current is { Owner: not VersionOwner.Indistinct };

    // A vault whose consumers are refused and that only a rotation repairs.
    private VaultObservation? Refused => Usable.FirstOrDefault(vault => IsRefused(vault) && !IsOvertaken(vault));

    private bool AreRefused => Refused is not null;

    /// <summary>
    /// Whether the newest version in a vault is refused, and its tags name a credential of this application that the
    /// directory does not show.
    /// </summary>
    public bool NamesGoneCredential(VaultObservation vault) =>
        IsRefused(vault)
        && vault.Newest is { Tags: { KeyId: { } keyId } tags }
        && tags.AppId == Seen.Application.AppId
        && Find(keyId) is null;

    // Why a rotation is due for a value that others wrote. A value of the service in another vault can be due earlier.
    private Reason? DriftedDueReason
    {
        get
        {
            var reasons = Drifted.Select(vault => LiveMatch(vault) is { } match
                ? DueByDate(match.EndDateTime, match.KeyId)
                : Reason.OverwrittenByOthers);

            // The service does not copy a value that others wrote to one vault. If another vault has no value, its
            // programs need a rotation.
            return reasons.FirstOrDefault(reason => reason is not null)
                ?? (Drifted.Any()
                    && Readable.Any(vault => KindOf(vault) is NewestKind.Missing or NewestKind.Disabled)
                        ? Reason.ValueMissing
                        : null);
        }
    }

    private Reason? DueByDate(DateTimeOffset end, Guid keyId) =>
        Now >= end ? Reason.Expired : Now >= DueFrom(end, keyId) ? Reason.NearingExpiry : null;

    private DateTimeOffset DueFrom(DateTimeOffset end, Guid keyId) =>
        end - Policy.RenewBefore - Policy.SpreadOf(Seen.Application.AppId, keyId);

    // The credentials that consumers use, as far as they are known, and when each ends.
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

    // The credentials of the service that consumers read and that no copy of the current one replaces. Usually it is
    // the current one alone, but an owner of the application can add another with the same mark.
    private IEnumerable<(DateTimeOffset End, Guid KeyId)> Served => Readable
        .Select(NewestIn)
        .OfType<Publication>()
        .Where(newest => newest.RotationId >= Current!.RotationId)
        .Select(newest => (newest.Credential.EndDateTime, newest.KeyId));

    // The credential whose value somebody published by hand, if the first characters fit exactly one.
    private Credential? LiveMatch(VaultObservation vault)
    {
        var matches = Seen.Application.Credentials
            .Where(credential => !credential.HasEnded(Now) && FingerprintIn(vault)?.Fits(credential) is true)
            .ToList();
        return matches is [var match] ? match : null;
    }
}
