namespace RotationService.Azure.Http;

/// <summary>
/// The remaining part of a published quota: a bucket that starts full and refills steadily. A request that finds it
/// empty borrows against a wait. Safe for use by several threads.
/// </summary>
/// <remarks>
/// The framework's token bucket (<c>System.Threading.RateLimiting</c>) uses the machine's clock and has one fixed rate.
/// This one uses the service's time provider, so that a burst can be simulated, and it lowers its rate when the service
/// answers 429 to a request that the budget allowed: the quota is then shared with another client, or smaller than
/// published.
/// </remarks>
internal sealed class Budget
{
    /// <summary>
    /// The part of the published quota that is used. The rest is a reserve, because requests may arrive closer together
    /// than they were sent.
    /// </summary>
    private const double Share = 0.95;

    /// <summary>
    /// The factor that a refusal applies to the rate. The rate recovers at the speed that <see cref="Recovery"/> gives.
    /// </summary>
    private const double Backoff = 0.8;

    private const double Least = 0.02;

    /// <summary>The time in which the rate would recover from zero to the full quota.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Refusals that follow each other within this time count as one, because their requests were in progress together.
    /// </summary>
    private static readonly TimeSpan OneRefusal = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly double _capacity;
    private readonly double _perSecond;
    private readonly Lock _lock = new();
    private long _filledAt;
    private long? _refusedAt;
    private double _level = 1;
    private double _left;

    /// <summary>Creates a full bucket.</summary>
    /// <param name="quota">The published quota.</param>
    /// <param name="time">Measures the time for refilling.</param>
    public Budget(Quota quota, TimeProvider time)
    {
        _time = time;
        _capacity = quota.Requests * Share;
        _perSecond = _capacity / quota.Span.TotalSeconds;
        _left = _capacity;
        _filledAt = time.GetTimestamp();
    }

    /// <summary>Takes one request out of the budget.</summary>
    /// <returns>How long the request must wait before it is sent. Zero if the budget has room.</returns>
    public TimeSpan Take()
    {
        lock (_lock)
        {
            Fill();
            _left--;
            return _left >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_left / (_perSecond * _level));
        }
    }

    /// <summary>Returns one request that was taken but not sent.</summary>
    public void Return()
    {
        lock (_lock)
        {
            _left++;
        }
    }

    /// <summary>Lowers the rate after the service refused a request that the budget allowed.</summary>
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
