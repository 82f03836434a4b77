using System.CommandLine;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>The `plan` command, which shows what a sweep would do and why, and changes nothing.</summary>
internal static class PlanCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("plan", "Show what a sweep would do and why, without changing anything");
        command.SetAction((parsed, cancellationToken) =>
            Preview.ExecuteAsync(common.Read(parsed), ReportTables.Plan, cancellationToken));
        return command;
    }
}
