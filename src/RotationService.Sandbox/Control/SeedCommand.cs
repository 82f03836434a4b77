namespace RotationService.Sandbox.Control;

/// <summary>The body of <c>POST seed</c>: a number of applications to be made.</summary>
internal sealed record SeedCommand
{
    /// <summary>How many. The default is 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Their display names are this and a running number of four digits. The default is <c>app-</c>.</summary>
    public string NamePrefix { get; init; } = "app-";

    /// <summary>The tenant; null: the operator's.</summary>
    public Guid? TenantId { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string SignInAudience { get; init; } = "AzureADMyOrg";

    /// <summary>Whether the operator owns them. The default is yes.</summary>
    public bool Owned { get; init; } = true;

    /// <summary>User principal names of people who own them as well.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Whether only service principals are made, of applications registered elsewhere.</summary>
    public bool ServicePrincipalOnly { get; init; }

    /// <summary>The credentials that each of them already has.</summary>
    public IReadOnlyList<NewCredential> Credentials { get; init; } = [];
}
