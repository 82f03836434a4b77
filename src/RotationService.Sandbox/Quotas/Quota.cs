namespace RotationService.Sandbox.Quotas;

/// <summary>A published limit.</summary>
/// <param name="Name">
/// The name that Graph uses when the limit is exceeded. For a vault it is a name of the sandbox.
/// </param>
/// <param name="Capacity">The number of units that the limit allows.</param>
/// <param name="Span">The time span of the limit.</param>
internal sealed record Quota(string Name, double Capacity, TimeSpan Span)
{
    /// <summary>The writes to Graph by one application in one tenant (documented).</summary>
    public static readonly Quota GraphWrites = new("WriteLimitExceeded", 3000, TimeSpan.FromSeconds(150));

    /// <summary>The Graph resource units of one application in a small tenant (documented).</summary>
    public static readonly Quota GraphUnits = new("ResourceUnitLimitExceeded", 3500, TimeSpan.FromSeconds(10));

    /// <summary>The writes to applications that accept personal accounts (documented).</summary>
    public static readonly Quota PersonalWrites = new("PersonalWriteLimitExceeded", 60, TimeSpan.FromMinutes(1));

    /// <summary>The new secrets and versions in one vault (documented).</summary>
    public static readonly Quota VaultCreates = new("Creates", 300, TimeSpan.FromSeconds(10));

    /// <summary>All other requests to one vault (documented).</summary>
    public static readonly Quota VaultOthers = new("Others", 4000, TimeSpan.FromSeconds(10));
}
