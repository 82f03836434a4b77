using RotationService.TestKit.Clocks;

namespace RotationService.Simulation.World;

/// <summary>What a process believes the time is. Its timers go off when it is running, and never after its death.</summary>
internal sealed class ProcessTime(Timeline time, ServiceProcess process) : TimeProvider
{
    private readonly Timeline _time = time;
    private readonly ServiceProcess _process = process;
    private readonly HashSet<Happening> _waiting = [];

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

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero)
        {
            return new ScheduledTimer(disposed: null);
        }

        Happening happening = null!;
        happening = _time.At(_time.Now + dueTime, () => _process.WhenRunning(() =>
        {
            _waiting.Remove(happening);
            callback(state);
        }));
        _waiting.Add(happening);
        return new ScheduledTimer(() =>
        {
            happening.TakeBack();
            _waiting.Remove(happening);
        });
    }
}
