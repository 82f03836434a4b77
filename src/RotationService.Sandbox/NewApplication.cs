namespace RotationService.Sandbox;

/// <summary>An application to create, together with its service principal.</summary>
public sealed record NewApplication
{
    /// <summary>The display name.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The client ID. Null to generate one.</summary>
    public Guid? AppId { get; init; }

    /// <summary>The tenant to register the application in. Null for the operator's tenant.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Who can sign in to the application. The default is <c>AzureADMyOrg</c>.</summary>
    public string SignInAudience { get; init; } = "AzureADMyOrg";

    /// <summary>Whether the operator's service principal is an owner. The default is true.</summary>
    public bool Owned { get; init; } = true;

    /// <summary>The user principal names of additional owners.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>
    /// Whether to create only the service principal, as for an application that is registered in another organization's
    /// tenant. The default is false.
    /// </summary>
    public bool ServicePrincipalOnly { get; init; }

    /// <summary>The credentials that the application already has.</summary>
    public IReadOnlyList<NewCredential> Credentials { get; init; } = [];
}
