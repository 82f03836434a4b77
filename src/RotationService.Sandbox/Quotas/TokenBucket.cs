namespace RotationService.Sandbox.Quotas;

/// <summary>A quota of so many a span, refilled steadily: the published numbers are such, the refilling is assumed.</summary>
internal sealed class TokenBucket(double capacity, TimeSpan span, DateTimeOffset now)
{
    private readonly double _capacity = capacity;
    private readonly double _perSecond = capacity / span.TotalSeconds;
    private double _left = capacity;
    private DateTimeOffset _filled = now;

    /// <summary>Takes what a request costs.</summary>
    /// <returns>Zero if there was enough, or else how long until there will be.</returns>
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
