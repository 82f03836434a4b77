using RotationService.Sandbox.Quotas;

namespace RotationService.Benchmarks.Fleets;

/// <summary>What the quotas leave as the shortest time, whoever does the work: all of it is ready at once, and the buckets are full.</summary>
/// <remarks>
/// A quota of C calls in T seconds is a bucket that holds C and gets C / T a second, so n calls take no less than max(0, (n − C) · T / C)
/// seconds; of several quotas the slowest counts. Source of the figures: <see cref="Quota"/>.
/// </remarks>
/// <param name="scale">What share of the published quotas there is.</param>
internal sealed class QuotaFloor(double scale = 1)
{
    /// <summary>New versions that a rotation with one vault cannot do without: the intent, the pending value, the published value.</summary>
    public const int CreatesPerRotation = 3;

    /// <summary>Those of them that come before the proof.</summary>
    public const int CreatesBeforeProof = 2;

    /// <summary>How many seconds so many calls take.</summary>
    public double SecondsFor(Quota quota, double calls)
    {
        var capacity = quota.Capacity * scale;
        return Math.Max(0, (calls - capacity) * quota.Span.TotalSeconds / capacity);
    }

    /// <summary>How many seconds it takes to issue, store and publish so many new credentials, proving them apart.</summary>
    /// <param name="applications">How many.</param>
    /// <param name="personal">How many of them are open to personal accounts.</param>
    /// <param name="vaults">Over how many vaults they are spread evenly.</param>
    /// <param name="creates">How many new versions each takes.</param>
    public double SecondsToPublish(int applications, int personal, int vaults, int creates) => Math.Max(
        Math.Max(SecondsFor(Quota.GraphWrites, applications - personal), SecondsFor(Quota.PersonalWrites, personal)),
        SecondsFor(Quota.VaultCreates, Math.Ceiling((double)applications / vaults) * creates));

    /// <summary>The same with the proof, for nobody can be faster: the last value is stored, then proven, then published; what is published meanwhile takes its share of the quota.</summary>
    /// <param name="applications">How many.</param>
    /// <param name="vaults">Over how many vaults they are spread evenly.</param>
    /// <param name="verification">How long a proof takes.</param>
    public double SecondsToProveAndPublish(int applications, int vaults, TimeSpan verification) => Math.Max(
        SecondsToPublish(applications, 0, vaults, CreatesPerRotation),
        SecondsToPublish(applications, 0, vaults, CreatesBeforeProof) + verification.TotalSeconds);
}
