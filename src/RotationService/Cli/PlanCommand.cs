using System.CommandLine;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>What a sweep would do and why, changing nothing.</summary>
internal static class PlanCommand
{
    /// <summary>The verb.</summary>
    public static Command Create(CommonOptions common)
    {
        var command = new Command("plan", "What a sweep would do and why, changing nothing");
        command.SetAction((parsed, cancellationToken) => Preview.ExecuteAsync(common.Read(parsed), ReportTables.Plan, cancellationToken));
        return command;
    }
}
