using RotationService.Sandbox;

namespace RotationService.Tests.EndToEnd;

/// <summary>The sandbox's own time for the service under test: whoever waits on it makes it pass at once, for both.</summary>
internal sealed class LeapingClock(SandboxClock clock) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            clock.Advance(dueTime);
        }

        if (dueTime >= TimeSpan.Zero)
        {
            callback(state);
        }

        return new Over();
    }

    private sealed class Over : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
