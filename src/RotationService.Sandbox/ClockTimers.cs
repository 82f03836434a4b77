namespace RotationService.Sandbox;

/// <summary>The timers of a <see cref="SandboxClock"/>, and the real timer that wakes the next one of them.</summary>
internal sealed class ClockTimers
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);

    private readonly SortedSet<ClockTimer> _timers = new(Comparer<ClockTimer>.Create(ClockTimer.Compare));
    private readonly ScaledTime _time;
    private readonly ITimer _alarm;
    private long _scheduled;

    /// <summary>Creates an empty set of timers.</summary>
    /// <param name="state">The lock that guards the clock and its timers.</param>
    /// <param name="time">The sandbox time.</param>
    /// <param name="real">The time provider that measures real time.</param>
    public ClockTimers(Lock state, ScaledTime time, TimeProvider real)
    {
        State = state;
        _time = time;
        _alarm = real.CreateTimer(
            static timers => ((ClockTimers)timers!).FireDue(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>The lock that guards the clock and its timers.</summary>
    public Lock State { get; }

    /// <summary>Whether any timer is waiting. The caller holds the lock.</summary>
    public bool Any => _timers.Count > 0;

    /// <summary>Schedules a timer, or schedules it again. Returns false if the timer was disposed of.</summary>
    public bool Schedule(ClockTimer timer, TimeSpan dueTime, TimeSpan? period)
    {
        bool dueNow;
        lock (State)
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
                Enlist(timer, _time.Now() + dueTime.Ticks);
            }

            Rearm();

            // If time stands still, nothing else would ever fire the timer.
            dueNow = dueTime == TimeSpan.Zero && _time.StandsStill;
        }

        if (dueNow)
        {
            FireDue();
        }

        return true;
    }

    /// <summary>Removes a timer. The caller holds the lock.</summary>
    public void Remove(ClockTimer timer)
    {
        _timers.Remove(timer);
        Rearm();
    }

    /// <summary>
    /// Returns the next timer that is due by a goal, and moves the time to its due time. Returns null if there is none,
    /// and moves the time to the goal.
    /// </summary>
    public ClockTimer? TakeDue(long goal)
    {
        lock (State)
        {
            var timer = _timers.Min;
            if (timer is null || timer.Due > goal)
            {
                _time.MoveTo(goal);
                return null;
            }

            _time.MoveTo(timer.Due);
            Take(timer);
            return timer;
        }
    }

    /// <summary>Fires every timer that is due now.</summary>
    public void FireDue()
    {
        while (true)
        {
            ClockTimer? timer;
            lock (State)
            {
                timer = _timers.Min;
                if (timer is null || timer.Due > _time.Now())
                {
                    Rearm();
                    return;
                }

                // The alarm is set before the callback runs, because a callback that blocks must not delay the timers
                // behind it.
                Take(timer);
                Rearm();
            }

            timer.Fire();
        }
    }

    /// <summary>Sets the alarm for the next timer. The caller holds the lock.</summary>
    public void Rearm()
    {
        if (!_time.Runs || _timers.Min is not { } next)
        {
            _alarm.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }

        // Real timers count whole milliseconds, so the value is rounded up. It is never zero, because the alarm must
        // not go off in this call.
        var milliseconds = Math.Clamp(
            Math.Ceiling((next.Due - _time.Now()) / _time.Speed / TimeSpan.TicksPerMillisecond),
            1,
            LongestSleep.TotalMilliseconds);
        _alarm.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private void Take(ClockTimer timer)
    {
        _timers.Remove(timer);
        timer.Begin();
        if (timer.Period is { } period)
        {
            // A timer that fell behind skips the periods that it missed.
            var next = timer.Due + period.Ticks;
            var now = _time.Now();
            Enlist(timer, next > now ? next : now + period.Ticks);
        }
        else
        {
            timer.Due = ClockTimer.Never;
        }
    }

    private void Enlist(ClockTimer timer, long due)
    {
        timer.Due = due;
        timer.Order = _scheduled++;
        _timers.Add(timer);
    }
}
