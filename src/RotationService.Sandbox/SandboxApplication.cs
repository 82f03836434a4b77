namespace RotationService.Sandbox;

/// <summary>An application as it was made, or stands now.</summary>
/// <param name="TenantId">Its tenant.</param>
/// <param name="AppId">Its appId.</param>
/// <param name="ObjectId">The object id of the application, or of the service principal where that is all there is.</param>
/// <param name="DisplayName">Its display name.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="SignInAudience">Who may sign in to it.</param>
/// <param name="Credentials">Its live credentials, oldest first.</param>
public sealed record SandboxApplication(
    Guid TenantId,
    Guid AppId,
    Guid ObjectId,
    string DisplayName,
    IReadOnlyList<string> Tags,
    string SignInAudience,
    IReadOnlyList<SandboxCredential> Credentials);
