using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>How to wait while no call is under way.</summary>
/// <param name="wait">How long, in the services' time.</param>
/// <param name="cancellationToken">Ends the wait at once, with <see cref="OperationCanceledException"/>.</param>
public delegate Task Idle(TimeSpan wait, CancellationToken cancellationToken);

/// <summary>Sweeps: carries every application that the policies cover on as far as it goes now.</summary>
/// <remarks>
/// A sweep lists the directory once and makes a pass over each application, several at a time. A pass that waits for
/// something soon (a log-in to count, a throttle to end) is followed up at that time; everything else is left to the
/// next sweep. An instance is used by one caller at a time, and keeps between calls what saves requests.
/// </remarks>
public sealed class Sweeper
{
    /// <summary>How many passes are under way at once by default: enough for the quotas to be the limit and not the time that answers take.</summary>
    public const int DefaultParallelism = 64;

    /// <summary>How often the progress of a sweep is reported.</summary>
    public static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(15);

    private readonly RotationDependencies _dependencies;
    private readonly Idle _idle;
    private readonly int _parallelism;
    private readonly Breaker _breaker = new();
    private readonly ApplicationCache _cache = new();
    private readonly SweepLister _lister;
    private readonly ApplicationWorker _worker;

    /// <summary>Makes a sweeper that remembers nothing yet.</summary>
    /// <param name="dependencies">What rotations are carried out with.</param>
    /// <param name="idle">How to wait while no call is under way.</param>
    /// <param name="parallelism">How many passes may be under way at once, 1 or more.</param>
    /// <param name="vaultCheckEverySweeps">In which sweeps the vaults of an idle application are checked for changes that others made: every one (1), every second (2), and so on; 1 or more.</param>
    public Sweeper(
        RotationDependencies dependencies,
        Idle idle,
        int parallelism = DefaultParallelism,
        int vaultCheckEverySweeps = 1)
    {
        (_dependencies, _idle, _parallelism) = (dependencies, idle, parallelism);
        var vaultListings = new VaultListings(dependencies.Vaults);
        _lister = new SweepLister(dependencies, _cache, vaultListings, parallelism, vaultCheckEverySweeps);
        _worker = new ApplicationWorker(dependencies, _cache, vaultListings, _breaker);
    }

    /// <summary>Shows what a sweep would do. It changes nothing: neither the world nor the audit log.</summary>
    public async Task<SweepReport> PreviewAsync(PolicySet policies, CancellationToken cancellationToken)
    {
        var startedAt = _dependencies.Clock.Now;
        var listed = await _lister.PreviewAsync(policies, cancellationToken).ConfigureAwait(false);
        if (listed.Failure is { } failure)
        {
            return _lister.Unlisted(policies, failure, startedAt);
        }

        var resolved = PolicyAssignment.Resolve(policies, listed.Value);
        var reports = new ApplicationReport[resolved.Subjects.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = _parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, reports.Length, options, async (index, token) =>
            reports[index] = await _worker.PreviewAsync(resolved.Subjects[index], startedAt, token).ConfigureAwait(false))
            .ConfigureAwait(false);
        return new SweepReport(reports, startedAt, _dependencies.Clock.Now)
        {
            Unmatched = resolved.Unmatched,
            Unlisted = listed.Value.Unlisted,
            Policies = resolved.Policies,
        };
    }

    /// <summary>Makes one sweep, in which every rotation that it touches is carried to its publication or to its verify time-out.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="request">A rotation that a person asked for: then only that application is swept; null for all.</param>
    /// <param name="cancellationToken">Ends it as soon as no value is unstored, with <see cref="OperationCanceledException"/>.</param>
    public Task<SweepReport> SweepOnceAsync(PolicySet policies, RotateRequest? request, CancellationToken cancellationToken)
    {
        if (request is not null)
        {
            _cache.Begin(request);
        }

        return SweepOnceAsync(policies, SweepScope.Of(request), cancellationToken);
    }

    /// <summary>Makes one sweep of the applications of one tenant, whenever the caller finds that it is time for it.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="tenantId">One of the tenants that the policies name. Where they name at most one, the sweep covers all applications.</param>
    /// <param name="cancellationToken">Ends it as soon as no value is unstored, with <see cref="OperationCanceledException"/>.</param>
    public Task<SweepReport> SweepTenantAsync(PolicySet policies, Guid tenantId, CancellationToken cancellationToken) =>
        SweepOnceAsync(
            policies,
            policies.Tenants.Count == 0 ? SweepScope.All : SweepScope.Tenant(tenantId),
            cancellationToken);

    /// <summary>Runs the worker: sweeps at the interval and follows up what is under way in between, until cancelled. Returns, without an exception, when it has stopped and no value is unstored.</summary>
    /// <param name="policies">Returns the policies in force; called at the beginning of each sweep.</param>
    /// <param name="interval">How far apart the sweeps are.</param>
    /// <param name="cancellationToken">Ends it as soon as no value is unstored.</param>
    public Task RunAsync(Func<PolicySet> policies, TimeSpan interval, CancellationToken cancellationToken) =>
        LoopOf(policies, SweepScope.All, interval).RunAsync(cancellationToken);

    private async Task<SweepReport> SweepOnceAsync(PolicySet policies, SweepScope scope, CancellationToken cancellationToken)
    {
        var loop = LoopOf(() => policies, scope, interval: null);
        await loop.RunAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return loop.Sweep.Report(_dependencies.Clock.Now);
    }

    private SweepLoop LoopOf(Func<PolicySet> policies, SweepScope scope, TimeSpan? interval) =>
        new(_dependencies, _lister, _worker, _breaker, _idle, _parallelism, policies, scope, interval);
}
