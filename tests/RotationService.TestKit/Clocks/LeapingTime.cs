namespace RotationService.TestKit.Clocks;

/// <summary>Time that stands still until somebody waits: a timer runs out as soon as it is made, and time has moved by its length.</summary>
public sealed class LeapingTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private readonly TimeProvider _time;
    private readonly Action<TimeSpan> _advance;
    private int _timers;

    /// <summary>Time of its own.</summary>
    public LeapingTime(DateTimeOffset start)
    {
        var time = new ManualTime(start);
        (_time, _advance) = (time, time.Pass);
    }

    /// <summary>The time of another clock, which moves along.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="advance">Moves that clock.</param>
    public LeapingTime(TimeProvider time, Action<TimeSpan> advance) => (_time, _advance) = (time, advance);

    /// <summary>How far the local wall clock is from the true time.</summary>
    public TimeSpan WallError { get; set; }

    /// <summary>Whether no timer ever runs out.</summary>
    public bool Stands { get; set; }

    /// <summary>How many timers have been made and not been disposed of.</summary>
    public int Timers => Volatile.Read(ref _timers);

    /// <summary>How long each timer that ran out had waited.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
            {
                return [.. _waits];
            }
        }
    }

    /// <summary>The true time.</summary>
    public DateTimeOffset True => _time.GetUtcNow();

    /// <inheritdoc/>
    public override long TimestampFrequency => _time.TimestampFrequency;

    /// <summary>Time passes.</summary>
    public void Advance(TimeSpan by) => _advance(by);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + WallError;

    /// <inheritdoc/>
    public override long GetTimestamp() => _time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _timers);
        if (dueTime >= TimeSpan.Zero && !Stands)
        {
            lock (_lock)
            {
                _waits.Add(dueTime);
            }

            _advance(dueTime);
            callback(state);
        }

        return new ScheduledTimer(() => Interlocked.Decrement(ref _timers));
    }
}
