namespace RotationService.Simulation.World;

/// <summary>What a process believes the time is. Its timers go off when it is running, and never after its death.</summary>
internal sealed class ProcessTime(Timeline time, ServiceProcess process) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        process.ThrowIfDead();
        return time.Now + process.Machine.ClockError;
    }

    public override long GetTimestamp()
    {
        process.ThrowIfDead();
        return time.Now.UtcTicks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(dueTime < TimeSpan.Zero ? null : time.At(time.Now + dueTime, () => process.WhenRunning(() => callback(state))));

    private sealed class Timer(Happening? happening) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => happening?.TakeBack();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
