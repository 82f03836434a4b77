namespace RotationService.Azure.Http;

/// <summary>One lane's promise to send nothing before the <c>Retry-After</c> it was given is over. Safe for use by several threads.</summary>
/// <remarks>It goes by the monotonic clock alone: a wall clock that is set must open no gate, and a suspended machine only waits longer.</remarks>
internal sealed class Gate(TimeProvider time)
{
    /// <summary>How long a caller is made to wait; a longer closure is reported to it instead.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private long _closedAt;
    private TimeSpan _closedFor;

    /// <summary>How long it stays closed; zero if it is open.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_lock)
            {
                var remaining = _closedFor - time.GetElapsedTime(_closedAt);
                return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Closes it from now on; a closure that lasts longer already stands.</summary>
    public void Close(TimeSpan duration)
    {
        lock (_lock)
        {
            if (duration > _closedFor - time.GetElapsedTime(_closedAt))
            {
                _closedAt = time.GetTimestamp();
                _closedFor = duration;
            }
        }
    }

    /// <summary>Waits until it is open, as long as that takes no more than <see cref="LongestWait"/> in all. Whoever sends must look again: it may close meanwhile.</summary>
    public async Task PassAsync(CancellationToken cancellationToken)
    {
        var waited = TimeSpan.Zero;
        while (Remaining is var remaining && remaining > TimeSpan.Zero && waited + remaining <= LongestWait)
        {
            await Task.Delay(remaining, time, cancellationToken);
            waited += remaining;
        }
    }
}
