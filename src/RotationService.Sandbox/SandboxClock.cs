namespace RotationService.Sandbox;

/// <summary>Sandbox time: what every service of the sandbox believes the time is.</summary>
/// <remarks>
/// It starts where it is told, never goes back, and passes <see cref="Speed"/> times as fast as real time.
/// At speed 0 it moves only by <see cref="Advance"/>, which makes everything built on it deterministic.
/// As a <see cref="TimeProvider"/> its timers fire when sandbox time reaches them. All members may be used
/// from any thread; a timer's callback may itself use the clock, and advance it.
/// </remarks>
public sealed class SandboxClock : TimeProvider
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly TimeProvider _real;
    private readonly Lock _state = new();

    // Whoever advances holds this while timers fire, so that two who advance at once add up and every timer
    // sees the time stand still. The same thread may advance again from within a callback.
    private readonly Lock _advancing = new();
    private readonly SortedSet<ClockTimer> _timers = new(Comparer<ClockTimer>.Create(ClockTimer.Compare));
    private readonly ITimer _alarm;
    private double _speed;
    private long _anchor;
    private long _anchorReal;
    private long _latest;
    private int _holds;
    private long _scheduled;

    /// <summary>Starts a clock.</summary>
    /// <param name="start">The sandbox time now.</param>
    /// <param name="real">What real time is measured by.</param>
    /// <param name="speed">The <see cref="Speed"/> to begin with.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="speed"/> is negative or not a finite number.</exception>
    public SandboxClock(DateTimeOffset start, TimeProvider real, double speed)
    {
        _real = real;
        _speed = RequireSpeed(speed);
        _anchor = _latest = start.UtcTicks;
        _anchorReal = real.GetTimestamp();
        _alarm = real.CreateTimer(static clock => ((SandboxClock)clock!).FireDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many seconds of sandbox time pass in a second of real time; 0 or more. May be set at any time: sandbox time goes on from where it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a finite number.</exception>
    public double Speed
    {
        get
        {
            lock (_state)
            {
                return _speed;
            }
        }

        set
        {
            RequireSpeed(value);
            lock (_state)
            {
                Hold();
                _speed = value;
                Release();
            }
        }
    }

    /// <summary>Ticks of 100 ns, always: <see cref="GetTimestamp"/> tells the same time as <see cref="GetUtcNow"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>What guards the clock and its timers.</summary>
    internal Lock State => _state;

    /// <summary>Whether any timer is waiting.</summary>
    internal bool HasTimers
    {
        get
        {
            lock (_state)
            {
                return _timers.Count > 0;
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
            return Now();
        }
    }

    /// <summary>Moves sandbox time ahead at once; timers that come due fire in the order of their due times.</summary>
    /// <remarks>
    /// They fire on the calling thread, and while one fires the time stands at its due time. An exception out of a
    /// callback reaches the caller and leaves the time where it is.
    /// </remarks>
    /// <param name="by">How far; zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative, or leads past the end of the calendar.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_advancing)
        {
            AdvanceTo(After(GetTimestamp(), by));
        }
    }

    /// <summary>Waits for a span of sandbox time while nothing else is going on, letting it pass at <paramref name="speed"/> instead of <see cref="Speed"/>.</summary>
    /// <remarks>
    /// Time passes in small steps and halts at every timer that comes due on the way, as in <see cref="Advance"/>.
    /// When the wait ends by itself, sandbox time is exactly at its end, unless somebody else has advanced it beyond.
    /// </remarks>
    /// <param name="wait">The span of sandbox time; zero or more.</param>
    /// <param name="speed">Seconds of sandbox time a second of real time, while waiting; more than 0.</param>
    /// <param name="cancellationToken">Ends the wait early, without an exception; time that has passed by then has passed.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative wait, or a speed that is not a finite number above 0.</exception>
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
        var timer = new ClockTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the time ahead without letting it stand at the timers on the way: they fire late, all at the new time.</summary>
    /// <param name="time">The new time; one that has passed already changes nothing.</param>
    internal void JumpTo(DateTimeOffset time)
    {
        lock (_state)
        {
            Hold();
            MoveTo(time.UtcTicks);
            Release();
        }

        FireDue();
    }

    private static double RequireSpeed(double speed) =>
        speed >= 0 && double.IsFinite(speed) ? speed : throw new ArgumentOutOfRangeException(nameof(speed), speed, "A speed is a finite number, 0 or more.");

    private static long After(long time, TimeSpan by) =>
        by.Ticks <= DateTimeOffset.MaxValue.UtcTicks - time
            ? time + by.Ticks
            : throw new ArgumentOutOfRangeException(nameof(by), by, "That leads past the end of the calendar.");

    private async Task RunAsync(long goal, double speed, CancellationToken cancellationToken)
    {
        lock (_state)
        {
            Hold();
        }

        try
        {
            for (var from = GetTimestamp(); from < goal && !cancellationToken.IsCancellationRequested; from = GetTimestamp())
            {
                var began = _real.GetTimestamp();
                var needed = Math.Ceiling((goal - from) / speed / TimeSpan.TicksPerMillisecond);
                var sleep = TimeSpan.FromMilliseconds(Math.Min(needed, Step.TotalMilliseconds));
                await Task.Delay(sleep, _real, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
                while (TakeDue(goal) is { } timer)
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

    // The next timer due by the goal, with the time moved to it; or null, with the time moved to the goal.
    private ClockTimer? TakeDue(long goal)
    {
        lock (_state)
        {
            var timer = _timers.Min;
            if (timer is null || timer.Due > goal)
            {
                MoveTo(goal);
                return null;
            }

            MoveTo(timer.Due);
            Take(timer);
            return timer;
        }
    }

    private void FireDue()
    {
        while (true)
        {
            ClockTimer? timer;
            lock (_state)
            {
                timer = _timers.Min;
                if (timer is null || timer.Due > Now())
                {
                    Rearm();
                    return;
                }

                // The alarm is set again before the callback runs: one that blocks must not hold up the timers behind it.
                Take(timer);
                Rearm();
            }

            timer.Fire();
        }
    }

    private void Take(ClockTimer timer)
    {
        _timers.Remove(timer);
        timer.Begin();
        if (timer.Period is { } period)
        {
            // A timer that fell behind leaves out what it missed instead of catching up.
            var next = timer.Due + period.Ticks;
            var now = Now();
            Enlist(timer, next > now ? next : now + period.Ticks);
        }
        else
        {
            timer.Due = ClockTimer.Never;
        }
    }

    // Sets, or sets again, when a timer fires; false if it has been disposed of.
    internal bool Schedule(ClockTimer timer, TimeSpan dueTime, TimeSpan? period)
    {
        bool dueNow;
        lock (_state)
        {
            if (timer.Disposed)
            {
                return false;
            }

            _timers.Remove(timer);
            timer.Period = period;
            timer.Due = ClockTimer.Never;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Enlist(timer, Now() + dueTime.Ticks);
            }

            Rearm();

            // Where time stands still nothing else would ever fire it.
            dueNow = dueTime == TimeSpan.Zero && _speed == 0 && _holds == 0;
        }

        if (dueNow)
        {
            FireDue();
        }

        return true;
    }

    // Takes a timer off the list for good, under the lock.
    internal void Remove(ClockTimer timer)
    {
        _timers.Remove(timer);
        Rearm();
    }

    private void Enlist(ClockTimer timer, long due)
    {
        timer.Due = due;
        timer.Order = _scheduled++;
        _timers.Add(timer);
    }

    private long Now()
    {
        if (_holds == 0 && _speed > 0)
        {
            var passed = _real.GetElapsedTime(_anchorReal).Ticks * _speed;
            var now = passed < DateTimeOffset.MaxValue.UtcTicks - _anchor ? _anchor + (long)passed : DateTimeOffset.MaxValue.UtcTicks;
            _latest = Math.Max(_latest, now);
        }

        return _latest;
    }

    private void MoveTo(long time) => _latest = Math.Max(_latest, time);

    // While anybody holds it the time stands, save for those who move it.
    private void Hold()
    {
        Now();
        _holds++;
        Rearm();
    }

    private void Release()
    {
        if (--_holds == 0)
        {
            _anchor = _latest;
            _anchorReal = _real.GetTimestamp();
        }

        Rearm();
    }

    private void Rearm()
    {
        if (_holds > 0 || _speed == 0 || _timers.Min is not { } next)
        {
            _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Rounded up to whole milliseconds, which is what real timers count in, and never zero: the alarm must not go off in here.
        var milliseconds = Math.Clamp(Math.Ceiling((next.Due - Now()) / _speed / TimeSpan.TicksPerMillisecond), 1, LongestSleep.TotalMilliseconds);
        _alarm.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }
}
