using RotationService.Core.Credentials;
using RotationService.Core.Display;

namespace RotationService.Core.Planning;

/// <content>The reasons to issue a due credential later, so that the number of live credentials stays small.</content>
public static partial class Planner
{
    /// <summary>
    /// At this number of live credentials of ours, nothing is issued while one of them is only a leftover, however
    /// little time remains. Three are the current one, the previous one and the leftover of one failed attempt.
    /// </summary>
    private const int MostLive = 3;

    private static Settled Awaited(PlanningContext s, DateTimeOffset until) => Settle(
        s,
        Condition.Rotating,
        Reason.NotShownYet,
        $"The newest version of '{s.Policy.Secret}' is less than ten minutes old, and Microsoft Graph does not show "
            + $"yet which credential its value belongs to. The service checks again at {Text.Of(until)}.",
        Step.None,
        until,
        followUpAt: until);

    // Each attempt leaves versions in the vault, and a credential that must be removed again. If attempts keep failing,
    // they are therefore made less and less often.
    private static Settled? AwaitProof(PlanningContext s) =>
        s.NeverProvenUntil is { } until && until > s.Now && s.Seen.Request is null
            ? Settle(
                s,
                Condition.NeedsAttention,
                Reason.NeverProven,
                "The last new credential never logged in and was withdrawn. The next one is issued at "
                    + $"{Text.Of(until)}. Check why the application cannot log in.",
                Step.Issue,
                until)
            : null;

    // The number of issued credentials stays limited, even if others delay the removals.
    private static Settled? LimitLive(PlanningContext s) =>
        s.IssueLimitedUntil is { } until && s.Seen.Request is not { RevokePrevious: true }
            ? Settle(
                s,
                ConditionOf(s, Condition.Due),
                Reason.PossibleOrphan,
                "The application has several live credentials that the service issued in the last day and has not "
                    + $"removed yet. No other credential is issued before {Text.Of(until)}.",
                Step.Issue,
                until)
            : null;

    // If the time is in doubt, it is not known how much time has passed. So it is not known what is due, and not which
    // periods are over.
    private static Settled? TimeIsInDoubt(PlanningContext s) => s.Seen.TimeDoubt is not { } doubt ? null : Settle(
        s,
        Condition.NeedsAttention,
        Reason.ClockSkew,
        $"No two Azure services agree on the time ({doubt}). Nothing is issued or removed until two agree. "
            + "Check for a proxy that sets the Date header of responses.",
        Step.Issue,
        s.DueAt);

    // While the leftover of a failed attempt cannot be removed, each further attempt leaves one more. Of two processes
    // that begin at the same moment, each makes a credential. So while there is time, nothing is issued beside a
    // credential that must still be removed. Without time, availability comes before a small number of credentials,
    // except that nothing is issued beside a leftover if there are many.
    private static Settled? AwaitRemovals(PlanningContext s, Reason reason)
    {
        var live = s.Credentials
            .Where(staged => staged.Stage is not (Stage.Foreign or Stage.Elsewhere)
                && !s.IsRemoved(staged.Credential.KeyId)
                && !staged.Credential.HasEnded(s.Now)
                && !s.Seen.Assumed.Contains(ActTarget.Remove(staged.Credential.KeyId)))
            .ToList();
        var canWait = reason is Reason.NearingExpiry && !s.Seen.ClockIsSkewed && s.HasTime;
        if ((canWait || live.Count >= MostLive)
            && live.Find(staged => staged.Stage is Stage.Orphan or Stage.Pending) is { } leftover)
        {
            var goneAt = s.WithdrawableAt(leftover.Credential);
            return Settle(
                s,
                ConditionOf(s, Condition.Due),
                leftover.Stage is Stage.Orphan ? Reason.Orphan : Reason.Surplus,
                $"The application has {live.Count} credentials of the service. The next one is issued after credential "
                    + $"{leftover.Credential.KeyId}, which was never published, has been removed.",
                leftover.Stage is Stage.Orphan ? Step.RemoveOrphan : Step.Retire,
                goneAt,
                followUpAt: goneAt > s.Now ? goneAt : null);
        }

        return canWait && !s.Policy.Hold ? AwaitRetirement(s, live) : null;
    }

    private static Settled? AwaitRetirement(PlanningContext s, List<StagedCredential> live)
    {
        // Nothing is retired while the vaults show different values. A value that others wrote into one of them stays
        // until the rotation that is due replaces it.
        if (s.CurrentEverywhereSince is null
            && s.HasTimeUntil is { } until
            && !s.Drifted.Any()
            && live.Exists(staged => staged.Stage is Stage.Previous or Stage.Unaccounted))
        {
            return s.Seen.Vaults.FirstOrDefault(vault => vault.Failure is not null) is { Failure: { } failure } vault
                ? Unreadable(s, vault, failure)
                : Settle(
                    s,
                    Condition.Due,
                    Reason.InGrace,
                    "The previous credential is kept until every vault has the current one. The next credential is "
                        + $"issued after the previous one has been removed, or at {Text.Of(until)} at the latest.",
                    Step.Issue,
                    until);
        }

        if (live.Where(staged => s.RetirableAt(staged) is not null).MinBy(s.RetirableAt) is not { } superseded)
        {
            return null;
        }

        // The previous credential was due for retirement and was kept, because its successor does not log in. Consumers
        // may then need another credential.
        if (s.Current is { } current
            && s.FreshLogIn(s.AddressOf(current)) is { Result.ProvesSecret: false } logIn)
        {
            return CannotLogIn(s, logIn);
        }

        var at = s.RetirableAt(superseded)!.Value;
        return Settle(
            s,
            Condition.Due,
            Reason.InGrace,
            $"Credential {superseded.Credential.KeyId} works until {Text.Of(at)} for programs that have not read the "
                + "new value. The next credential is issued after it has been removed.",
            Step.Retire,
            at);
    }
}
