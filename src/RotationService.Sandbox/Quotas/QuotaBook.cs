using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Quotas;

/// <summary>The token buckets of all quotas, in sandbox time.</summary>
internal sealed class QuotaBook(SandboxState state, TimeProvider clock)
{
    private readonly Dictionary<(string Quota, string Whose), TokenBucket> _buckets = [];

    /// <summary>Charges a request to a quota.</summary>
    /// <returns>How long the caller must wait. Zero if the quota allows the request.</returns>
    public TimeSpan Take(Quota quota, string whose, double cost = 1)
    {
        if (!state.Settings.QuotasEnabled)
        {
            return TimeSpan.Zero;
        }

        var now = clock.GetUtcNow();
        if (!_buckets.TryGetValue((quota.Name, whose), out var bucket))
        {
            _buckets[(quota.Name, whose)] = bucket =
                new TokenBucket(quota.Capacity * state.Settings.QuotaScale, quota.Span, now);
        }

        return bucket.Take(cost, now);
    }

    /// <summary>
    /// Removes all buckets. The next request to each quota starts with a full bucket and the current settings.
    /// </summary>
    public void Reset() => _buckets.Clear();

    /// <summary>Returns a wait as the value of a Retry-After header: whole seconds, rounded up, at least 1.</summary>
    public static string RetryAfter(TimeSpan wait) => Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();
}
