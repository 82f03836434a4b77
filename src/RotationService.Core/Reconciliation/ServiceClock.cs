namespace RotationService.Core.Reconciliation;

/// <summary>
/// The time by the services' own clocks: the newest <c>Date</c> header seen, plus the time elapsed since. A local clock that is wrong
/// therefore moves no deadline, and shows as <see cref="Skew"/>.
/// </summary>
/// <remarks>
/// Elapsed time is the larger of the monotonic and the wall clock's difference: a suspended machine's monotonic clock stands still,
/// a wall clock that is set back goes the wrong way. Safe for use by several threads.
/// </remarks>
public sealed class ServiceClock
{
    /// <summary>How far the local clock may be off before nothing is removed any more.</summary>
    public static readonly TimeSpan SkewLimit = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Precision = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private DateTimeOffset? _date;
    private DateTimeOffset _wallThen;
    private long _ticksThen;

    /// <summary>A clock that has seen no service yet and goes by the local one.</summary>
    public ServiceClock(TimeProvider time) => _time = time;

    /// <summary>The local time source, for waiting and measuring.</summary>
    public TimeProvider Time => _time;

    /// <summary>The time now.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return _date is { } date ? date + Elapsed() : _time.GetUtcNow();
            }
        }
    }

    /// <summary>How far the local clock is ahead of the services' (negative: behind); zero while none has been seen.</summary>
    public TimeSpan Skew => _time.GetUtcNow() - Now;

    /// <summary>Whether the local clock is off by more than <see cref="SkewLimit"/>.</summary>
    public bool IsSkewed => Skew.Duration() > SkewLimit;

    /// <summary>Takes note of a response's <c>Date</c> header. One older than the newest seen is passed over: it is an older answer, or a server that is behind.</summary>
    public void Observe(DateTimeOffset date)
    {
        lock (_lock)
        {
            // Compared with the date itself, not with what has been added to it since: a local clock that stepped ahead
            // has spoilt that sum, and this is how it is mended.
            if (date < _date)
            {
                return;
            }

            // A date that says no more than we know, to its whole second and the time it travelled, would only set the time back.
            if (_date is { } known && known + Elapsed() is var now && now >= date && now < date + Precision)
            {
                return;
            }

            _date = date;
            _wallThen = _time.GetUtcNow();
            _ticksThen = _time.GetTimestamp();
        }
    }

    /// <summary>A moment to measure from.</summary>
    public Moment Mark() => new(_time.GetUtcNow(), _time.GetTimestamp());

    /// <summary>The time elapsed since a moment; null if the wall clock went back, so that nobody can tell.</summary>
    public TimeSpan? Since(Moment moment)
    {
        var wall = _time.GetUtcNow() - moment.Wall;
        var monotonic = _time.GetElapsedTime(moment.Timestamp);
        return wall < TimeSpan.Zero ? null : wall > monotonic ? wall : monotonic;
    }

    private TimeSpan Elapsed()
    {
        var wall = _time.GetUtcNow() - _wallThen;
        var monotonic = _time.GetElapsedTime(_ticksThen);
        return wall > monotonic ? wall : monotonic;
    }
}
