namespace RotationService.Sandbox;

/// <summary>
/// The time of a <see cref="SandboxClock"/>: it follows real time at a speed, unless it is held. The lock of the clock
/// guards it.
/// </summary>
/// <param name="start">The current sandbox time, in ticks.</param>
/// <param name="real">The time provider that measures real time.</param>
/// <param name="speed">The initial <see cref="Speed"/>.</param>
internal sealed class ScaledTime(long start, TimeProvider real, double speed)
{
    // The sandbox time and the real time from which the clock runs on.
    private long _anchor = start;
    private long _anchorReal = real.GetTimestamp();
    private long _latest = start;
    private int _holds;

    /// <summary>The seconds of sandbox time in one second of real time. Change it only during a hold.</summary>
    public double Speed { get; set; } = speed;

    /// <summary>Whether the time moves without anybody moving it.</summary>
    public bool Runs => _holds == 0 && Speed != 0;

    /// <summary>Whether the time moves only when somebody moves it, and nobody holds it to do so.</summary>
    public bool StandsStill => _holds == 0 && Speed == 0;

    /// <summary>The current sandbox time, in ticks.</summary>
    public long Now()
    {
        if (_holds == 0 && Speed > 0)
        {
            var passed = real.GetElapsedTime(_anchorReal).Ticks * Speed;
            var now = passed < DateTimeOffset.MaxValue.UtcTicks - _anchor
                ? _anchor + (long)passed
                : DateTimeOffset.MaxValue.UtcTicks;
            _latest = Math.Max(_latest, now);
        }

        return _latest;
    }

    /// <summary>Moves the time ahead to a time. A time that has already passed changes nothing.</summary>
    public void MoveTo(long time) => _latest = Math.Max(_latest, time);

    /// <summary>Stops the clock. While at least one holder exists, only the holders move the time.</summary>
    public void Hold()
    {
        Now();
        _holds++;
    }

    /// <summary>Ends a hold. The clock runs on from where it is when the last hold ends.</summary>
    public void Release()
    {
        if (--_holds == 0)
        {
            _anchor = _latest;
            _anchorReal = real.GetTimestamp();
        }
    }
}
