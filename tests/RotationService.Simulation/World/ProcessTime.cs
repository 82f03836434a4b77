namespace RotationService.Simulation.World;

/// <summary>What a process believes the time is. Its timers go off when it is running, and never after its death.</summary>
internal sealed class ProcessTime(Timeline time, ServiceProcess process) : TimeProvider
{
    private readonly Timeline _time = time;
    private readonly ServiceProcess _process = process;
    private readonly HashSet<Timer> _waiting = [];

    /// <summary>Whether a timer is running: somebody waits for a moment, such as the end of a back-off.</summary>
    public bool IsAwaited => _waiting.Count > 0;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        _process.ThrowIfDead();
        return _time.Now + _process.Machine.ClockError;
    }

    public override long GetTimestamp()
    {
        _process.ThrowIfDead();
        return _time.Now.UtcTicks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(this, dueTime, () => callback(state));

    private sealed class Timer : ITimer
    {
        private readonly ProcessTime _owner;
        private readonly Happening? _happening;

        public Timer(ProcessTime owner, TimeSpan dueTime, Action callback)
        {
            _owner = owner;
            if (dueTime < TimeSpan.Zero)
            {
                return;
            }

            owner._waiting.Add(this);
            _happening = owner._time.At(owner._time.Now + dueTime, () => owner._process.WhenRunning(() =>
            {
                owner._waiting.Remove(this);
                callback();
            }));
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
            _happening?.TakeBack();
            _owner._waiting.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
