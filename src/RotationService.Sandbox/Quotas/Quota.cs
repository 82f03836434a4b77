namespace RotationService.Sandbox.Quotas;

/// <summary>A published limit.</summary>
/// <param name="Name">What Graph calls it when it is exceeded; for a vault, a word of ours.</param>
/// <param name="Capacity">How many.</param>
/// <param name="Span">In how long.</param>
internal sealed record Quota(string Name, double Capacity, TimeSpan Span)
{
    /// <summary>Graph, writes by one application in one tenant (documented).</summary>
    public static readonly Quota GraphWrites = new("WriteLimitExceeded", 3000, TimeSpan.FromSeconds(150));

    /// <summary>Graph, resource units of one application in a small tenant (documented).</summary>
    public static readonly Quota GraphUnits = new("ResourceUnitLimitExceeded", 3500, TimeSpan.FromSeconds(10));

    /// <summary>Graph, writes to applications open to personal accounts (documented).</summary>
    public static readonly Quota PersonalWrites = new("PersonalWriteLimitExceeded", 60, TimeSpan.FromMinutes(1));

    /// <summary>Key Vault, new secrets and versions in one vault (documented).</summary>
    public static readonly Quota VaultCreates = new("Creates", 300, TimeSpan.FromSeconds(10));

    /// <summary>Key Vault, everything else in one vault (documented).</summary>
    public static readonly Quota VaultOthers = new("Others", 4000, TimeSpan.FromSeconds(10));
}
