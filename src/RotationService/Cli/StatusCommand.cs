using System.CommandLine;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>One row per application: how it stands and what comes next.</summary>
internal static class StatusCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("status", "One row per application: condition, current credential and its end, what comes next and when");
        command.SetAction((parsed, cancellationToken) => Preview.ExecuteAsync(common.Read(parsed), ReportTables.Status, cancellationToken));
        return command;
    }
}
