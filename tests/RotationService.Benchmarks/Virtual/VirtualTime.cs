using RotationService.Sandbox;
using RotationService.TestKit.Clocks;

namespace RotationService.Benchmarks.Virtual;

/// <summary>Virtual time for a program that does many things at once: it passes only when all of the program waits for it.</summary>
/// <remarks>
/// Whatever becomes due is done on the thread that runs it; what the clients' libraries hand to the thread pool is let come to an end
/// before the next thing happens. So the time that code takes is no time at all, and only calls and waits count.
/// </remarks>
internal sealed class VirtualTime : TimeProvider
{
    /// <summary>Nothing waits longer than this; a program that does is stuck.</summary>
    private static readonly TimeSpan Horizon = TimeSpan.FromDays(400);

    private readonly Lock _lock = new();
    private readonly Timeline _timeline;
    private Action? _due;

    public VirtualTime()
    {
        Clock = new SandboxClock(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), TimeProvider.System, speed: 0);
        _timeline = new Timeline(Clock.GetUtcNow(), Clock.Advance);
    }

    /// <summary>The sandbox's clock, which tells the same time.</summary>
    public SandboxClock Clock { get; }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _timeline.Now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends when so much time has passed.</summary>
    public async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var source = new TaskCompletionSource();
        var happening = At(wait, () => source.TrySetResult());
        await using var registration = cancellationToken.Register(() =>
        {
            happening.TakeBack();
            source.TrySetCanceled(cancellationToken);
        });
        await source.Task;
    }

    /// <summary>Runs a program to its end, and time with it. Takes the calling thread, which must be none of the pool's.</summary>
    /// <exception cref="InvalidOperationException">The program waits for something that is not going to happen.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the program is left where it stands.</exception>
    public void Run(Func<Task> program, CancellationToken cancellationToken)
    {
        var running = program();
        while (true)
        {
            Settle();
            cancellationToken.ThrowIfCancellationRequested();
            if (running.IsCompleted)
            {
                running.GetAwaiter().GetResult();
                return;
            }

            if (NextDue() is not { } due)
            {
                throw new InvalidOperationException("The program waits, and nothing is going to happen.");
            }

            due();
        }
    }

    // Not done under the lock: it may take locks of its own.
    private Action? NextDue()
    {
        lock (_lock)
        {
            _due = null;
            _timeline.Step(_timeline.Now + Horizon);
            return _due;
        }
    }

    private Happening At(TimeSpan wait, Action happen)
    {
        lock (_lock)
        {
            return _timeline.At(_timeline.Now + wait, () => _due = happen);
        }
    }

    // A work item is counted as pending until a thread has it, and that thread as busy until it finds no other.
    private static void Settle()
    {
        var spinner = default(SpinWait);
        while (IsBusy() || ThreadPool.PendingWorkItemCount > 0 || IsBusy())
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    private static bool IsBusy()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var available, out _);
        return available < most;
    }

    private sealed class Timer(VirtualTime time, Action callback) : ITimer
    {
        private Happening? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.TakeBack();
            _next = dueTime < TimeSpan.Zero ? null : time.At(dueTime, () =>
            {
                if (period > TimeSpan.Zero)
                {
                    Change(period, period);
                }

                callback();
            });
            return true;
        }

        public void Dispose() => _next?.TakeBack();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
