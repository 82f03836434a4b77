namespace RotationService.Sandbox;

/// <summary>An application to be made, with its service principal.</summary>
public sealed record NewApplication
{
    /// <summary>Its display name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Its appId; null draws one.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The tenant it is registered in; null: the operator's.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who may sign in to it. The default is <c>AzureADMyOrg</c>.</summary>
    public string SignInAudience { get; init; } = "AzureADMyOrg";

    /// <summary>Whether the operator's service principal is one of its owners. The default is yes.</summary>
    public bool Owned { get; init; } = true;

    /// <summary>User principal names of people who own it as well.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Whether only the service principal is there: an application registered in somebody else's tenant.</summary>
    public bool ServicePrincipalOnly { get; init; }

    /// <summary>The credentials it already has.</summary>
    public IReadOnlyList<NewCredential> Credentials { get; init; } = [];
}
