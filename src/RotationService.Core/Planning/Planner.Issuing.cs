using RotationService.Core.Credentials;
using RotationService.Core.Display;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <content>The checks that begin a rotation.</content>
public static partial class Planner
{
    private static Decision? RotationIsBegun(PlanningContext s)
    {
        if (RefusedUntil(s) is { } graceEnds)
        {
            return Settle(
                s,
                Condition.Healthy,
                Reason.InGrace,
                $"The previous credential is in its grace period until {Text.Of(graceEnds)}. Request the rotation "
                    + "again after that time, or request it together with the removal of the previous credential.",
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
            return Settle(
                s,
                Condition.Failed,
                Reason.BreakerOpen,
                "Too many changes failed unexpectedly in this sweep, so no more credentials are issued in it. "
                    + "Check the failures. The next sweep issues only a few credentials.",
                Step.Issue);
        }

        if (s.AwaitedUntil is { } awaited)
        {
            return Awaited(s, awaited);
        }

        if (s.IssueBlockedUntil is { } until)
        {
            return Settle(
                s,
                ConditionOf(s, Condition.Due),
                Reason.PossibleOrphan,
                "An earlier attempt may have created a credential that Microsoft Graph does not show yet. "
                    + $"No credential is issued before {Text.Of(until)}.",
                Step.Issue,
                until,
                followUpAt: until);
        }

        return MakeRoom(s) ?? AwaitRemovals(s, reason) ?? AwaitProof(s) ?? LimitLive(s) ?? Preflight(s, reason);
    }

    private static bool IsAskedFor(PlanningContext s) =>
        s.Seen.Request is not null && s.Seen.RequestedRotation is null;

    // A request to rotate is refused until this time, because the previous credential is in its grace period. Null if
    // the request is granted.
    private static DateTimeOffset? RefusedUntil(PlanningContext s) =>
        IsAskedFor(s)
        && s.Seen.Request is { RevokePrevious: false }
        && GraceEnds(s) is { } graceEnds
        && graceEnds > s.Now
            ? graceEnds
            : null;

    private static Decision? Preflight(PlanningContext s, Reason reason)
    {
        if (s.Seen.Preflight is not { } found)
        {
            return new MakePreflight();
        }

        if (found.SoftDeleted is { } deleted)
        {
            return Settle(
                s,
                Condition.NeedsAttention,
                Reason.NameSoftDeleted,
                Failures.SoftDeleted(deleted.Vault, deleted.Secret),
                Step.Preflight);
        }

        if (found.Right is DirectoryRight.NotOwner or DirectoryRight.PermissionMissing)
        {
            var (why, message) = Failures.OfRight(found.Right, s.Seen.Application);
            return Settle(s, Condition.NeedsAttention, why, message, Step.Preflight);
        }

        if (found.Restrictions.AdditionForbidden)
        {
            var (why, message) = Failures.AdditionForbidden(s.Policy.CredentialKind);
            return Settle(s, Condition.NeedsAttention, why, message, Step.Preflight);
        }

        if (found.Restrictions.MaxLifetime < s.Policy.Lifetime)
        {
            return Settle(
                s,
                Condition.NeedsAttention,
                Reason.LifetimeForbidden,
                $"The tenant's app management policy limits the lifetime of a {s.Policy.CredentialKind.Noun()} to "
                    + $"{DurationText.Format(found.Restrictions.MaxLifetime.Value)}, but the rotation policy sets "
                    + $"{DurationText.Format(s.Policy.Lifetime)}. "
                    + $"Set `lifetime: {DurationText.Format(found.Restrictions.MaxLifetime.Value)}` or less.",
                Step.Preflight);
        }

        return Attempt(s, new IssueAct(reason));
    }

    private static string DueMessage(PlanningContext s, Reason reason) => reason switch
    {
        Reason.FirstRotation => "The service has not published a credential yet.",
        Reason.NearingExpiry =>
            $"The current credential ends at {Text.Of(s.CurrentEnd ?? s.Now)}. "
                + $"It is due for renewal from {Text.Of(s.DueAt ?? s.Now)}.",
        Reason.Expired => $"The current credential ended at {Text.Of(s.CurrentEnd ?? s.Now)}.",
        Reason.CredentialGone => "The current credential was removed from the application outside the service.",
        Reason.ValueMissing => "The secret no longer has a readable version.",
        Reason.OverwrittenByOthers => "The secret was overwritten outside the service.",
        _ => "A rotation was requested.",
    };
}
