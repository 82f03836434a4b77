using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>Waits while no call is in progress.</summary>
/// <param name="wait">How long to wait, in the services' time.</param>
/// <param name="cancellationToken">Ends the wait at once, with <see cref="OperationCanceledException"/>.</param>
public delegate Task Idle(TimeSpan wait, CancellationToken cancellationToken);

/// <summary>Sweeps: advances every application that the policies cover as far as possible now.</summary>
/// <remarks>
/// A sweep lists the directory once and makes a pass over each application, several at a time. A pass that waits for
/// something soon, such as the next log-in or the end of a throttle, is followed up at that time. Everything else is
/// left to the next sweep. Only one caller may use an instance at a time. An instance keeps state between calls that
/// saves requests.
/// </remarks>
public sealed class Sweeper
{
    /// <summary>
    /// The default number of passes at the same time, 64. With this number the quotas are the limit, and not the
    /// response times.
    /// </summary>
    public const int DefaultParallelism = 64;

    /// <summary>How often the progress of a sweep is reported, every 15 seconds.</summary>
    public static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(15);

    private readonly RotationDependencies _dependencies;
    private readonly Idle _idle;
    private readonly int _parallelism;
    private readonly Breaker _breaker = new();
    private readonly ApplicationCache _cache = new();
    private readonly SweepLister _lister;
    private readonly ApplicationWorker _worker;

    /// <summary>Makes a sweeper without any cached state.</summary>
    /// <param name="dependencies">The dependencies of rotations.</param>
    /// <param name="idle">Waits while no call is in progress.</param>
    /// <param name="parallelism">
    /// How many passes can run at the same time, 1 or more. The default is <see cref="DefaultParallelism"/>.
    /// </param>
    /// <param name="vaultCheckEverySweeps">
    /// How often the vaults of an idle application are checked for changes by others: in every sweep (1, the default),
    /// in every second sweep (2), and so on. It must be 1 or more.
    /// </param>
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

    /// <summary>
    /// Returns a report of what a sweep would do. It changes nothing, neither in Azure nor in the audit log.
    /// </summary>
    public async Task<SweepReport> PreviewAsync(PolicySet policies, CancellationToken cancellationToken)
    {
        var startedAt = _dependencies.Clock.Now;
        var listed = await _lister.PreviewAsync(policies, cancellationToken).ConfigureAwait(false);
        if (listed.Failure is { } failure)
        {
            return _lister.Unlisted(policies, failure, startedAt);
        }

        var resolved = PolicyAssignment.Resolve(policies, listed.Value);
        var reports = new ApplicationReport[resolved.Assignments.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = _parallelism,
            CancellationToken = cancellationToken
        };
        await Parallel.ForAsync(0, reports.Length, options, async (index, token) =>
            reports[index] = await _worker
                .PreviewAsync(resolved.Assignments[index], startedAt, token)
                .ConfigureAwait(false)).ConfigureAwait(false);
        return new SweepReport(reports, startedAt, _dependencies.Clock.Now)
        {
            Unmatched = resolved.Unmatched,
            Unlisted = listed.Value.Unlisted,
            Policies = resolved.Policies,
        };
    }

    /// <summary>
    /// Makes one sweep. Every rotation that it touches is carried to its publication or to its verify time-out.
    /// </summary>
    /// <param name="policies">The policies.</param>
    /// <param name="request">
    /// A rotation that a person requested. Only its application is swept then. Null to sweep all applications.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the sweep as soon as every value is stored, with <see cref="OperationCanceledException"/>.
    /// </param>
    public Task<SweepReport> SweepOnceAsync(
        PolicySet policies,
        RotateRequest? request,
        CancellationToken cancellationToken)
    {
        if (request is not null)
        {
            _cache.Begin(request);
        }

        return SweepOnceAsync(policies, SweepScope.Of(request), cancellationToken);
    }

    /// <summary>Makes one sweep of the applications of one tenant. The caller decides when.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="tenantId">
    /// One of the tenants that the policies list. If they list none, the sweep covers all applications.
    /// </param>
    /// <param name="cancellationToken">
    /// Ends the sweep as soon as every value is stored, with <see cref="OperationCanceledException"/>.
    /// </param>
    public Task<SweepReport> SweepTenantAsync(PolicySet policies, Guid tenantId, CancellationToken cancellationToken) =>
        SweepOnceAsync(
            policies,
            policies.Tenants.Count == 0 ? SweepScope.All : SweepScope.Tenant(tenantId),
            cancellationToken);

    /// <summary>
    /// Runs the worker until it is cancelled: sweeps at the interval, and follows up the work in progress in between.
    /// Returns without an exception when it has stopped and every value is stored.
    /// </summary>
    /// <param name="policies">Returns the policies in force. It is called at the beginning of each sweep.</param>
    /// <param name="interval">The time between the beginnings of two sweeps.</param>
    /// <param name="cancellationToken">Ends the worker as soon as every value is stored.</param>
    public Task RunAsync(Func<PolicySet> policies, TimeSpan interval, CancellationToken cancellationToken) =>
        LoopOf(policies, SweepScope.All, interval).RunAsync(cancellationToken);

    private async Task<SweepReport> SweepOnceAsync(
        PolicySet policies,
        SweepScope scope,
        CancellationToken cancellationToken)
    {
        var loop = LoopOf(() => policies, scope, interval: null);
        await loop.RunAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return loop.Sweep.Report(_dependencies.Clock.Now);
    }

    private SweepLoop LoopOf(Func<PolicySet> policies, SweepScope scope, TimeSpan? interval) =>
        new(_dependencies, _lister, _worker, _breaker, _idle, _parallelism, policies, scope, interval);
}
