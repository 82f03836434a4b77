namespace RotationService.Simulation.World;

/// <summary>What the time-outs of single exchanges are measured by. They never pass, except the one that the wire lets pass.</summary>
internal sealed class ExchangeTime : TimeProvider
{
    private Action? _latest;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state);
        _latest = timer.GoOff;
        return timer;
    }

    /// <summary>Ends the exchange that has just begun, when the result is called.</summary>
    public Action TimeOutOfLatest() => _latest ?? throw new InvalidOperationException("No exchange has begun.");

    private sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        private bool _over;

        public void GoOff()
        {
            if (!_over)
            {
                _over = true;
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_over;

        public void Dispose() => _over = true;

        public ValueTask DisposeAsync()
        {
            _over = true;
            return ValueTask.CompletedTask;
        }
    }
}
