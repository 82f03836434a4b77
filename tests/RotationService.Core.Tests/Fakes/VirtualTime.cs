namespace RotationService.Core.Tests.Fakes;

/// <summary>Time that stands still until somebody waits: a timer is over as soon as it is made, and time has moved by its length.</summary>
internal sealed class VirtualTime(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;
    private TimeSpan _monotonic;

    /// <summary>How far the local wall clock is from the true time.</summary>
    public TimeSpan WallError { get; set; }

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
        if (dueTime >= TimeSpan.Zero)
        {
            Advance(dueTime);
            callback(state);
        }

        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
