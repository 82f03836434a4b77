namespace RotationService.Sandbox;

/// <summary>The sandbox time, which all services of the sandbox use.</summary>
/// <remarks>
/// <para>
/// The clock begins at a given time, never goes back, and runs <see cref="Speed"/> times as fast as real time. At speed
/// 0 it moves only by <see cref="Advance"/> and <see cref="RunAheadAsync"/>, which makes everything that depends on it
/// deterministic. As a <see cref="TimeProvider"/>, it fires timers when sandbox time reaches their due times.
/// </para>
/// <para>All members can be used from any thread. The callback of a timer can use the clock, and can advance it.</para>
/// </remarks>
public sealed class SandboxClock : TimeProvider
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _real;
    private readonly Lock _state = new();

    // A thread that advances the clock holds this lock while timers fire. Two advances at the same time therefore add
    // up, and time stands still for each timer. The same thread may advance again from within a callback.
    private readonly Lock _advancing = new();
    private readonly ScaledTime _time;
    private readonly ClockTimers _timers;

    /// <summary>Starts a clock.</summary>
    /// <param name="start">The current sandbox time.</param>
    /// <param name="real">The time provider that measures real time.</param>
    /// <param name="speed">The initial <see cref="Speed"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="speed"/> is negative or not a finite number.
    /// </exception>
    public SandboxClock(DateTimeOffset start, TimeProvider real, double speed)
    {
        _real = real;
        _time = new ScaledTime(start.UtcTicks, real, RequireSpeed(speed));
        _timers = new ClockTimers(_state, _time, real);
    }

    /// <summary>
    /// The seconds of sandbox time that pass in one second of real time, 0 or more. It can be set at any time, and
    /// sandbox time continues from where it is.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a finite number.</exception>
    public double Speed
    {
        get
        {
            lock (_state)
            {
                return _time.Speed;
            }
        }

        set
        {
            RequireSpeed(value);
            lock (_state)
            {
                Hold();
                _time.Speed = value;
                Release();
            }
        }
    }

    /// <summary>
    /// The number of ticks per second. A tick is always 100 ns, so <see cref="GetTimestamp"/> returns the same time as
    /// <see cref="GetUtcNow"/>.
    /// </summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Whether any timer is waiting.</summary>
    internal bool HasTimers
    {
        get
        {
            lock (_state)
            {
                return _timers.Any;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(GetTimestamp(), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_state)
        {
            return _time.Now();
        }
    }

    /// <summary>Advances sandbox time at once. Timers that become due fire in the order of their due times.</summary>
    /// <remarks>
    /// Timers fire on the calling thread, and while one fires, the time stands at its due time. If a callback throws,
    /// the exception reaches the caller and the time stays where it is.
    /// </remarks>
    /// <param name="by">How far to advance, zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="by"/> is negative, or leads past the end of the calendar.
    /// </exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_advancing)
        {
            AdvanceTo(After(GetTimestamp(), by));
        }
    }

    /// <summary>
    /// Waits for a span of sandbox time, which passes at <paramref name="speed"/> instead of <see cref="Speed"/>. It is
    /// for waits during which nothing else happens.
    /// </summary>
    /// <remarks>
    /// Time passes in small steps and stops at the due time of every timer on the way, as in <see cref="Advance"/>. A
    /// wait that is not cancelled ends exactly at its goal, unless another caller has advanced the time beyond it.
    /// </remarks>
    /// <param name="wait">The span of sandbox time, zero or more.</param>
    /// <param name="speed">The seconds of sandbox time in one second of real time during the wait, more than 0.</param>
    /// <param name="cancellationToken">
    /// Ends the wait early without an exception. The time that has passed by then stays passed.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="wait"/> is negative, or <paramref name="speed"/> is not a finite number above 0.
    /// </exception>
    public Task RunAheadAsync(TimeSpan wait, double speed, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        RequireSpeed(speed);
        ArgumentOutOfRangeException.ThrowIfZero(speed);
        return RunAsync(After(GetTimestamp(), wait), speed, cancellationToken);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ClockTimer(_timers, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Sets the time ahead without stopping at the timers on the way. They fire late, all at the new time.
    /// </summary>
    /// <param name="time">The new time. A time that has already passed changes nothing.</param>
    internal void JumpTo(DateTimeOffset time)
    {
        lock (_state)
        {
            Hold();
            _time.MoveTo(time.UtcTicks);
            Release();
        }

        _timers.FireDue();
    }

    private static double RequireSpeed(double speed) =>
        speed >= 0 && double.IsFinite(speed)
            ? speed
            : throw new ArgumentOutOfRangeException(nameof(speed), speed, "The speed must be a finite number, 0 or more.");

    private static long After(long time, TimeSpan by) =>
        by.Ticks <= DateTimeOffset.MaxValue.UtcTicks - time
            ? time + by.Ticks
            : throw new ArgumentOutOfRangeException(nameof(by), by, "The time would be past the end of the calendar.");

    private async Task RunAsync(long goal, double speed, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            Hold();
        }

        try
        {
            for (var from = GetTimestamp();
                from < goal && !cancellationToken.IsCancellationRequested;
                from = GetTimestamp())
            {
                var began = _real.GetTimestamp();
                var needed = Math.Ceiling((goal - from) / speed / TimeSpan.TicksPerMillisecond);
                var sleep = TimeSpan.FromMilliseconds(Math.Min(needed, Step.TotalMilliseconds));
                await Task.Delay(sleep, _real, cancellationToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var passed = _real.GetElapsedTime(began).Ticks * speed;
                AdvanceTo(passed < goal - from ? from + (long)passed : goal);
            }
        }
        finally
        {
            lock (_state)
            {
                Release();
            }
        }
    }

    private void AdvanceTo(long goal)
    {
        lock (_advancing)
        {
            lock (_state)
            {
                Hold();
            }

            try
            {
                while (_timers.TakeDue(goal) is { } timer)
                {
                    timer.Fire();
                }
            }
            finally
            {
                lock (_state)
                {
                    Release();
                }
            }
        }
    }

    private void Hold()
    {
        _time.Hold();
        _timers.Rearm();
    }

    private void Release()
    {
        _time.Release();
        _timers.Rearm();
    }
}
