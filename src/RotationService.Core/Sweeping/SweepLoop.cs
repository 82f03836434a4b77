using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>
/// Decides when sweeps and passes happen, for one call of the <see cref="Sweeper"/>. It begins sweeps, starts passes,
/// waits, and collects their results.
/// </summary>
/// <param name="dependencies">The dependencies of rotations.</param>
/// <param name="lister">Begins the sweeps.</param>
/// <param name="worker">Makes the passes.</param>
/// <param name="breaker">Stops issuing when too many changes of a sweep have failed.</param>
/// <param name="idle">Waits while no call is in progress.</param>
/// <param name="parallelism">How many passes can run at the same time.</param>
/// <param name="policies">Returns the policies in force. It is called at the beginning of each sweep.</param>
/// <param name="scope">The applications to work on.</param>
/// <param name="interval">The time between the beginnings of two sweeps. Null for a single sweep.</param>
internal sealed class SweepLoop(
    RotationDependencies dependencies,
    SweepLister lister,
    ApplicationWorker worker,
    Breaker breaker,
    Idle idle,
    int parallelism,
    Func<PolicySet> policies,
    SweepScope scope,
    TimeSpan? interval)
{
    // How soon the directory is listed again after a failed listing, if the interval is longer.
    private static readonly TimeSpan ListAgainAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SmallestStep = TimeSpan.FromMinutes(1);

    private readonly WorkQueue _queue = new(parallelism);
    private readonly Dictionary<PolicyKey, (PolicyAssignment Assignment, Task<ReportEntry> Pass)> _running = [];
    private DateTimeOffset? _nextSweepAt = dependencies.Clock.Now;
    private DateTimeOffset _giveUpAt = DateTimeOffset.MaxValue;

    /// <summary>The current sweep, or the last one.</summary>
    public Sweep Sweep { get; } = new(dependencies.Clock.Now);

    private DateTimeOffset Now => dependencies.Clock.Now;

    /// <summary>
    /// Runs until nothing more is to be done, or until it is cancelled and every value is stored. Cancellation raises
    /// no exception.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_nextSweepAt <= Now && Sweep.IsOver)
            {
                await BeginSweepAsync(cancellationToken).ConfigureAwait(false);
            }

            KeepWithinInterval();
            StartPasses(cancellationToken);
            if (!await WaitAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            foreach (var (key, (assignment, pass)) in _running
                .Where(entry => entry.Value.Pass.IsCompletedSuccessfully)
                .ToList())
            {
                _running.Remove(key);
                TakeIn(assignment, await pass.ConfigureAwait(false));
            }
        }

        // Nothing new is begun. A pass between addPassword and the vault's acknowledgement ends by itself.
        await ((Task)Task.WhenAll(_running.Values.Select(entry => entry.Pass)))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task BeginSweepAsync(CancellationToken cancellationToken)
    {
        Sweep.Begin(Now);
        _nextSweepAt = interval is { } every ? Now + every : null;
        var inForce = policies();
        if (interval is null)
        {
            var longestProof = inForce.Policies.Select(policy => policy.Verify.Timeout).DefaultIfEmpty().Max();
            _giveUpAt = Now + longestProof + PlanningContext.MinOrphanAge;
        }

        breaker.BeginSweep();
        var failure = await lister.BeginAsync(inForce, scope, Sweep, _queue, _running.ContainsKey, cancellationToken)
            .ConfigureAwait(false);
        if (failure is not null && interval is { } most)
        {
            var again = failure.RetryAfter > ListAgainAfter ? failure.RetryAfter.Value : ListAgainAfter;
            _nextSweepAt = Now + (again < most ? again : most);
        }
    }

    // A local clock that stepped ahead made the time seem later until a response corrected it. The next sweep is never
    // further away than the interval. The services report the time in whole seconds, so a few seconds are not a step.
    private void KeepWithinInterval()
    {
        if (interval is { } most && _nextSweepAt > Now + most + SmallestStep)
        {
            _nextSweepAt = Now + most;
        }
    }

    private void StartPasses(CancellationToken cancellationToken)
    {
        while (_queue.Take(Now) is { } assignment)
        {
            _running[assignment.Key] = (assignment, worker.WorkAsync(assignment, Sweep, cancellationToken));
        }
    }

    // Returns false if there is nothing to wait for.
    private async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        var wakeAt = Earlier(_queue.NextAt, Sweep.IsOver ? _nextSweepAt : null);
        if (_running.Count > 0)
        {
            await WaitForAnyAsync(_queue.HasRoom ? wakeAt - Now : null, cancellationToken).ConfigureAwait(false);
        }
        else if (wakeAt is null)
        {
            return false;
        }
        else if (wakeAt > Now)
        {
            await IdleAsync(wakeAt.Value - Now, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    private void TakeIn(PolicyAssignment assignment, ReportEntry entry)
    {
        _queue.Ended(assignment);
        var report = entry.Report();
        dependencies.Events.Reconciled(report);
        if (Sweep.Add(assignment.Key, entry))
        {
            dependencies.Events.SweepEnded(Sweep.Report(Now));
        }
        else if (Sweep.TakeProgress(Now, Sweeper.ProgressEvery) is { } progress)
        {
            dependencies.Events.SweepGoesOn(progress);
        }

        if (report.FollowUpAt is { } at && at < _giveUpAt)
        {
            // The requested time may already be over. The delay of one second prevents a busy loop while a condition
            // resolves itself.
            var soonest = Now + TimeSpan.FromSeconds(1);
            _queue.Put(assignment, at > soonest ? at : soonest);
        }
    }

    private async Task IdleAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await idle(wait, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The condition of the loop ends it.
        }
    }

    private async Task WaitForAnyAsync(TimeSpan? atMost, CancellationToken cancellationToken)
    {
        var any = Task.WhenAny(_running.Values.Select(entry => entry.Pass));
        if (atMost is null || any.IsCompleted)
        {
            await any.ConfigureAwait(false);
            return;
        }

        using var noLonger = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = atMost > TimeSpan.Zero ? atMost.Value : TimeSpan.Zero;
        await Task.WhenAny(any, Task.Delay(wait, dependencies.Clock.Time, noLonger.Token)).ConfigureAwait(false);

        // Cancel is synchronous because only the delay depends on it, and the loop stays on its thread.
#pragma warning disable CA1849, MA0042
        noLonger.Cancel();
#pragma warning restore CA1849, MA0042
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) =>
        one is null || other < one ? other ?? one : one;
}
