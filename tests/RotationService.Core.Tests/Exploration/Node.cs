using RotationService.Core.Auditing;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Tests.Fakes;
using RotationService.Core.Timing;

namespace RotationService.Core.Tests.Exploration;

/// <summary>A place where a process runs, again and again, each time with an empty memory and the same audit log.</summary>
internal sealed partial class Node(Explorer explorer, string name) : IDirectory, IVaults, ITokenEndpoint, IAuditLog
{
    private readonly Dictionary<Uri, NodeVault> _vaults = [];
    private Action _stop = () => { };
    private Exception? _defect;

    public string Name { get; } = name;

    /// <summary>How many processes have run here; what was begun by an earlier one happens no more.</summary>
    public int Life { get; private set; }

    public DateTimeOffset PausedUntil { get; private set; }

    /// <summary>How far the local wall clock is ahead.</summary>
    public TimeSpan ClockError { get; private set; }

    public List<AuditRecord> Log { get; } = [];

    public IReadOnlyList<AuditRecord> OpenIntents
    {
        get
        {
            var closed = Log.Where(record => record.Kind is AuditKind.Outcome).Select(record => record.IntentId).ToHashSet();
            return [.. Log.Where(record => record.Kind is AuditKind.Intent && !closed.Contains(record.IntentId))];
        }
    }

    public ApplicationReport? Report { get; private set; }

    public ServiceClock Clock { get; private set; } = new(TimeProvider.System);

    public void Start()
    {
        Life++;
        Report = null;
        PausedUntil = default;
        ClockError = explorer.Calm ? TimeSpan.Zero : ClockError;
        var stop = new CancellationTokenSource();
        _stop = stop.Cancel;
        Clock = new ServiceClock(new NodeTime(explorer, this));
        _ = LiveAsync(Life, stop.Token);
    }

    public void Pause(TimeSpan by)
    {
        explorer.Note(Name, $"pauses for {by}");
        PausedUntil = explorer.Now + by;
    }

    public void SetClock(TimeSpan error)
    {
        explorer.Note(Name, $"has its clock set to {error} ahead");
        ClockError = error;
    }

    /// <summary>Kills the process, or asks it to stop; another is started here a while later.</summary>
    public void End(bool byStopping)
    {
        var life = Life;
        if (byStopping)
        {
            explorer.Note(Name, "is asked to stop");
            PausedUntil = default;
            _stop();
        }
        else
        {
            explorer.Note(Name, "is killed");
            Life++;
            life = Life;
        }

        if (!explorer.Calm)
        {
            explorer.At(explorer.Now + explorer.Between(330, 2400), "", doer: null, () =>
            {
                if (Life == life && !explorer.Calm)
                {
                    explorer.Note(Name, "starts");
                    Start();
                }
            });
        }
    }

    public void ThrowIfDefective()
    {
        if (_defect is { } defect)
        {
            throw defect is BrokenPromiseException ? defect : new BrokenPromiseException($"A defect: {defect}", defect);
        }
    }

    /// <summary>
    /// A call as the process sees it: it may be paused before it is sent and again before it takes note of the answer.
    /// One that publishes or removes is sent at once, since the code looks at its checks immediately before and nothing could help it after.
    /// </summary>
    internal Task<Call<T>> CallAsync<T>(string what, Func<Call<T>> effect, CancellationToken cancellationToken, Action? check = null, bool atOnce = false)
    {
        var source = new TaskCompletionSource<Call<T>>();
        var registration = cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        if (source.Task.IsCompleted)
        {
            return source.Task;
        }

        var life = Life;
        if (atOnce)
        {
            explorer.Note(Name, what);
            Send();
        }
        else
        {
            explorer.At(explorer.Now + explorer.Between(0, 0.2), what, this, Send);
        }

        return source.Task;

        void Send()
        {
            if (source.Task.IsCompleted)
            {
                return;
            }

            check?.Invoke();
            var sentAt = Clock.Mark();
            var answer = Faulty(what, effect);
            var date = DateTimeOffset.FromUnixTimeSeconds(explorer.Now.ToUnixTimeSeconds());
            explorer.At(explorer.Now + explorer.Between(0, 0.2), "", this, () =>
            {
                registration.Dispose();
                if (Life == life && !source.Task.IsCompleted)
                {
                    if (answer.Failure?.Kind is not CallFailureKind.Unreachable)
                    {
                        Clock.Observe(date, sentAt);
                    }

                    source.SetResult(answer);
                }
            });
        }
    }

