namespace RotationService.TestKit.Clocks;

/// <summary>The timer of a clock that a test controls. It runs out once, when the clock says so, unless it is disposed of before.</summary>
/// <param name="disposed">Called when the timer is disposed of for the first time; null if nobody needs to know.</param>
public sealed class ScheduledTimer(Action? disposed) : ITimer
{
    private Action? _disposed = disposed;

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period) => false;

    /// <inheritdoc/>
    public void Dispose()
    {
        var tell = _disposed;
        _disposed = null;
        tell?.Invoke();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
