using RotationService.Composition;
using RotationService.Core.Reporting;
using RotationService.Output;

namespace RotationService.Cli;

/// <summary>The verbs that look and change nothing: they neither lock nor make the audit log.</summary>
internal static class Preview
{
    /// <summary>Looks and prints.</summary>
    /// <param name="invocation">What the verb was given.</param>
    /// <param name="table">How to print for people.</param>
    /// <param name="cancellationToken">Interrupts.</param>
    public static async Task<int> ExecuteAsync(Invocation invocation, Action<Terminal, SweepReport> table, CancellationToken cancellationToken)
    {
        var policies = PolicyLoading.Load(invocation);
        await using var service = await Service.OpenAsync(invocation.ServiceFor(policies), cancellationToken);
        var sweeper = service.LookOnly();
        var report = await sweeper.PreviewAsync(policies, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return Results.Print(invocation, report, service.Calls, table);
    }
}
