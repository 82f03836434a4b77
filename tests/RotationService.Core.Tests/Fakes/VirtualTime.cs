namespace RotationService.Core.Tests.Fakes;

/// <summary>Time that stands still until somebody waits: a timer is over as soon as it is made, and time has moved by its length, unless a test has time stand.</summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;
    private TimeSpan _monotonic;

    /// <summary>How far the local wall clock is from the true time.</summary>
    public TimeSpan WallError { get; set; }

    /// <summary>Whether no timer is ever over.</summary>
    public bool Stands { get; set; }

    /// <summary>How many timers have been made and not been disposed of.</summary>
    public int Timers { get; private set; }

    public DateTimeOffset True => _now;

    public void Advance(TimeSpan by)
    {
        _now += by;
        _monotonic += by;
    }

    public override DateTimeOffset GetUtcNow() => _now + WallError;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _monotonic.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timers++;
        if (dueTime >= TimeSpan.Zero && !Stands)
        {
            Advance(dueTime);
            callback(state);
        }

        return new Timer(this);
    }

    private sealed class Timer(VirtualTime time) : ITimer
    {
        private bool _isDisposed;

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            time.Timers -= _isDisposed ? 0 : 1;
            _isDisposed = true;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
