using RotationService.Core.Credentials;
using RotationService.Core.Display;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <content>The checks that continue a rotation whose value is stored.</content>
public static partial class Planner
{
    /// <summary>
    /// How long after it was stored a credential that never logged in is withdrawn, two hours.
    /// <see cref="PlanningContext.NeverProvenUntil"/> is the time from which another one may be issued.
    /// </summary>
    internal static readonly TimeSpan WithdrawAfter = TimeSpan.FromHours(2);

    /// <summary>
    /// The delay before the next directory read for a credential that the directory does not show yet, one minute.
    /// </summary>
    private static readonly TimeSpan LookSpacing = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The delay before the next attempt after a refused log-in, or after a throttled call that gave no delay, 15
    /// seconds.
    /// </summary>
    private static readonly TimeSpan RetrySpacing = TimeSpan.FromSeconds(15);

    private static Decision? PublishedPendingIsClosed(PlanningContext s)
    {
        foreach (var stored in s.Stored)
        {
            var everywhere = s.AllVaultsRead && s.Usable.All(vault => s.Publications.Any(publication =>
                publication.KeyId == stored.KeyId
                && publication.IsConfirmed
                && publication.Vault.Address == vault.Address));
            var overtaken = s.Current is not null && s.Current.RotationId > stored.RotationId;
            if (s.IsPublished(stored.KeyId)
                && (everywhere || overtaken)
                && Close(s, stored, Reason.PendingFound, VersionStage.Published) is { } close)
            {
                return close;
            }
        }

        return null;
    }

    private static Decision? UnknownPendingIsDisabled(PlanningContext s)
    {
        foreach (var version in s.Seen.Pending.Where(version =>
            version.Enabled && s.AgeWhenRead(version) >= PlanningContext.UnknownValueAge))
        {
            if (s.PendingOwnerOf(version).Owner is VersionOwner.Confirmed or VersionOwner.Recognised)
            {
                continue;
            }

            var isGone = version.Tags is { KeyId: { } keyId } && s.Find(keyId) is null;
            if (Attempt(
                s,
                new TidyAct(
                    isGone ? Reason.CredentialGone : Reason.UnknownValue,
                    s.PendingAddressOf(version),
                    Tags: null)) is { } tidy)
            {
                return tidy;
            }
        }

        return null;
    }

    private static Decision? OvertakenPendingIsClosed(PlanningContext s)
    {
        foreach (var stored in s.Stored.Where(stored => !s.IsPublished(stored.KeyId)))
        {
            var overtaken = stored != s.Candidate
                || s.Publications.Any(publication =>
                    publication.IsConfirmed && publication.RotationId > stored.RotationId)
                || !IsStillDue(s, stored);
            if (overtaken && Close(s, stored, Reason.Surplus) is { } close)
            {
                return close;
            }
        }

        return null;
    }

    // A requested rotation stays due until something is published after it was stored. A rotation also counts as due
    // while the owner of the value that consumers read is unknown, or while no log-in has shown whether that value
    // still works: nobody then knows that the rotation is not due.
    private static bool IsStillDue(PlanningContext s, StoredCredential stored) =>
        s.DueReason is not null
        || s.Readable.Any(s.IsAwaited)
        || (s.Seen.Request is not null && s.Seen.RequestedRotation == stored.RotationId)
        || s.Readable.Any(vault =>
            s.IsInDoubt(vault)
            && s.LastLogIn(vault) is not ({ Result.ProvesSecret: true } or { Result.RefusesSecret: true }))
        || (stored.Tags.Because == nameof(Reason.Forced)
            && (s.Current is null || s.Current.CreatedOn <= stored.StoredAt));

    private static Decision? PendingIsProvenAndPromoted(PlanningContext s)
    {
        if (s.Candidate is not { } stored || HasFailed(s, ActTarget.Promote(stored.KeyId)))
        {
            return null;
        }

        if (Publishable(s, stored) is { } credential)
        {
            return s.Readable.Any(s.IsAwaited) || WaitsForWindow(s, stored) ? null
                : credential is ProvenCredential proven && s.Now - proven.LastLogIn.At >= Evidence.Freshness
                    ? new TryLogIn(stored.Address, Step.Verify, stored.KeyId)
                : Promote(s, credential);
        }

        if (!s.Policy.Verify.LogsIn)
        {
            return null;
        }

        var last = s.Seen.Evidence.Newest(stored.Address);
        if (last is { Result.RefusesSecret: true } && last.At >= stored.StoredAt + WithdrawAfter)
        {
            return Close(s, stored, Reason.NeverProven, VersionStage.NeverProven);
        }

        return s.Now >= NextTryAt(s, stored) ? new TryLogIn(stored.Address, Step.Verify, stored.KeyId) : null;
    }

    // Where no log-in can show that the value works, a directory read must show that its credential exists.
    private static PublishableCredential? Publishable(PlanningContext s, StoredCredential stored) =>
        s.Policy.Verify.LogsIn
            ? ProvenCredential.From(stored, s.Seen.Evidence.Successes(stored.Address), s.Policy.Verify)
            : !s.IsRemoved(stored.KeyId) && !s.Seen.NotShownYet.Contains(stored.KeyId)
                ? UnprovenCredential.From(stored, s.Policy.Verify, s.Now)
                : null;

