namespace RotationService.Sandbox;

/// <summary>Sandbox time: what every service of the sandbox believes the time is.</summary>
/// <remarks>
/// It starts where it is told, never goes back, and passes <see cref="Speed"/> times as fast as real time.
/// At speed 0 it moves only by <see cref="Advance"/>, which makes everything built on it deterministic.
/// </remarks>
public sealed class SandboxClock(DateTimeOffset start, TimeProvider real, double speed) : TimeProvider
{
    private readonly Lock _lock = new();
    private DateTimeOffset _now = start;
    private long _seen = real.GetTimestamp();
    private double _speed = speed;

    /// <summary>How many seconds of sandbox time pass in a second of real time; 0 or more.</summary>
    public double Speed
    {
        get => _speed;
        set
        {
            GetUtcNow();
            _speed = value;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            var seen = real.GetTimestamp();
            _now += real.GetElapsedTime(_seen, seen) * _speed;
            _seen = seen;
            return _now;
        }
    }

    /// <summary>Moves sandbox time ahead at once.</summary>
    /// <param name="by">How far; zero or more.</param>
    public void Advance(TimeSpan by)
    {
        lock (_lock)
        {
            _now += by;
        }
    }

    /// <summary>Waits for a span of sandbox time while nothing else is going on, letting it pass at <paramref name="speed"/> instead of <see cref="Speed"/>.</summary>
    /// <param name="wait">The span of sandbox time.</param>
    /// <param name="speed">Seconds of sandbox time a second of real time, while waiting.</param>
    /// <param name="cancellationToken">Ends the wait early; time that has passed by then has passed.</param>
    public Task RunAheadAsync(TimeSpan wait, double speed, CancellationToken cancellationToken)
    {
        Advance(wait);
        return Task.CompletedTask;
    }
}