    private static async Task<LogIn> UnwrapAsync(Task<Call<LogIn>> call)
    {
        var answer = await call.ConfigureAwait(false);
        return answer.Failure is not { } failure ? answer.Value
            : new LogIn(failure.Kind is CallFailureKind.Throttled ? LogInAnswer.Throttled : LogInAnswer.Unreachable, failure.Message) { RetryAfter = failure.RetryAfter };
    }

    private Call<T> Faulty<T>(string what, Func<Call<T>> effect)
    {
        if (!explorer.Chance(explorer.Mood.FaultRate))
        {
            return effect();
        }

        var kind = explorer.Pick(6);
        explorer.Note(Name, $"  fault {kind}: {what}");
        switch (kind)
        {
            case 0:
                return new Call<T>(new CallFailure(CallFailureKind.Throttled, "later") { RetryAfter = explorer.Between(1, 90) });
            case 1:
                return new Call<T>(new CallFailure(CallFailureKind.Unreachable, "no connection"));
            case 2:
                return new Call<T>(new CallFailure(CallFailureKind.Forbidden, "no"));
            case 3:
                return new Call<T>(World.Lost);
            case 4:
                _ = effect();
                return new Call<T>(World.Lost);
            default:
                // Still on its way when the process gives up waiting for it.
                if (what.StartsWith("add", StringComparison.Ordinal) || what.StartsWith("store", StringComparison.Ordinal) || what.StartsWith("tag", StringComparison.Ordinal))
                {
                    explorer.At(explorer.Now + explorer.Between(0, 100), $"late: {what}", doer: null, () => effect());
                }

                return new Call<T>(World.Lost);
        }
    }

    private async Task LiveAsync(int life, CancellationToken cancellationToken)
    {
        try
        {
            await LiveOnAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            explorer.Note(Name, "has stopped");
        }
        catch (Exception exception)
        {
            if (life == Life)
            {
                _defect = exception;
            }
        }
    }

    private async Task LiveOnAsync(CancellationToken cancellationToken)
    {
        IDirectory directory = this;
        var cached = new CachedApplication();
        var breaker = new Breaker();
        var reconciler = new Reconciler(
            new RotationDependencies(this, this, this, this, explorer.World, explorer.World, Clock),
            breaker);
        var application = explorer.Application.Read();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            DateTimeOffset? followUpAt = null;
            var readAt = Clock.Now;
            var read = cached.WhileVerifying is null ? await directory.ReadApplicationAsync(application.Address, cancellationToken).ConfigureAwait(false) : null;
            if (read?.Failure is null)
            {
                application = read?.Value ?? application;
                Report = await reconciler.ReconcileAsync(explorer.Policy, application, readAt, cached, cancellationToken).ConfigureAwait(false);
                explorer.Note(Name, $"  {Report.Condition} {Report.Reason} {Report.Message}");
                followUpAt = Report.FollowUpAt;
            }

            var now = explorer.Now;
            var nextSweep = new DateTimeOffset(now.Ticks - (now.Ticks % Explorer.Interval.Ticks), TimeSpan.Zero) + Explorer.Interval + explorer.Between(0, 2);
            var soonest = now + TimeSpan.FromSeconds(1);
            var at = followUpAt is { } followUp && followUp < nextSweep ? followUp < soonest ? soonest : followUp : nextSweep;
            if (at == nextSweep)
            {
                breaker.BeginSweep();
            }

            await SleepAsync(at, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task SleepAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var source = new TaskCompletionSource();
        var registration = cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        explorer.At(until, "", this, () =>
        {
            registration.Dispose();
            source.TrySetResult();
        });
        return source.Task;
    }
}
