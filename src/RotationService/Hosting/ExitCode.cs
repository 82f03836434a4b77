using RotationService.Core.Planning;
using RotationService.Core.Reporting;

namespace RotationService.Hosting;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>All is as desired; work that is pending, due or in grace included.</summary>
    public const int Fine = 0;

    /// <summary>An application failed or needs attention, or a policy does, or an audit chain is broken.</summary>
    public const int Trouble = 1;

    /// <summary>Bad usage or policy file.</summary>
    public const int Usage = 2;

    /// <summary>No application could be observed.</summary>
    public const int Unreachable = 3;

    /// <summary>A one-shot verb was interrupted.</summary>
    public const int Interrupted = 130;

    /// <summary>The code that a sweep's report calls for.</summary>
    public static int Of(SweepReport report)
    {
        // Not finding what the policy names takes a directory that answers.
        var wasSeen = report.DirectoryFailure is null
            && (report.Applications.Count == 0
                || report.Applications.Any(application => application.Observed || application.Reason is Reason.ApplicationNotFound or Reason.ApplicationAmbiguous or Reason.ClaimedTwice));
        if (!wasSeen)
        {
            return Unreachable;
        }

        return report.Unlisted.Count > 0 || report.Policies.Any(policy => policy.NeedsHuman) || report.Applications.Any(application => application.NeedsHuman || application.Condition == Condition.Failed)
            ? Trouble
            : Fine;
    }
}
