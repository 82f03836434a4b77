using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>
/// Begins sweeps: lists the directory, assigns applications to policies, and separates the idle applications from those
/// that need a pass.
/// </summary>
/// <remarks>
/// If the listing shows an application unchanged since nothing had to be done for it, the application costs no request
/// of its own until its next action is due. Only every <c>vaultCheckEverySweeps</c> sweeps its vaults are listed or
/// read, for changes that others may have made there.
/// </remarks>
/// <param name="dependencies">The dependencies of rotations.</param>
/// <param name="cache">The cached state of each application.</param>
/// <param name="vaultListings">The vault listings of the sweep.</param>
/// <param name="parallelism">How many requests of the listing can be in progress at the same time.</param>
/// <param name="vaultCheckEverySweeps">
/// How often the vaults of an idle application are checked: in every sweep (1), in every second sweep (2), and so on.
/// </param>
internal sealed class SweepLister(
    RotationDependencies dependencies,
    ApplicationCache cache,
    VaultListings vaultListings,
    int parallelism,
    int vaultCheckEverySweeps)
{
    private readonly KnownApplications _known = new();
    private int _sweeps;

    private DateTimeOffset Now => dependencies.Clock.Now;

    private bool IsTimeUnsure => dependencies.Clock.IsSkewed || dependencies.Clock.IsInDoubt;

    /// <summary>Lists the directory for a preview, which keeps no state.</summary>
    public Task<Call<DirectoryListing>> PreviewAsync(PolicySet policies, CancellationToken cancellationToken) =>
        ListAsync(policies, new KnownApplications(), cancellationToken);

    /// <summary>Begins a sweep: reports the applications that need no pass and puts all others on the queue.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="scope">The applications to work on.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="queue">The queue for the applications that need a pass.</param>
    /// <param name="isRunning">Returns whether a pass over an application is in progress.</param>
    /// <param name="cancellationToken">Ends the call without an exception.</param>
    /// <returns>
    /// Why the directory, or one of several tenants, could not be listed. Null if everything was listed or the call was
    /// cancelled.
    /// </returns>
    public async Task<CallFailure?> BeginAsync(
        PolicySet policies,
        SweepScope scope,
        Sweep sweep,
        WorkQueue queue,
        Func<PolicyKey, bool> isRunning,
        CancellationToken cancellationToken)
    {
        vaultListings.Begin();
        _sweeps++;
        dependencies.Events.SweepBegins(scope.Application is null ? policies.Policies.Count : 1, Now);
        var listedAt = Now;
        Call<DirectoryListing> listed;
        try
        {
            listed = await ListAsync(policies, _known, cancellationToken).ConfigureAwait(false);
            await dependencies.Clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        if (listed.Failure is { } failure)
        {
            sweep.Fail(Unlisted(policies, failure, Now));
            dependencies.Events.SweepEnded(sweep.Report(Now));
            return failure;
        }

        _known.Know(listed.Value);
        var resolved = PolicyAssignment.Resolve(policies, listed.Value);
        IReadOnlyList<PolicyAssignment> assignments = scope == SweepScope.All
            ? resolved.Assignments
            : [.. resolved.Assignments.Where(scope.Includes)];
        sweep.Begin(
            assignments.Count,
            resolved.Unmatched,
            listed.Value.Unlisted,
            listedAt,
            Now,
            scope.Application is null ? resolved.Policies : []);
        Forget(resolved.Assignments, queue, isRunning);
        Sort(assignments, sweep, queue, isRunning);
        sweep.StartPasses();
        if (sweep.IsOver)
        {
            dependencies.Events.SweepEnded(sweep.Report(Now));
        }

        return listed.Value.Unlisted is [var unlisted, ..] ? unlisted.Failure : null;
    }

    /// <summary>Returns the report of a sweep whose directory could not be listed.</summary>
    public SweepReport Unlisted(PolicySet policies, CallFailure failure, DateTimeOffset startedAt)
    {
        var (reason, message) = Failures.OfListing(failure, DirectoryKind.Application);
        var condition = reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed;
        var reports = policies.Policies
            .Select(policy => new ApplicationReport(policy, condition, reason, message) { Observed = false });
        return new SweepReport([.. reports], startedAt, Now) { DirectoryFailure = failure };
    }

    private void Sort(
        IReadOnlyList<PolicyAssignment> assignments,
        Sweep sweep,
        WorkQueue queue,
        Func<PolicyKey, bool> isRunning)
    {
        for (var place = 0; place < assignments.Count; place++)
        {
            var assignment = assignments[place];
            if (ReportWithoutPass(assignment) is { } entry)
            {
                queue.Remove(assignment.Key);
                sweep.AddWithoutPass(place, assignment.Key, entry);
                dependencies.Events.Reconciled(entry.Report());
                continue;
            }

            sweep.Expect(place, assignment.Key);
            if (!isRunning(assignment.Key))
            {
                queue.Put(assignment, Now);
            }
        }
    }

    // Returns null if the application needs a pass.
    private ReportEntry? ReportWithoutPass(PolicyAssignment assignment)
    {
        if (assignment.Problem is { } problem)
        {
            return new ReportEntry(problem);
        }

        var idle = cache.AtRest(assignment, IsInTurn(assignment), IsTimeUnsure ? null : vaultListings, Now);
        return idle is null ? null : new ReportEntry(idle);
    }

    // The policy's label determines the sweep, so that not all applications are checked in the same one.
    private bool IsInTurn(PolicyAssignment assignment) =>
        IsTimeUnsure
        || (_sweeps + (StableHash.Of(assignment.Label) & int.MaxValue)) % vaultCheckEverySweeps == 0;

    // An application that has left a group keeps its credentials and secrets, and gets no more passes.
    private void Forget(IReadOnlyList<PolicyAssignment> resolved, WorkQueue queue, Func<PolicyKey, bool> isRunning)
    {
        cache.Keep(resolved, isRunning);
        if (!queue.IsEmpty)
        {
            queue.Keep(resolved.Select(assignment => assignment.Key).ToHashSet());
        }
    }

    private Task<Call<DirectoryListing>> ListAsync(
        PolicySet policies,
        KnownApplications known,
        CancellationToken cancellationToken) =>
        DirectoryListing.ReadAsync(
            dependencies.Directory,
            policies,
            () => new ListingFilter(policies, known).Keep,
            progress: null,
            known.Ownership,
            parallelism,
            cancellationToken);
}
