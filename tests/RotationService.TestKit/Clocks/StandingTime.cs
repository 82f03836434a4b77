namespace RotationService.TestKit.Clocks;

/// <summary>Time for time-outs that never pass, except those that a test lets pass.</summary>
public sealed class StandingTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];
    private Waiting? _latest;

    /// <summary>Lets all timers run out that are waiting now.</summary>
    public void RunOut()
    {
        List<Waiting> due;
        lock (_lock)
        {
            due = [.. _waiting];
        }

        due.ForEach(timer => timer.RunOut());
    }

    /// <summary>Lets the timer run out that was made last, when the result is called. If it has been disposed of by then, nothing happens.</summary>
    public Action RunOutOfLatest()
    {
        lock (_lock)
        {
            return _latest is { } latest ? latest.RunOut : throw new InvalidOperationException("No timer has been made.");
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, callback, state);
        lock (_lock)
        {
            _waiting.Add(timer);
            _latest = timer;
        }

        return timer;
    }

    private sealed class Waiting(StandingTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool _isOver;

        public void RunOut()
        {
            if (End())
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_isOver;

        public void Dispose() => End();

        public ValueTask DisposeAsync()
        {
            End();
            return ValueTask.CompletedTask;
        }

        // Whether it is this call that ended it.
        private bool End()
        {
            lock (time._lock)
            {
                if (_isOver)
                {
                    return false;
                }

                _isOver = true;
                time._waiting.Remove(this);
                return true;
            }
        }
    }
}
