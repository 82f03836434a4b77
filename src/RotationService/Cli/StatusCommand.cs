using System.CommandLine;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>The `status` command, which prints one row per application with its condition and its next step.</summary>
internal static class StatusCommand
{
    /// <summary>Creates the command.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command(
            "status",
            "Show for each application its condition, its current credential with its end date, and the next step");
        command.SetAction((parsed, cancellationToken) =>
            Preview.ExecuteAsync(common.Read(parsed), ReportTables.Status, cancellationToken));
        return command;
    }
}
