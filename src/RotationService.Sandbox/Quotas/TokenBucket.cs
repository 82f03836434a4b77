namespace RotationService.Sandbox.Quotas;

/// <summary>
/// The bucket of a quota, which allows a number of units in a time span. The numbers are published. The steady refill
/// is an assumption.
/// </summary>
internal sealed class TokenBucket(double capacity, TimeSpan span, DateTimeOffset now)
{
    private readonly double _capacity = capacity;
    private readonly double _perSecond = capacity / span.TotalSeconds;
    private double _left = capacity;
    private DateTimeOffset _filled = now;

    /// <summary>Takes the cost of a request.</summary>
    /// <returns>Zero if the bucket held enough. Otherwise the time until it does.</returns>
    public TimeSpan Take(double cost, DateTimeOffset at)
    {
        if (at > _filled)
        {
            _left = Math.Min(_capacity, _left + (at - _filled).TotalSeconds * _perSecond);
            _filled = at;
        }

        if (_left >= Math.Min(cost, _capacity))
        {
            _left -= cost;
            return TimeSpan.Zero;
        }

        return TimeSpan.FromSeconds((Math.Min(cost, _capacity) - _left) / _perSecond);
    }
}
