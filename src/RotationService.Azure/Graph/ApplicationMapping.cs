using Microsoft.Graph.Models;
using RotationService.Core.Credentials;

namespace RotationService.Azure.Graph;

/// <summary>From Graph's model to ours.</summary>
internal static class ApplicationMapping
{
    /// <summary>What is asked for. <c>keyCredentials</c> stays out: selecting it is limited to 150 requests a minute for the whole tenant.</summary>
    public static readonly string[] Select = ["id", "appId", "displayName", "signInAudience", "passwordCredentials"];

    /// <summary>The application; null if Graph left out an id, without which nothing can be done with it.</summary>
    public static DirectoryApplication? ToCore(Application application) =>
        Guid.TryParse(application.AppId, out var appId) && Guid.TryParse(application.Id, out var objectId)
            ? new DirectoryApplication(
                appId,
                objectId,
                application.DisplayName ?? "",
                application.SignInAudience,
                [.. (application.PasswordCredentials ?? []).Where(c => c.KeyId is not null).Select(ToCore)])
            : null;

    private static Credential ToCore(PasswordCredential credential) => new(
        credential.KeyId!.Value,
        credential.DisplayName,
        credential.StartDateTime ?? DateTimeOffset.MinValue,
        credential.EndDateTime ?? DateTimeOffset.MaxValue,
        credential.Hint);
}
