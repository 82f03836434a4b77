using RotationService.Core.Credentials;
using RotationService.Core.Display;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <content>The checks that begin a rotation, and what is said when there is nothing to do.</content>
public static partial class Planner
{
    /// <summary>How many secrets an application open to personal accounts may have. Source: Entra's documentation of supported account types.</summary>
    private const int PersonalAccountsLimit = 2;

    /// <summary>With how many live credentials of ours nothing more is issued while one of them is only in the way, however little time is left: the current, the previous, and what one failed attempt left.</summary>
    private const int MostLive = 3;

    private static Decision? RotationIsBegun(PlanningContext s)
    {
        if (RefusedUntil(s) is { } graceEnds)
        {
            return Settle(
                s,
                Condition.Healthy,
                Reason.InGrace,
                $"The previous credential is in its grace period until {Text.Of(graceEnds)}. Rotate again after that, or pass --revoke-previous to end it now.",
                Step.Retire,
                graceEnds);
        }

        if ((IsAskedFor(s) ? Reason.Forced : s.DueReason) is not { } reason || HasFailed(s, ActTarget.Issue))
        {
            return null;
        }

        if (s.Seen.Assumed.Contains(ActTarget.Issue))
        {
            return Settle(s, ConditionOf(s, Condition.Due), reason, DueMessage(s, reason), Step.Issue, s.Now);
        }

        if (TimeIsInDoubt(s) is { } doubt)
        {
            return doubt;
        }

        if (s.Seen.BreakerIsOpen)
        {
            return Settle(s, Condition.Failed, Reason.BreakerOpen, "Too many changes of this sweep failed unexpectedly, so nothing more is issued in it. Look at the failures; the next sweep tries a few.", Step.Issue);
        }

        if (s.AwaitedUntil is { } awaited)
        {
            return Awaited(s, awaited);
        }

        if (s.IssueBlockedUntil is { } until)
        {
            return Settle(s, ConditionOf(s, Condition.Due), Reason.PossibleOrphan, $"An earlier attempt may have made a credential that reads do not show yet; nothing is issued before {Text.Of(until)}.", Step.Issue, until, followUpAt: until);
        }

        return MakeRoom(s) ?? AwaitRemovals(s, reason) ?? AwaitProof(s) ?? LimitLive(s) ?? Preflight(s, reason);
    }

    private static Settled Awaited(PlanningContext s, DateTimeOffset until) => Settle(
        s,
        Condition.Rotating,
        Reason.NotShownYet,
        $"The newest version of '{s.Policy.Secret}' is younger than ten minutes, and the directory does not show yet whose value it holds. It is looked at again at {Text.Of(until)}.",
        Step.None,
        until,
        followUpAt: until);

    // Each attempt leaves versions in the vault and a credential that has to be removed again: one that keeps failing is made less and less often.
    private static Settled? AwaitProof(PlanningContext s) => s.NeverProvenUntil is { } until && until > s.Now && s.Seen.Request is null
        ? Settle(
            s,
            Condition.NeedsAttention,
            Reason.NeverProven,
            $"The last new credential never logged in and was withdrawn; the next is made at {Text.Of(until)}. Check why the application cannot log in, or ask for one now with `rotate`.",
            Step.Issue,
            until)
        : null;

    // However others delay removals, what is issued stays bounded.
    private static Settled? LimitLive(PlanningContext s) => s.IssueLimitedUntil is { } until && s.Seen.Request is not { RevokePrevious: true }
        ? Settle(
            s,
            ConditionOf(s, Condition.Due),
            Reason.PossibleOrphan,
            $"The application has several live credentials of ours that were made in the last day and are still to be removed; no other is issued before {Text.Of(until)}.",
            Step.Issue,
            until)
        : null;

    // How much time has passed since anything was done is not known, so neither what is due nor what is over.
    private static Settled? TimeIsInDoubt(PlanningContext s) => s.Seen.TimeDoubt is not { } doubt ? null : Settle(
        s,
        Condition.NeedsAttention,
        Reason.ClockSkew,
        $"No two services agree on the time, so nothing is issued or removed until two do: {doubt}. Check for a proxy that sets the Date header of answers.",
        Step.Issue,
        s.DueAt);

    private static bool IsAskedFor(PlanningContext s) => s.Seen.Request is not null && s.Seen.RequestedRotation is null;

