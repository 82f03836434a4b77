using RotationService.Composition;
using RotationService.Core.Reporting;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>Runs the read-only commands. They neither lock nor create the audit log.</summary>
internal static class Preview
{
    /// <summary>Reads the current state and prints it. Returns the exit code.</summary>
    /// <param name="invocation">The options of the command.</param>
    /// <param name="table">Prints the report as a table.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public static async Task<int> ExecuteAsync(
        Invocation invocation,
        Action<Terminal, SweepReport> table,
        CancellationToken cancellationToken)
    {
        var policies = PolicyLoading.Load(invocation);
        await using var service = await Service.OpenAsync(invocation.ServiceFor(policies), cancellationToken);
        var sweeper = service.LookOnly();
        var report = await sweeper.PreviewAsync(policies, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Results.Print(invocation, report, service.Calls, table);
    }
}
