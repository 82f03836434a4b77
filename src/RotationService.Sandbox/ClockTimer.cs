namespace RotationService.Sandbox;

/// <summary>
/// A timer of a <see cref="SandboxClock"/>. The lock of the clock guards all mutable state of the timer.
/// </summary>
internal sealed class ClockTimer(ClockTimers timers, TimerCallback callback, object? state) : ITimer
{
    public const long Never = long.MaxValue;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private TaskCompletionSource? _idle;
    private int _running;

    public bool Disposed { get; private set; }

    /// <summary>The sandbox time at which the timer fires, in ticks, or <see cref="Never"/>.</summary>
    public long Due { get; set; } = Never;

    /// <summary>
    /// The order in which timers were scheduled. It decides between timers that are due at the same time.
    /// </summary>
    public long Order { get; set; }

    public TimeSpan? Period { get; set; }

    public static int Compare(ClockTimer? left, ClockTimer? right) =>
        (left!.Due, left.Order).CompareTo((right!.Due, right.Order));

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        RequireTimeout(dueTime, nameof(dueTime));
        RequireTimeout(period, nameof(period));
        return timers.Schedule(this, dueTime, period > TimeSpan.Zero ? period : null);
    }

    public void Dispose()
    {
        lock (timers.State)
        {
            Disposed = true;
            Period = null;
            timers.Remove(this);
        }
    }

    // Completes when no callback is running any more, like the timers of the real time provider.
    public ValueTask DisposeAsync()
    {
        Dispose();
        lock (timers.State)
        {
            if (_running == 0)
            {
                return ValueTask.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return new ValueTask(_idle.Task);
        }
    }

    public void Begin() => _running++;

    public void Fire()
    {
        try
        {
            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, static timer => ((ClockTimer)timer!).Call(), this);
            }
        }
        finally
        {
            lock (timers.State)
            {
                if (--_running == 0)
                {
                    _idle?.SetResult();
                }
            }
        }
    }

    private static void RequireTimeout(TimeSpan value, string name)
    {
        if (value != Timeout.InfiniteTimeSpan && (value < TimeSpan.Zero || value > Longest))
        {
            throw new ArgumentOutOfRangeException(name, value, $"The time of a timer must be from 0 to {Longest}, or infinite.");
        }
    }

    private void Call() => callback(state);
}
