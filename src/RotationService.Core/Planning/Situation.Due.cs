using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>Whether a rotation is due, why, and for how long consumers can wait for what comes next.</content>
internal sealed partial class Situation
{
    /// <summary>
    /// The vaults in which what somebody wrote over the secret stands until it is due. Where a later rotation has been published in
    /// another vault, it was due, and a copy of that replaces it: not another rotation, which would not get there either.
    /// </summary>
    public IEnumerable<VaultObservation> Drifted => Readable.Where(vault => IsDrifted(vault) && !(vault.Newest!.CreatedOn < Current?.RotationId.MadeAt));

    /// <summary>Whether a credential that cannot be tried out is gone as far as reads can tell. Where it can, only its log-in tells.</summary>
    public bool IsUnprovenGone(Publication publication) => !Policy.Verify.LogsIn && IsAbsent(publication.KeyId, publication.CreatedOn);

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

            return Refused is { NewestIsDisabled: true } ? Reason.ValueMissing
                : Refused is not null && IsOldEnoughToBeGone(Current) ? Reason.CredentialGone
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

    /// <summary>Whether consumers have something that works for so long that a rotation can wait for what stands in its way: until half of the time is over that <c>renewBefore</c> leaves it before the grace period.</summary>
    public bool HasTime => CanWaitUntil(Now + ((Policy.RenewBefore - Policy.GracePeriod) / 2));

    /// <summary>
    /// The newest value of a later rotation than the one that consumers read, if it may still work; null if there is none. It was published
    /// before: two processes published at the same moment and the older rotation came last, or people put an older version back. To issue
    /// another instead would cost a credential, and one more for each process that sees it.
    /// </summary>
    /// <remarks>
    /// A credential that reads do not show may have been made too lately for them, as long as it is young: then its log-in tells. Where none can,
    /// nothing tells what people may have put away for good; so there only what came at the same moment counts.
    /// </remarks>
    public Publication? WrittenOver => Current is { } current && !AreRefused && !Drifted.Any()
        ? Publications
            .Where(publication => publication.RotationId > current.RotationId
                && MayBePublishedAgain(publication)
                && (Find(publication.KeyId) is not null || !IsOldEnoughToBeGone(publication))
                && (Policy.Verify.LogsIn || current.CreatedOn - publication.CreatedOn < MinOrphanAge)
                && !Publications.Any(other => other.KeyId == publication.KeyId && Seen.Evidence.Newest(AddressOf(other)) is { Result.RefusesSecret: true }))
            .OrderByDescending(publication => publication.RotationId)
            .FirstOrDefault()
        : null;

    /// <summary>Whether a version may be published again if it logs in: nobody has ended its credential, and we have not begun to.</summary>
    public bool MayBePublishedAgain(Publication publication) =>
        publication is { Version.Enabled: true, Tags.Stage: VersionStage.Published or VersionStage.Closed }
        && Find(publication.KeyId)?.HasEnded(Now) is not true
        && !IsRemoved(publication.KeyId);

    /// <summary>
    /// Whether something later than what a vault's consumers read has been published in another vault: then a copy of that mends it, and
    /// not another rotation. A vault that takes no writes would otherwise cost a credential every few minutes.
    /// </summary>
    private bool IsOvertaken(VaultObservation vault) => Current is not null && vault.Versions is [.., var newest] && (newest.Tags is { KeyId: not null } tags
        ? tags.RotationId < Current.RotationId
        : newest.CreatedOn < Current.CreatedOn);

    // A vault whose consumers are refused and that a rotation would mend.
    private VaultObservation? Refused => Readable.FirstOrDefault(vault => IsRefused(vault) && !IsOvertaken(vault));

    // Where they are not, and a credential is gone, what is read is not the last that was published, and works: healed, restored by
    // people, or of an older rotation that came last.
    private bool AreRefused => Refused is not null || (Current is not null && IsUnprovenGone(Current));

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
}
