namespace RotationService.Azure.Http;

/// <summary>A limit that Microsoft publishes.</summary>
/// <param name="Requests">How many requests.</param>
/// <param name="Span">In how long.</param>
internal sealed record Quota(int Requests, TimeSpan Span)
{
    /// <summary>Graph, resource units of one application in a tenant of the smallest kind; a request with <c>$select</c> costs one. Source: Microsoft Graph's throttling limits, identity and access.</summary>
    public static readonly Quota GraphUnits = new(3500, TimeSpan.FromSeconds(10));

    /// <summary>Graph, writes of one application in one tenant. Source: the same.</summary>
    public static readonly Quota GraphWrites = new(3000, TimeSpan.FromSeconds(150));

    /// <summary>Graph, writes to applications that are open to personal accounts. Source: the same.</summary>
    public static readonly Quota PersonalWrites = new(60, TimeSpan.FromMinutes(1));

    /// <summary>Key Vault, new secrets and versions in one vault. Source: Azure Key Vault's service limits.</summary>
    public static readonly Quota VaultCreates = new(300, TimeSpan.FromSeconds(10));

    /// <summary>Key Vault, all other requests to one vault. Source: the same.</summary>
    public static readonly Quota VaultOthers = new(4000, TimeSpan.FromSeconds(10));
}
