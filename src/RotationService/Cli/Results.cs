using RotationService.Core.Reporting;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>Prints the results of commands about applications.</summary>
internal static class Results
{
    /// <summary>Prints a report and returns its exit code.</summary>
    public static int Print(
        Invocation invocation,
        SweepReport report,
        CallTotals calls,
        Action<Terminal, SweepReport> table)
    {
        if (invocation.Output == OutputFormat.Json)
        {
            invocation.Terminal.Document.WriteLine(ResultDocument.Write(report, calls));
        }
        else if (report.DirectoryFailure is null)
        {
            table(invocation.Terminal, report);
        }

        if (report.DirectoryFailure is { } failure)
        {
            invocation.Complain(
                NoIdentity.Explain(failure, invocation.Verbosity is Verbosity.Detailed or Verbosity.Debug));
        }

        return ExitCode.Of(report);
    }
}
