using RotationService.TestKit.Clocks;

namespace RotationService.Core.Tests.Exploration;

/// <summary>A process's clock: true, and its timers are over when the explorer says so.</summary>
internal sealed class NodeTime(Explorer explorer, Node node) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => explorer.Now + node.ClockError;

    public override long GetTimestamp() => explorer.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var happening = dueTime < TimeSpan.Zero ? null : explorer.At(explorer.Now + dueTime, "", node, () => callback(state));
        return new ScheduledTimer(happening is null ? null : () => explorer.Forget(happening));
    }
}
