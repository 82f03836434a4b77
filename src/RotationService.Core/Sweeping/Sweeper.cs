using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Timing;

namespace RotationService.Core.Sweeping;

/// <summary>How to wait while no call is in flight.</summary>
/// <param name="wait">How long, in the services' time.</param>
/// <param name="cancellationToken">Ends the wait at once, with <see cref="OperationCanceledException"/>.</param>
public delegate Task Idle(TimeSpan wait, CancellationToken cancellationToken);

/// <summary>The same for all applications: looks at every policy's application and carries each on.</summary>
/// <remarks>
/// A sweep lists the directory once and makes a pass over each application, several at a time. A pass that reports that it waits for
/// something soon (a log-in to count, a throttle to end) is followed up at that time; everything else is left to the next sweep.
/// An application that the listing shows as it was when nothing was to be done for it costs no request of its own until its time comes;
/// only every so many sweeps its vaults are listed or looked at, for what others may have done there.
/// An instance is used by one caller at a time.
/// </remarks>
/// <param name="directory">The applications.</param>
/// <param name="vaults">The vaults.</param>
/// <param name="tokens">Where credentials log in.</param>
/// <param name="audit">The audit log.</param>
/// <param name="identifiers">Where new identifiers come from.</param>
/// <param name="events">Who is told.</param>
/// <param name="clock">The services' time.</param>
/// <param name="idle">How to wait.</param>
/// <param name="parallelism">How many applications are worked on at once, 1 or more.</param>
/// <param name="vaultCheckEverySweeps">In which of its sweeps it is seen all the same what others have done in the vaults of an application at rest: every one (1), every second (2), and so on; which of them depends on the policy's name, so that not all come at once.</param>
public sealed class Sweeper(
    IDirectory directory,
    IVaults vaults,
    ITokenEndpoint tokens,
    IAuditLog audit,
    IIdentifiers identifiers,
    IRotationEvents events,
    ServiceClock clock,
    Idle idle,
    int parallelism = Sweeper.DefaultParallelism,
    int vaultCheckEverySweeps = 1)
{
    /// <summary>How many applications are worked on at once, if nobody says otherwise: enough for the quotas to be the limit and not the time that answers take.</summary>
    public const int DefaultParallelism = 64;

    /// <summary>How far apart it is told how far a sweep is.</summary>
    public static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(15);

    /// <summary>When to list again after the directory could not be listed, if the interval is longer.</summary>
    private static readonly TimeSpan ListAgainAfter = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SmallestStep = TimeSpan.FromMinutes(1);

    private readonly Breaker _breaker = new();
    private readonly ApplicationCache _cache = new();
    private readonly KnownApplications _known = new();
    private readonly VaultListings _vaultListings = new(vaults);
    private int _sweeps;

    /// <summary>What a sweep would do, changing nothing: neither the world nor the audit log.</summary>
    public async Task<SweepReport> PreviewAsync(PolicySet policies, CancellationToken cancellationToken)
    {
        var startedAt = clock.Now;
        var listed = await ListAsync(policies, new KnownApplications(), cancellationToken).ConfigureAwait(false);
        if (listed.Failure is { } failure)
        {
            return Unlisted(policies, failure, startedAt);
        }

        var resolved = PolicyAssignment.Resolve(policies, listed.Value);
        var subjects = resolved.Subjects;
        var reports = new ApplicationReport[subjects.Count];
        var reconciler = NewReconciler();
        await Parallel.ForAsync(0, subjects.Count, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken }, async (index, token) =>
            reports[index] = subjects[index].Problem
                ?? (await GuardAsync(subjects[index], async policy => new ReportEntry(await reconciler.PreviewAsync(policy, subjects[index].Application!, subjects[index].Rivals, token).ConfigureAwait(false)), token).ConfigureAwait(false)).Report()).ConfigureAwait(false);
        return new SweepReport(reports, startedAt, clock.Now) { Unmatched = resolved.Unmatched, Unlisted = listed.Value.Unlisted, Policies = resolved.Policies };
    }

    /// <summary>One sweep in which every rotation it touches is carried to promoted or to its verify time-out.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="request">A rotation a person asked for: then only that application is swept; null for all.</param>
    /// <param name="cancellationToken">Ends it as soon as no value is unstored, with <see cref="OperationCanceledException"/>.</param>
    public async Task<SweepReport> SweepOnceAsync(PolicySet policies, RotateRequest? request, CancellationToken cancellationToken)
    {
        if (request is not null)
        {
            _cache.Begin(request);
        }

        var sweep = new Sweep(clock.Now);
        await CarryAsync(() => policies, sweep, request?.Subject, interval: null, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return sweep.Report(clock.Now);
    }

    /// <summary>The worker: sweeps at the interval and follows up what is under way in between, until cancelled. Returns, without an exception, when it has stopped and no value is unstored.</summary>
    /// <param name="policies">What the policies are, asked at the beginning of each sweep.</param>
    /// <param name="interval">How far apart the sweeps are.</param>
    /// <param name="cancellationToken">Ends it as soon as no value is unstored.</param>
    public Task RunAsync(Func<PolicySet> policies, TimeSpan interval, CancellationToken cancellationToken) =>
        CarryAsync(policies, new Sweep(clock.Now), only: null, interval, cancellationToken);

    private async Task CarryAsync(Func<PolicySet> policies, Sweep sweep, PolicyKey? only, TimeSpan? interval, CancellationToken cancellationToken)
    {
        var reconciler = NewReconciler();
        var queue = new WorkQueue(parallelism);
        var running = new Dictionary<PolicyKey, (PolicyAssignment Subject, Task<ReportEntry> Pass)>();
        DateTimeOffset? nextSweepAt = clock.Now;
        var giveUpAt = DateTimeOffset.MaxValue;

        while (!cancellationToken.IsCancellationRequested)
        {
            if (nextSweepAt <= clock.Now && sweep.IsOver)
            {
                sweep.Begin(clock.Now);
                nextSweepAt = interval is { } every ? clock.Now + every : null;
                var inForce = policies();
                if (interval is null)
                {
                    giveUpAt = clock.Now + inForce.Policies.Select(policy => policy.Verify.Timeout).DefaultIfEmpty().Max() + PlanningContext.MinOrphanAge;
                }

                var failure = await BeginAsync(inForce, sweep, only, queue, running.ContainsKey, cancellationToken).ConfigureAwait(false);
                if (failure is not null && interval is not null)
                {
                    var again = failure.RetryAfter > ListAgainAfter ? failure.RetryAfter.Value : ListAgainAfter;
                    nextSweepAt = clock.Now + (again < interval ? again : interval.Value);
                }
            }

            // A local clock that stepped ahead made it seem later than it was until an answer said so: no sweep is further off than the
            // interval. The services tell the time in whole seconds, so seconds are no step.
            if (interval is { } most && nextSweepAt > clock.Now + most + SmallestStep)
            {
                nextSweepAt = clock.Now + most;
            }

            while (queue.Take(clock.Now) is { } subject)
            {
                running[subject.Key] = (subject, GuardAsync(subject, policy => PassAsync(reconciler, policy, subject, sweep, cancellationToken), cancellationToken));
            }

            var wakeAt = Earlier(queue.NextAt, sweep.IsOver ? nextSweepAt : null);
            if (running.Count > 0)
            {
                await WaitForAnyAsync(running.Values.Select(entry => entry.Pass), queue.HasRoom ? wakeAt - clock.Now : null, cancellationToken).ConfigureAwait(false);
            }
            else if (wakeAt is null)
            {
                return;
            }
            else if (wakeAt > clock.Now)
            {
                await IdleAsync(wakeAt.Value - clock.Now, cancellationToken).ConfigureAwait(false);
            }

            foreach (var (key, (subject, pass)) in running.Where(entry => entry.Value.Pass.IsCompletedSuccessfully).ToList())
            {
                running.Remove(key);
                queue.Ended(subject);
                var told = await pass.ConfigureAwait(false);
                var report = told.Report();
                events.Reconciled(report);
                if (sweep.Add(key, told))
                {
                    events.SweepEnded(sweep.Report(clock.Now));
                }
                else if (sweep.TellProgress(clock.Now, ProgressEvery) is { } progress)
                {
                    events.SweepGoesOn(progress);
                }

                if (report.FollowUpAt is { } at && at < giveUpAt)
                {
                    // The time asked for may have come already; a pass a second keeps a condition that mends itself from spinning.
                    var soonest = clock.Now + TimeSpan.FromSeconds(1);
                    queue.Put(subject, at > soonest ? at : soonest);
                }
            }
        }

        // Nothing new is begun; what is between addPassword and the vault's acknowledgement ends by itself.
        await ((Task)Task.WhenAll(running.Values.Select(entry => entry.Pass))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<CallFailure?> BeginAsync(
        PolicySet policies,
        Sweep sweep,
        PolicyKey? only,
        WorkQueue queue,
        Func<PolicyKey, bool> isRunning,
        CancellationToken cancellationToken)
    {
        _breaker.BeginSweep();
        _vaultListings.Begin();
        _sweeps++;
        events.SweepBegins(only is null ? policies.Policies.Count : 1, clock.Now);
        Call<DirectoryListing> listed;
        try
        {
            listed = await ListAsync(policies, _known, cancellationToken).ConfigureAwait(false);
            await clock.ConfirmAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        if (listed.Failure is { } failure)
        {
            sweep.Fail(Unlisted(policies, failure, clock.Now));
            events.SweepEnded(sweep.Report(clock.Now));
            return failure;
        }

        _known.Know(listed.Value);
        var resolved = PolicyAssignment.Resolve(policies, listed.Value);
        var subjects = only is null ? resolved.Subjects : [.. resolved.Subjects.Where(subject => subject.Key == only)];
        sweep.Begin(subjects.Count, resolved.Unmatched, listed.Value.Unlisted, clock.Now, only is null ? resolved.Policies : []);
        Forget(resolved.Subjects, queue, isRunning);
        for (var place = 0; place < subjects.Count; place++)
        {
            var subject = subjects[place];
            if (TellAtOnce(subject) is { } told)
            {
                queue.Remove(subject.Key);
                sweep.Tell(place, subject.Key, told);
                events.Reconciled(told.Report());
                continue;
            }

            sweep.Expect(place, subject.Key);
            if (!isRunning(subject.Key))
            {
                queue.Put(subject, clock.Now);
            }
        }

        sweep.Look();
        if (sweep.IsOver)
        {
            events.SweepEnded(sweep.Report(clock.Now));
        }

        return listed.Value.Unlisted is [var unlisted, ..] ? unlisted.Failure : null;
    }

    // What is said of an application that need not be looked at; null if it is to be.
    private ReportEntry? TellAtOnce(PolicyAssignment subject) => subject.Problem is { } problem ? new ReportEntry(problem)
        : _cache.AtRest(subject, IsInTurn(subject), IsTimeUnsure ? null : _vaultListings, clock.Now) is { } rest ? new ReportEntry(rest)
        : null;

    // Who has left a group keeps everything, and is not worked on any more.
    private void Forget(IReadOnlyList<PolicyAssignment> resolved, WorkQueue queue, Func<PolicyKey, bool> isRunning)
    {
        _cache.Keep(resolved, isRunning);
        if (!queue.IsEmpty)
        {
            queue.Keep(resolved.Select(subject => subject.Key).ToHashSet());
        }
    }

    private bool IsTimeUnsure => clock.IsSkewed || clock.IsInDoubt;

    private bool IsInTurn(PolicyAssignment subject) => IsTimeUnsure || (_sweeps + (StableHash.Of(subject.Label) & int.MaxValue)) % vaultCheckEverySweeps == 0;

    private async Task<ReportEntry> PassAsync(Reconciler reconciler, Policy policy, PolicyAssignment subject, Sweep sweep, CancellationToken cancellationToken)
    {
        var cached = _cache.Of(subject);
        cached.Rivals = subject.Rivals;
        var application = subject.Application!;
        if (cached.IsInTurn)
        {
            cached.IsInTurn = false;
            if (cached.Idle is { Checksum: { } before } rest && await _vaultListings.ChecksumOfAsync(policy, cancellationToken).ConfigureAwait(false) == before)
            {
                return new ReportEntry(rest);
            }

            cached.Idle = cached.Idle?.Unforeseen();
        }

        if (cached.WhileVerifying is null && !sweep.TryUseListing(policy.Key, clock.Now))
        {
            var read = await directory.ReadApplicationAsync(application.Address, cancellationToken).ConfigureAwait(false);
            if (read.Failure is { } failure)
            {
                var (reason, message) = failure.Kind is CallFailureKind.NotFound
                    ? (Reason.ApplicationNotFound, $"The {application.Kind.Noun()} was listed and is not there any more. If it was deleted, take it out of the policy file or restore it.")
                    : Failures.OfGraph(failure, application, $"reading the {application.Kind.Noun()}");
                return new ReportEntry(new ApplicationReport(policy, reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed, reason, message) { Application = application, Observed = false });
            }

            application = read.Value;
        }

        var report = await reconciler.ReconcileAsync(policy, application, cached, cancellationToken).ConfigureAwait(false);
        return _cache.Share(cached, subject, report) is { } found ? new ReportEntry(found) : new ReportEntry(report);
    }

    private async Task<ReportEntry> GuardAsync(PolicyAssignment subject, Func<Policy, Task<ReportEntry>> pass, CancellationToken cancellationToken)
    {
        var policy = subject.Policy;
        try
        {
            return await pass(policy).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // One application's defect must not stop the others; the exception is recorded.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            events.Unexpected(policy, exception);
            return new ReportEntry(new ApplicationReport(policy, Condition.Failed, Reason.UnexpectedError, $"A defect ({exception.GetType().Name}) stopped work on this application; the log has it. The others carry on.") { Observed = false });
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
            // The loop's own condition ends it.
        }
    }

    private async Task WaitForAnyAsync(IEnumerable<Task> passes, TimeSpan? atMost, CancellationToken cancellationToken)
    {
        var any = Task.WhenAny(passes);
        if (atMost is null || any.IsCompleted)
        {
            await any.ConfigureAwait(false);
            return;
        }

        using var noLonger = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(any, Task.Delay(atMost > TimeSpan.Zero ? atMost.Value : TimeSpan.Zero, clock.Time, noLonger.Token)).ConfigureAwait(false);

        // At once: nothing hangs on it but the delay itself, and the loop stays on its thread.
#pragma warning disable CA1849, MA0042
        noLonger.Cancel();
#pragma warning restore CA1849, MA0042
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    private Task<Call<DirectoryListing>> ListAsync(PolicySet policies, KnownApplications known, CancellationToken cancellationToken) =>
        DirectoryListing.ReadAsync(directory, policies, () => new ListingFilter(policies, known).Keep, progress: null, known.Ownership, parallelism, cancellationToken);

    private SweepReport Unlisted(PolicySet policies, CallFailure failure, DateTimeOffset startedAt)
    {
        var (reason, message) = Failures.OfListing(failure, DirectoryKind.Application);
        var condition = reason.NeedsHuman() ? Condition.NeedsAttention : Condition.Failed;
        return new SweepReport([.. policies.Policies.Select(policy => new ApplicationReport(policy, condition, reason, message) { Observed = false })], startedAt, clock.Now) { DirectoryFailure = failure };
    }

    private Reconciler NewReconciler() => new(directory, vaults, tokens, audit, identifiers, events, clock, _breaker);
}