    // Until when a person who asks for a rotation does not get it, since the previous credential is in its grace period; null if they may have it.
    private static DateTimeOffset? RefusedUntil(PlanningContext s) =>
        IsAskedFor(s) && s.Seen.Request is { RevokePrevious: false } && GraceEnds(s) is { } graceEnds && graceEnds > s.Now ? graceEnds : null;

    // While what failed before cannot be removed again, each further attempt would leave one more behind; and of two processes that
    // begin at the same moment each makes one. So nothing is issued beside one that is still to be removed while there is time; then
    // never to be down comes before having few, except beside a leftover where there are many.
    private static Settled? AwaitRemovals(PlanningContext s, Reason reason)
    {
        var live = s.Credentials
            .Where(staged => staged.Stage is not (Stage.Foreign or Stage.Elsewhere)
                && !s.IsRemoved(staged.Credential.KeyId)
                && !staged.Credential.HasEnded(s.Now)
                && !s.Seen.Assumed.Contains(ActTarget.Remove(staged.Credential.KeyId)))
            .ToList();
        var canWait = reason is Reason.NearingExpiry && !s.Seen.ClockIsSkewed && s.HasTime;
        if ((canWait || live.Count >= MostLive) && live.Find(staged => staged.Stage is Stage.Orphan or Stage.Pending) is { } leftover)
        {
            var goneAt = s.WithdrawableAt(leftover.Credential);
            return Settle(
                s,
                ConditionOf(s, Condition.Due),
                leftover.Stage is Stage.Orphan ? Reason.Orphan : Reason.Surplus,
                $"The application has {live.Count} credentials of ours; another is issued when {leftover.Credential.KeyId}, which was never published, has been removed.",
                leftover.Stage is Stage.Orphan ? Step.RemoveOrphan : Step.Retire,
                goneAt,
                followUpAt: goneAt > s.Now ? goneAt : null);
        }

        return canWait && !s.Policy.Hold ? AwaitRetirement(s, live) : null;
    }

    private static Settled? AwaitRetirement(PlanningContext s, List<StagedCredential> live)
    {
        // Nothing is retired while the vaults are not in step. What others wrote into one stands until the rotation that is due replaces it.
        if (s.CurrentEverywhereSince is null && !s.Drifted.Any() && live.Exists(staged => staged.Stage is Stage.Previous or Stage.Unaccounted))
        {
            return s.Seen.Vaults.FirstOrDefault(vault => vault.Failure is not null) is { Failure: { } failure } vault
                ? Unreadable(s, vault, failure)
                : Settle(s, Condition.Due, Reason.InGrace, "The previous credential is kept until every vault shows the current one; another is issued when it has been removed.", Step.CopyToVault);
        }

        if (live.Where(staged => s.RetirableAt(staged) is not null).MinBy(s.RetirableAt) is not { } superseded)
        {
            return null;
        }

        // What is to be retired already, and was not, since its successor does not log in: another may be what consumers need.
        if (s.Current is { } current && s.FreshLogIn(s.AddressOf(current)) is { Result.ProvesSecret: false } logIn)
        {
            return CannotLogIn(s, logIn);
        }

        var at = s.RetirableAt(superseded)!.Value;
        return Settle(
            s,
            Condition.Due,
            Reason.InGrace,
            $"Credential {superseded.Credential.KeyId} works until {Text.Of(at)} for consumers that have not read again; another is issued when it has been removed.",
            Step.Retire,
            at);
    }

