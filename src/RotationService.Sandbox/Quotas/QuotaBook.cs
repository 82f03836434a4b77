using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Quotas;

/// <summary>Every quota's token bucket, in sandbox time.</summary>
internal sealed class QuotaBook(SandboxState state, TimeProvider clock)
{
    private readonly Dictionary<(string Quota, string Whose), TokenBucket> _buckets = [];

    /// <summary>Charges a request to a quota.</summary>
    /// <returns>How long the caller is asked to wait; zero if the quota allows the request.</returns>
    public TimeSpan Take(Quota quota, string whose, double cost = 1)
    {
        if (!state.Settings.QuotasEnabled)
        {
            return TimeSpan.Zero;
        }

        var now = clock.GetUtcNow();
        if (!_buckets.TryGetValue((quota.Name, whose), out var bucket))
        {
            _buckets[(quota.Name, whose)] = bucket = new TokenBucket(quota.Capacity * state.Settings.QuotaScale, quota.Span, now);
        }

        return bucket.Take(cost, now);
    }

    /// <summary>Starts all buckets full again, with today's settings.</summary>
    public void Reset() => _buckets.Clear();

    /// <summary>A wait as the header Retry-After says it: whole seconds, rounded up.</summary>
    public static string RetryAfter(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();
}
