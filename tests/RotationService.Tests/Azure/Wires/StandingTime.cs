namespace RotationService.Tests.Azure.Wires;

/// <summary>A clock that stands still until somebody runs out the timers that are waiting on it.</summary>
internal sealed class StandingTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _waiting = [];

    public void RunOut()
    {
        List<Waiting> due;
        lock (_lock)
        {
            due = [.. _waiting];
            _waiting.Clear();
        }

        due.ForEach(w => w.Fire());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, () => callback(state));
        lock (_lock)
        {
            _waiting.Add(timer);
        }

        return timer;
    }

    private sealed class Waiting(StandingTime time, Action fire) : ITimer
    {
        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (time._lock)
            {
                time._waiting.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