    private static Decision? MakeRoom(PlanningContext s)
    {
        var application = s.Seen.Application;
        if (!application.IsOpenToPersonalAccounts)
        {
            return null;
        }

        var credentials = s.Credentials.Where(staged => !s.IsRemoved(staged.Credential.KeyId)).ToList();
        var full = credentials.Count >= PersonalAccountsLimit;
        var ended = credentials.FirstOrDefault(staged => staged.Stage is not (Stage.Foreign or Stage.Elsewhere) && staged.Credential.HasEnded(s.Now));
        if (full && ended is not null && MayRemove(s))
        {
            var tag = s.Readable.Where(vault => s.NewestIn(vault) is not null).Select(vault => TagPublished(s, vault, ended.Credential, VersionStage.Retiring)).ToList();
            if (tag.Count > 0 && Attempt(s, new RemoveAct(Step.Retire, Reason.Expired, ended.Credential, tag)) is { } remove)
            {
                return remove;
            }
        }

        if (full && s.Seen.ClockIsSkewed && s.Credentials.Any(staged => s.RetirableAt(staged) <= s.Now))
        {
            return Settle(s, Condition.NeedsAttention, Reason.ClockSkew, $"This machine's clock is more than five minutes off the services', so nothing is removed, and the application, which may have {PersonalAccountsLimit} secrets and has them, has no room for the next one. Set the clock right (enable NTP).", Step.Issue);
        }

        if (full && s.Credentials.Select(s.RetirableAt).Where(at => at > s.Now).Min() is { } roomAt)
        {
            return Settle(s, ConditionOf(s, Condition.Due), Reason.InGrace, $"The application may have {PersonalAccountsLimit} secrets and has them; there is room for the next one at {Text.Of(roomAt)}.", Step.Retire, roomAt);
        }

        var foreign = credentials.Count(staged => staged.Stage is Stage.Foreign or Stage.Elsewhere);
        if (full && (foreign == 0 || s.Policy.Adopt) && credentials.Find(staged => staged.Stage is Stage.Pending or Stage.Orphan) is { } leftover)
        {
            var goneAt = s.WithdrawableAt(leftover.Credential);
            return Settle(
                s,
                ConditionOf(s, Condition.Due),
                leftover.Stage is Stage.Orphan ? Reason.Orphan : Reason.Surplus,
                $"The application may have {PersonalAccountsLimit} secrets and has them; there is room for the next one when {leftover.Credential.KeyId}, which was never published, has been withdrawn.",
                Step.Retire,
                goneAt,
                followUpAt: goneAt > s.Now ? goneAt : null);
        }

        // One that stays for good leaves no room for the overlap of the next rotation, even if this one would still fit.
        if (!full && (foreign == 0 || s.Policy.Adopt))
        {
            return null;
        }

        var why = foreign > 0 ? $"It has {credentials.Count}, {foreign} of them not ours" : $"It has {credentials.Count}, none of which can be retired yet";
        return Settle(
            s,
            Condition.NeedsAttention,
            Reason.CredentialLimit,
            $"The application is open to personal Microsoft accounts and may have only {PersonalAccountsLimit} secrets. {why}, which leaves no room for two of ours to overlap. "
                + (full ? "Remove one that nothing uses." : "Remove it when nothing uses it, or set `adopt: true` to have it retired after the first rotation."),
            Step.Issue);
    }

    private static Decision? Preflight(PlanningContext s, Reason reason)
    {
        if (s.Seen.Preflight is not { } found)
        {
            return new MakePreflight();
        }

        if (found.SoftDeleted is { } deleted)
        {
            return Settle(s, Condition.NeedsAttention, Reason.NameSoftDeleted, Failures.SoftDeleted(deleted.Vault, deleted.Secret), Step.Preflight);
        }

        if (found.Right is DirectoryRight.NotOwner or DirectoryRight.PermissionMissing)
        {
            var (why, message) = Failures.OfRight(found.Right, s.Seen.Application);
            return Settle(s, Condition.NeedsAttention, why, message, Step.Preflight);
        }

        if (found.Restrictions.AdditionForbidden)
        {
            return Settle(s, Condition.NeedsAttention, Reason.PasswordsForbidden, Failures.PasswordsForbidden, Step.Preflight);
        }

        if (found.Restrictions.MaxLifetime < s.Policy.Lifetime)
        {
            return Settle(
                s,
                Condition.NeedsAttention,
                Reason.LifetimeForbidden,
                $"The tenant's app-management policy allows a password at most {Text.Of(found.Restrictions.MaxLifetime.Value)}; the policy's lifetime is {Text.Of(s.Policy.Lifetime)}. Set `lifetime: {Text.Of(found.Restrictions.MaxLifetime.Value)}` or less.",
                Step.Preflight);
        }

        return Attempt(s, new IssueAct(reason));
    }

