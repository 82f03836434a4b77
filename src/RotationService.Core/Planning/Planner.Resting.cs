using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <content>How long an application needs no attention.</content>
public static partial class Planner
{
    /// <summary>
    /// Returns until when the passage of time alone causes no action for an application, as long as the directory shows
    /// it unchanged. Returns null if the next sweep must read its vaults, because work is in progress or something is
    /// in doubt.
    /// </summary>
    /// <remarks>
    /// Credentials that were removed, or that recent reads did not show, are no reason to return null: directory reads
    /// alone show when they are gone. A value that others wrote and that works stays until a rotation is due, like a
    /// value of the service.
    /// </remarks>
    /// <param name="policy">The policy.</param>
    /// <param name="observation">The observation at the end of the pass.</param>
    /// <param name="settled">The decision that ended the pass.</param>
    public static DateTimeOffset? RestsUntil(Policy policy, Observation observation, Settled settled)
    {
        var s = new PlanningContext(policy, observation);
        var isQuiet = settled is { Condition: Condition.Healthy, FollowUpAt: null }
            && observation is { ClockIsSkewed: false, TimeDoubt: null, Request: null, Failures.IsEmpty: true }
            && s.AllVaultsExplained
            && s.Readable.All(vault =>
                s.IsDrifted(vault) || (s.NewestIn(vault) is { } newest && newest.KeyId == s.Current?.KeyId))
            && !observation.Pending.Any(version => version.Enabled)
            && s.Stored.Count == 0
            && !s.Readable.Any(vault =>
                s.IsInDoubt(vault) && s.LastLogIn(vault) is not { Result.ProvesSecret: true })
            && !s.Credentials.Any(staged =>
                staged.Stage is Stage.Pending or Stage.Orphan && !s.IsRemoved(staged.Credential.KeyId));
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
