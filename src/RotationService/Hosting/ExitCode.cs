using RotationService.Core.Planning;
using RotationService.Core.Reporting;

namespace RotationService.Hosting;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>Everything is as desired, or work is pending, due or in its grace period.</summary>
    public const int Fine = 0;

    /// <summary>An application or a policy failed or needs attention, or an audit chain is broken.</summary>
    public const int Trouble = 1;

    /// <summary>The command line or the policy file is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No application could be observed.</summary>
    public const int Unreachable = 3;

    /// <summary>A command was interrupted.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code of a sweep's report.</summary>
    public static int Of(SweepReport report)
    {
        // An application that does not exist counts as seen, because the directory had to answer to show that.
        var wasSeen = report.DirectoryFailure is null
            && (report.Applications.Count == 0
                || report.Applications.Any(application =>
                    application.Observed
                    || application.Reason
                        is Reason.ApplicationNotFound or Reason.ApplicationAmbiguous or Reason.ClaimedTwice));
        if (!wasSeen)
        {
            return Unreachable;
        }

        return report.Unlisted.Count > 0
            || report.Policies.Any(policy => policy.NeedsHuman)
            || report.Applications.Any(application =>
                application.NeedsHuman || application.Condition == Condition.Failed)
                ? Trouble
                : Fine;
    }
}