    private static DateTimeOffset NextTryAt(PlanningContext s, StoredCredential stored)
    {
        var settled = stored.StoredAt + s.Policy.Verify.Settle;
        if (!s.Policy.Verify.LogsIn && settled <= s.Now)
        {
            return s.Now + LookSpacing;
        }

        var next = s.Seen.Evidence.Newest(stored.Address) switch
        {
            null => settled,
            { Result.ProvesSecret: true } last => last.At + s.Policy.Verify.Spacing,
            { Result.RetryAfter: { } retryAfter } last => last.At + retryAfter,
            var last => last.At + RetrySpacing,
        };
        return next > settled ? next : settled;
    }

    private static Do? Promote(PlanningContext s, PublishableCredential credential) => Attempt(s, new PromoteAct(
        credential,
        [.. s.Usable.Select(TargetOf)],
        s.Policy.Window?.IsOpen(s.Now) == false && !IsForced(s, credential.Stored)
            ? Reason.WindowOverridden
            : Reason.PendingFound));

    private static bool WaitsForWindow(PlanningContext s, StoredCredential stored) =>
        s.Policy.Window is { } window
        && !window.IsOpen(s.Now)
        && !IsForced(s, stored)
        && s.CanWaitUntil(window.NextOpening(s.Now));

    private static bool IsForced(PlanningContext s, StoredCredential stored) =>
        s.Seen.Request is not null || stored.Tags.Because == nameof(Reason.Forced);

    private static Decision? PendingIsAwaited(PlanningContext s)
    {
        if (s.Candidate is not { } stored)
        {
            return null;
        }

        var last = s.Seen.Evidence.Newest(stored.Address);
        var next = NextTryAt(s, stored);
        var standing = last is not null && !last.Result.ProvesSecret && !last.Result.RefusesSecret
            ? Failures.OfLogIn(last.Result, s.Seen.Application)
            : ((Reason, string)?)null;
        if (standing is ({ } reason, { } why) && reason.NeedsHuman())
        {
            return Settle(
                s,
                Condition.NeedsAttention,
                reason,
                $"{why} The new credential is kept in '{s.Policy.PendingSecret}'. Programs keep the old value.",
                Step.Verify);
        }

        var timedOut = s.Policy.Verify.LogsIn && s.Now >= stored.StoredAt + s.Policy.Verify.Timeout;
        if (timedOut && TimedOut(s, stored, last, standing) is { } settled)
        {
            return settled;
        }

        if (AwaitWindow(s, stored) is { } awaitWindow)
        {
            return awaitWindow;
        }

        if (s.AwaitedUntil is { } until && Publishable(s, stored) is not null)
        {
            return Awaited(s, until);
        }

        var assumed = s.Seen.Assumed.Contains(ActTarget.Promote(stored.KeyId));
        return Settle(
            s,
            Condition.Rotating,
            last is null ? Reason.PendingFound : Reason.NotProvenYet,
            assumed
                ? $"Credential {stored.KeyId} is stored. A sweep would log in with it and publish it."
                : s.Policy.Verify.LogsIn
                    ? $"Credential {stored.KeyId} is stored and is being verified. "
                        + "Programs keep the old value until the new one logs in reliably."
                : $"Credential {stored.KeyId} is stored. Programs keep the old value until the credential has settled "
                    + "and Microsoft Graph shows it.",
            Step.Verify,
            next,
            followUpAt: HasFailed(s, ActTarget.Promote(stored.KeyId))
                || (timedOut && last is not { Result.ProvesSecret: true })
                    ? null
                    : next);
    }

    private static Settled? TimedOut(
        PlanningContext s,
        StoredCredential stored,
        LogInEvidence? last,
        (Reason, string)? standing)
    {
        if (last is { Result.RefusesSecret: true })
        {
            return Settle(
                s,
                Condition.NeedsAttention,
                Reason.NeverProven,
                $"The new credential {stored.KeyId} has not logged in within {DurationText.Format(s.Policy.Verify.Timeout)}: "
                    + $"{last.Result.Message} Programs keep the old value. The service tries the new credential again "
                    + "at each sweep and withdraws it after two hours.",
                Step.Verify);
        }

        if (standing is ({ } because, { } explanation) && because is not Reason.Throttled)
        {
            return Settle(
                s,
                Condition.Failed,
                because,
                $"{explanation} The new credential is kept in '{s.Policy.PendingSecret}'. Programs keep the old value. "
                    + "The service tries the new credential again at each sweep.",
                Step.Verify);
        }

        return null;
    }

    private static Settled? AwaitWindow(PlanningContext s, StoredCredential stored)
    {
        if (s.Policy.Window is not { } window || Publishable(s, stored) is null || !WaitsForWindow(s, stored))
        {
            return null;
        }

        var opening = window.NextOpening(s.Now);
        return Settle(
            s,
            Condition.Rotating,
            Reason.OutsideWindow,
            $"Credential {stored.KeyId} is stored and waits for the policy's window ({window}), which opens at "
                + $"{Text.Of(opening)}. Programs keep the old value until then.",
            Step.Promote,
            opening,
            followUpAt: opening);
    }

    private static Do? Close(
        PlanningContext s,
        StoredCredential stored,
        Reason reason,
        VersionStage stage = VersionStage.Closed) =>
        Attempt(
            s,
            new TidyAct(
                reason,
                stored.Address,
                s.TagsOf(stored.Credential, stored.Tags, stage) with { ClosedAt = s.Now }));
}
