namespace RotationService.Azure.Http;

/// <summary>A limit that Microsoft publishes.</summary>
/// <param name="Requests">The number of requests.</param>
/// <param name="Span">The time in which so many requests are allowed.</param>
internal sealed record Quota(int Requests, TimeSpan Span)
{
    /// <summary>
    /// Graph: resource units of one application in a tenant of the smallest size. A request with <c>$select</c> costs
    /// one unit. Source: Microsoft Graph's throttling limits, identity and access.
    /// </summary>
    public static readonly Quota GraphUnits = new(3500, TimeSpan.FromSeconds(10));

    /// <summary>
    /// Graph: writes of one application in one tenant. Source: Microsoft Graph's throttling limits, identity and
    /// access.
    /// </summary>
    public static readonly Quota GraphWrites = new(3000, TimeSpan.FromSeconds(150));

    /// <summary>
    /// Graph: writes to applications that are open to personal accounts. Source: Microsoft Graph's throttling limits,
    /// identity and access.
    /// </summary>
    public static readonly Quota PersonalWrites = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Key Vault: new secrets and versions in one vault. Source: Azure Key Vault's service limits.</summary>
    public static readonly Quota VaultCreates = new(300, TimeSpan.FromSeconds(10));

    /// <summary>Key Vault: all other requests to one vault. Source: Azure Key Vault's service limits.</summary>
    public static readonly Quota VaultOthers = new(4000, TimeSpan.FromSeconds(10));
}
