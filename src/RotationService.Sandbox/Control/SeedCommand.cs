namespace RotationService.Sandbox.Control;

/// <summary>The body of <c>POST seed</c>, which creates a number of applications.</summary>
internal sealed record SeedCommand
{
    /// <summary>How many applications to create, from 0 to 100,000. The default is 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>
    /// The prefix of the display names, which is followed by a running number of at least four digits. The default is
    /// <c>app-</c>.
    /// </summary>
    public string NamePrefix { get; init; } = "app-";

    /// <summary>The tenant. Null for the operator's tenant.</summary>
    public Guid? TenantId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string SignInAudience { get; init; } = "AzureADMyOrg";

    /// <summary>Whether the operator owns the applications. The default is true.</summary>
    public bool Owned { get; init; } = true;

    /// <summary>The user principal names of additional owners.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>
    /// Whether to create only service principals, as for applications that are registered elsewhere. The default is
    /// false.
    /// </summary>
    public bool ServicePrincipalOnly { get; init; }

    /// <summary>The credentials that each application already has.</summary>
    public IReadOnlyList<NewCredential> Credentials { get; init; } = [];
}
