using RotationService.Core.Display;

namespace RotationService.Core.Planning;

/// <content>The decisions that there is nothing to do now.</content>
public static partial class Planner
{
    private static Settled AllIsAsDesired(PlanningContext s)
    {
        if (Obstacle(s) is { } obstacle)
        {
            return obstacle;
        }

        if (s.Readable.FirstOrDefault(s.IsDrifted) is { } drifted)
        {
            return Settle(
                s,
                Condition.Healthy,
                Reason.OverwrittenByOthers,
                $"The newest version of '{s.Policy.Secret}' in vault {drifted.Name} was not written by the service"
                    + $"{(s.Policy.Verify.LogsIn ? ", but it logs in" : "")}. "
                    + "It is replaced when the next rotation is due.",
                Step.Issue,
                s.DueAt);
        }

        var graceEnds = GraceEnds(s);
        if (s.Policy.Hold && graceEnds is not null)
        {
            return Settle(
                s,
                Condition.Healthy,
                Reason.OnHold,
                "The policy sets `hold`, so the previous credential is kept.",
                Step.Issue,
                s.DueAt);
        }

        return graceEnds is { } at
            ? Settle(
                s,
                Condition.Healthy,
                Reason.InGrace,
                $"The previous credential works until {Text.Of(at)} for programs that have not read the new value.",
                Step.Retire,
                at)
            : Settle(
                s,
                Condition.Healthy,
                Reason.UpToDate,
                $"The current credential ends at {Text.Of(s.CurrentEnd ?? s.Now)}.",
                Step.Issue,
                s.DueAt);
    }

    // What prevents the service from carrying on with the application. Null if nothing does.
    private static Settled? Obstacle(PlanningContext s)
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
            return Settle(
                s,
                Condition.NeedsAttention,
                Reason.ClockSkew,
                "This machine's clock differs from the time of the Azure services by more than five minutes. Rotation "
                    + "uses the services' time, but nothing is removed until the clock is set (enable NTP).",
                Step.Issue,
                s.DueAt);
        }

        if (s.Readable.FirstOrDefault(vault => s.WhyNameIsInUse(vault) is not null) is { } taken)
        {
            return NameInUse(s, taken);
        }

        if (s.AwaitedUntil is { } until)
        {
            return Awaited(s, until);
        }

        if (s.Current is { Owner: VersionOwner.Indistinct } indistinct
            && s.Credentials.Any(staged => s.IsSucceeded(staged.Credential)))
        {
            var (reason, message) = Failures.Indistinct(s.Policy.CredentialKind, indistinct.KeyId);
            return Settle(s, Condition.NeedsAttention, reason, message, Step.Retire);
        }

        return null;
    }

    // When the last of the previous credentials is retired. Null if none will be retired.
    private static DateTimeOffset? GraceEnds(PlanningContext s) =>
        s.Credentials.Where(staged => !s.IsRemoved(staged.Credential.KeyId)).Select(s.RetirableAt).Max();

    private static Condition ConditionOf(PlanningContext s, Condition otherwise) =>
        s.Current is not null && s.CurrentEnd <= s.Now ? Condition.Expired : otherwise;

    // A step that failed in this pass takes precedence over the condition of the application, and a failure that needs
    // a person takes precedence over the other failures.
    private static Settled Settle(
        PlanningContext s,
        Condition condition,
        Reason reason,
        string message,
        Step nextAction = Step.None,
        DateTimeOffset? nextActionAt = null,
        DateTimeOffset? followUpAt = null)
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
                : worst.Reason is Reason.Throttled or Reason.StaleCheck or Reason.PossibleOrphan
                ? ConditionOf(s, s.Candidate is null ? Condition.Due : Condition.Rotating)
                : Condition.Failed,
            Reason = worst.Reason,
            Message = worst.Message,
        };
    }
}
