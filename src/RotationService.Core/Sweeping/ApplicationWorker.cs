using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>Makes passes over the applications of a sweep. A defect in one pass does not stop the others.</summary>
/// <param name="dependencies">The dependencies of rotations.</param>
/// <param name="cache">The cached state of each application.</param>
/// <param name="vaultListings">The vault listings of the sweep.</param>
/// <param name="breaker">Stops issuing when too many changes of a sweep have failed.</param>
internal sealed class ApplicationWorker(
    RotationDependencies dependencies,
    ApplicationCache cache,
    VaultListings vaultListings,
    Breaker breaker)
{
    private readonly Reconciler _reconciler = new(dependencies, breaker);

    /// <summary>Makes a pass over an application.</summary>
    public Task<ReportEntry> WorkAsync(PolicyAssignment assignment, Sweep sweep, CancellationToken cancellationToken) =>
        GuardAsync(assignment, policy => PassAsync(policy, assignment, sweep, cancellationToken), cancellationToken);

    /// <summary>Returns a report of what a pass would do. It changes nothing.</summary>
    /// <param name="assignment">The application and its policy.</param>
    /// <param name="listedAt">When the listing began that shows the application.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<ApplicationReport> PreviewAsync(
        PolicyAssignment assignment,
        DateTimeOffset listedAt,
        CancellationToken cancellationToken)
    {
        if (assignment.Problem is { } problem)
        {
            return problem;
        }

        var previewed = await GuardAsync(
            assignment,
            async policy => new ReportEntry(await _reconciler
                .PreviewAsync(policy, assignment.Application!, listedAt, assignment.Rivals, cancellationToken)
                .ConfigureAwait(false)),
            cancellationToken).ConfigureAwait(false);
        return previewed.Report();
    }

    private async Task<ReportEntry> PassAsync(
        Policy policy,
        PolicyAssignment assignment,
        Sweep sweep,
        CancellationToken cancellationToken)
    {
        var cached = cache.Of(assignment);
        cached.Rivals = assignment.Rivals;
        if (await UnchangedAsync(policy, cached, cancellationToken).ConfigureAwait(false) is { } unchanged)
        {
            return unchanged;
        }

        var (application, readAt) = (assignment.Application!, sweep.ListedAt);
        if (cached.WhileVerifying is null && !sweep.TryUseListing(policy.Key, dependencies.Clock.Now))
        {
            readAt = dependencies.Clock.Now;
            var read = await dependencies.Directory.ReadApplicationAsync(application.Address, cancellationToken)
                .ConfigureAwait(false);
            if (read.Failure is { } failure)
            {
                return new ReportEntry(Unreadable(policy, application, failure));
            }

            application = read.Value;
        }

        var report = await _reconciler.ReconcileAsync(policy, application, readAt, cached, cancellationToken)
            .ConfigureAwait(false);
        return cache.Share(cached, assignment, report) is { } idle ? new ReportEntry(idle) : new ReportEntry(report);
    }

    // Returns the result of the last pass, if the vault listings show that it still holds. Returns null if the
    // application needs a pass.
    private async Task<ReportEntry?> UnchangedAsync(
        Policy policy,
        CachedApplication cached,
        CancellationToken cancellationToken)
    {
        if (!cached.IsInTurn)
        {
            return null;
        }

        cached.IsInTurn = false;
        if (cached.Idle is { Checksum: { } before } idle
            && await vaultListings.ChecksumOfAsync(policy, cancellationToken).ConfigureAwait(false) == before)
        {
            return new ReportEntry(idle);
        }

        cached.Idle = cached.Idle?.Unforeseen();
        return null;
    }

    private static ApplicationReport Unreadable(Policy policy, DirectoryApplication application, CallFailure failure)
    {
        var (reason, message) = failure.Kind is CallFailureKind.NotFound
            ? (
                Reason.ApplicationNotFound,
                $"The {application.Kind.Noun()} was listed, but it can no longer be found. "
                    + "If it was deleted, remove it from the policies or restore it.")
            : Failures.OfGraph(failure, application, $"reading the {application.Kind.Noun()}");
        var condition = reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed;
        return new ApplicationReport(policy, condition, reason, message)
        {
            Application = application,
            Observed = false
        };
    }

    private async Task<ReportEntry> GuardAsync(
        PolicyAssignment assignment,
        Func<Policy, Task<ReportEntry>> pass,
        CancellationToken cancellationToken)
    {
        var policy = assignment.Policy;
        try
        {
            return await pass(policy).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One application's defect must not stop the others; the exception is recorded.
        catch (Exception exception)
            when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            dependencies.Events.Unexpected(policy, exception);
            var message =
                $"A defect in the service ({exception.GetType().Name}) stopped the work on this application. "
                + "The other applications continue.";
            return new ReportEntry(new ApplicationReport(policy, Condition.Failed, Reason.UnexpectedError, message)
            {
                Observed = false,
                IsDefect = true,
            });
        }
    }
}
