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
            "One row per application: condition, current credential and its end, what comes next and when");
        command.SetAction((parsed, cancellationToken) =>
            Preview.ExecuteAsync(common.Read(parsed), ReportTables.Status, cancellationToken));
        return command;
    }
}
