using System.Security.Cryptography;
using System.Text;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Control;

/// <summary>
/// Builds the ground truth for <c>GET state</c>. It contains everything but the secret values, which it shows as
/// hashes.
/// </summary>
internal static class StateView
{
    public static object Of(SandboxState state, DateTimeOffset now) => new
    {
        now,
        tenants = state.Tenants.Select(t => new
        {
            t.TenantId,
            applications = state.List(t.TenantId, EntryKind.Application).Select(Application),
            servicePrincipals = state.List(t.TenantId, EntryKind.ServicePrincipal).Select(ServicePrincipal),
        }),
        vaults = state.Vaults.Select(v => new
        {
            uri = Address(v),
            secrets = v.Secrets.Values.Select(s => new
            {
                s.Name,
                s.DeletedAt,
                versions = s.Versions.Select(x => new
                {
                    x.Version,
                    x.CreatedAt,
                    x.Enabled,
                    expiresOn = x.ExpiresOn is { } end ? Time(end) : null,
                    x.Tags,
                    valueSha256 = Hash(x.Value),
                }),
            }),
        }),
    };

    public static string Address(KeyVault vault) => $"https://{vault.Host}";

    public static object Seeded(SandboxApplication application) => new
    {
        application.TenantId,
        application.AppId,
        application.ObjectId,
        application.DisplayName,
        application.Tags,
        application.SignInAudience,
        credentials = application.Credentials,
    };

    private static object Application(DirectoryEntry entry) => new
    {
        entry.AppId,
        entry.ObjectId,
        entry.DisplayName,
        entry.Tags,
        entry.SignInAudience,
        entry.Owned,
        entry.Disabled,
        entry.DeletedAt,
        credentials = entry.Credentials.Select(Credential),
    };

    private static object ServicePrincipal(DirectoryEntry entry) => new
    {
        entry.AppId,
        entry.ObjectId,
        entry.DisplayName,
        entry.Owned,
        entry.Disabled,
        entry.DeletedAt,
        credentials = entry.Credentials.Select(Credential),
    };

    private static object Credential(Credential c) => new
    {
        c.KeyId,
        c.DisplayName,
        c.StartDateTime,
        c.EndDateTime,
        c.CreatedAt,
        c.UsableAt,
        c.RemovedAt,
        c.RemovedBy,
        valueSha256 = Hash(c.SecretText),
        logIns = new { succeeded = c.LogInsSucceeded, failed = c.LogInsFailed, firstSucceededAt = c.FirstLogInAt },
    };

    private static string Hash(string value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    /// <summary>
    /// Converts the expiry of a secret. A vault accepts any number, so a number that is not a valid time becomes null.
    /// </summary>
    private static DateTimeOffset? Time(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
