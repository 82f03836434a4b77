using System.Security.Cryptography;
using System.Text;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Control;

/// <summary>The ground truth, as <c>GET state</c> shows it: everything but the values, of which only hashes.</summary>
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

    private static string Hash(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)));

    /// <summary>A vault takes any number for an end; one that is no time is shown as none.</summary>
    private static DateTimeOffset? Time(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