    private static Settled AllIsAsDesired(PlanningContext s)
    {
        if (s.Readable.Count < s.Seen.Vaults.Count)
        {
            var vault = s.Seen.Vaults.First(vault => vault.Failure is not null);
            return Unreadable(s, vault, vault.Failure!);
        }

        if (TimeIsInDoubt(s) is { } doubt)
        {
            return doubt;
        }

        if (s.Seen.ClockIsSkewed)
        {
            return Settle(s, Condition.NeedsAttention, Reason.ClockSkew, "This machine's clock is more than five minutes off the services'. Rotation goes by theirs, but nothing is removed until the clock is set right (enable NTP).", Step.Issue, s.DueAt);
        }

        if (s.Readable.FirstOrDefault(vault => s.WhyNameIsInUse(vault) is not null) is { } taken)
        {
            return NameInUse(s, taken);
        }

        if (s.AwaitedUntil is { } until)
        {
            return Awaited(s, until);
        }

        if (s.Current is { Owner: VersionOwner.Indistinct } indistinct && s.Credentials.Any(staged => s.IsSucceeded(staged.Credential)))
        {
            return Settle(
                s,
                Condition.NeedsAttention,
                Reason.HintMissing,
                $"Microsoft Graph does not show which credential is in use: no hint of {indistinct.KeyId} is shown, or another live credential has the same. "
                    + "Nothing is retired. Remove the previous credentials by hand when nothing uses them.",
                Step.Retire);
        }

        if (s.Readable.FirstOrDefault(s.IsDrifted) is { } drifted)
        {
            return Settle(s, Condition.Healthy, Reason.OverwrittenByOthers, $"The newest version of '{s.Policy.Secret}' in vault {drifted.Name} is not ours{(s.Policy.Verify.LogsIn ? " but logs in" : "")}; it is replaced when it is due.", Step.Issue, s.DueAt);
        }

        var graceEnds = GraceEnds(s);
        if (s.Policy.Hold && graceEnds is not null)
        {
            return Settle(s, Condition.Healthy, Reason.OnHold, "The policy says `hold`: the previous credential is kept.", Step.Issue, s.DueAt);
        }

        return graceEnds is { } at
            ? Settle(s, Condition.Healthy, Reason.InGrace, $"The previous credential works until {Text.Of(at)} for consumers that have not read again.", Step.Retire, at)
            : Settle(s, Condition.Healthy, Reason.UpToDate, $"The current credential ends {Text.Of(s.CurrentEnd ?? s.Now)}.", Step.Issue, s.DueAt);
    }

    // When the last previous credential is retired; null if there is none that will be.
    private static DateTimeOffset? GraceEnds(PlanningContext s) =>
        s.Credentials.Where(staged => !s.IsRemoved(staged.Credential.KeyId)).Select(s.RetirableAt).Max();

    private static Condition ConditionOf(PlanningContext s, Condition otherwise) =>
        s.Current is not null && s.CurrentEnd <= s.Now ? Condition.Expired : otherwise;

    private static string DueMessage(PlanningContext s, Reason reason) => reason switch
    {
        Reason.FirstRotation => "No credential of ours has been published yet.",
        Reason.NearingExpiry => $"The current credential ends {Text.Of(s.CurrentEnd ?? s.Now)}; it is renewed from {Text.Of(s.DueAt ?? s.Now)} on.",
        Reason.Expired => $"The current credential ended {Text.Of(s.CurrentEnd ?? s.Now)}.",
        Reason.CredentialGone => "Somebody removed the current credential from the application.",
        Reason.ValueMissing => "The secret has no readable version any more.",
        Reason.OverwrittenByOthers => "Somebody wrote over the secret.",
        _ => "A rotation was asked for.",
    };

    // What did not work in this pass outweighs how the application stands otherwise; what needs a human outweighs the rest.
    private static Settled Settle(PlanningContext s, Condition condition, Reason reason, string message, Step nextAction = Step.None, DateTimeOffset? nextActionAt = null, DateTimeOffset? followUpAt = null)
    {
        var settled = new Settled(condition, reason, message)
        {
            NextAction = nextAction,
            NextActionAt = nextActionAt,
            FollowUpAt = s.Seen.Failures.Select(stepFailure => stepFailure.RetryAt).Append(followUpAt).Min(),
        };
        if (s.Seen.Failures.IsEmpty || condition is Condition.NeedsAttention)
        {
            return settled;
        }

        var worst = s.Seen.Failures.OrderByDescending(stepFailure => stepFailure.Reason.NeedsHuman()).First();
        return settled with
        {
            Condition = worst.Reason.NeedsHuman() ? Condition.NeedsAttention
                : worst.Reason is Reason.Throttled or Reason.StaleCheck or Reason.PossibleOrphan ? ConditionOf(s, s.Candidate is null ? Condition.Due : Condition.Rotating)
                : Condition.Failed,
            Reason = worst.Reason,
            Message = worst.Message,
        };
    }
}
