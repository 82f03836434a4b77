using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <content>How long an application may be left alone.</content>
public static partial class Planner
{
    /// <summary>
    /// Until when time alone brings nothing about for an application, as long as the directory shows it unchanged; null if the next
    /// sweep must look at its vaults, because something is under way or in doubt. Credentials that were removed, or that reads have begun
    /// not to show, are waited for: reads of the directory alone tell when they are gone. What others wrote and works stands until it is due, like our own.
    /// </summary>
    /// <param name="policy">The policy.</param>
    /// <param name="observation">What was seen when the pass ended.</param>
    /// <param name="settled">How it ended.</param>
    public static DateTimeOffset? RestsUntil(Policy policy, Observation observation, Settled settled)
    {
        var s = new PlanningContext(policy, observation);
        var isQuiet = settled is { Condition: Condition.Healthy, FollowUpAt: null }
            && observation is { ClockIsSkewed: false, TimeDoubt: null, Request: null, Failures.IsEmpty: true }
            && s.AllVaultsExplained
            && s.Readable.All(vault => s.IsDrifted(vault) || (s.NewestIn(vault) is { } newest && newest.KeyId == s.Current?.KeyId))
            && !observation.Pending.Any(version => version.Enabled)
            && s.Stored.Count == 0
            && !s.Readable.Any(vault => s.IsInDoubt(vault) && s.LastLogIn(vault) is not { Result.ProvesSecret: true })
            && !s.Credentials.Any(staged => staged.Stage is Stage.Pending or Stage.Orphan && !s.IsRemoved(staged.Credential.KeyId));
        if (!isQuiet)
        {
            return null;
        }

        var until = s.DueAt;
        if (!policy.Hold)
        {
            foreach (var staged in s.Credentials.Where(staged => !s.IsRemoved(staged.Credential.KeyId)))
            {
                var at = s.RetirableAt(staged);
                until = at < until ? at : until;
            }
        }

        return until > observation.Now ? until : null;
    }
}
