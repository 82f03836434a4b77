namespace RotationService.Sandbox;

/// <summary>An application in its current state.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="AppId">The client ID.</param>
/// <param name="ObjectId">
/// The object ID of the application, or of the service principal if there is no application.
/// </param>
/// <param name="DisplayName">The display name.</param>
/// <param name="Tags">The tags.</param>
/// <param name="SignInAudience">Who can sign in to the application.</param>
/// <param name="Credentials">The live credentials, oldest first.</param>
public sealed record SandboxApplication(
    Guid TenantId,
    Guid AppId,
    Guid ObjectId,
    string DisplayName,
    IReadOnlyList<string> Tags,
    string SignInAudience,
    IReadOnlyList<SandboxCredential> Credentials);
