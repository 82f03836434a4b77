namespace RotationService.Azure.Http;

/// <summary>What is left of a published quota: a bucket that is full at first, is refilled steadily, and lends what it has not got yet against a wait. Safe for use by several threads.</summary>
/// <remarks>
/// The framework's own token bucket (<c>System.Threading.RateLimiting</c>) goes by the machine's clock and has one rate for ever. This one
/// goes by the service's time, so that a burst can be simulated, and gives way: a service that says 429 though the budget said yes shares
/// its quota with somebody, or has less than is published.
/// </remarks>
internal sealed class Budget
{
    /// <summary>How much of what is published is used: requests may arrive closer together than they were sent.</summary>
    private const double Share = 0.95;

    /// <summary>What a refusal leaves of the rate; the rest comes back over <see cref="Recovery"/>.</summary>
    private const double Backoff = 0.8;

    private const double Least = 0.02;

    /// <summary>How long the rate takes from nothing to all that is published.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(10);

    /// <summary>Refusals closer together than this say the same thing: they were under way at once.</summary>
    private static readonly TimeSpan OneRefusal = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly double _capacity;
    private readonly double _perSecond;
    private readonly Lock _lock = new();
    private long _filledAt;
    private long? _refusedAt;
    private double _level = 1;
    private double _left;

    /// <param name="quota">What is published.</param>
    /// <param name="time">For the refilling.</param>
    public Budget(Quota quota, TimeProvider time)
    {
        _time = time;
        _capacity = quota.Requests * Share;
        _perSecond = _capacity / quota.Span.TotalSeconds;
        _left = _capacity;
        _filledAt = time.GetTimestamp();
    }

    /// <summary>Takes one request's worth.</summary>
    /// <returns>How long to wait before it is sent; zero if there was enough.</returns>
    public TimeSpan Take()
    {
        lock (_lock)
        {
            Fill();
            _left--;
            return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / (_perSecond * _level));
        }
    }

    /// <summary>Gives back what was taken for a request that was not sent.</summary>
    public void Return()
    {
        lock (_lock)
        {
            _left++;
        }
    }

    /// <summary>The service refused what the budget allowed.</summary>
    public void Shrink()
    {
        lock (_lock)
        {
            Fill();
            if (_refusedAt is { } at && _time.GetElapsedTime(at) < OneRefusal)
            {
                return;
            }

            _refusedAt = _time.GetTimestamp();
            _level = Math.Max(Least, _level * Backoff);
            _left = Math.Min(_left, 0);
        }
    }

    private void Fill()
    {
        var elapsed = _time.GetElapsedTime(_filledAt);
        if (elapsed <= TimeSpan.Zero)
        {
            return;
        }

        _filledAt = _time.GetTimestamp();
        _left = Math.Min(_capacity * _level, _left + (elapsed.TotalSeconds * _perSecond * _level));
        _level = Math.Min(1, _level + (elapsed / Recovery));
    }
}
