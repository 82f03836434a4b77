using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Tokens;

/// <summary>Decides whether an application can log in with a secret. It issues no token.</summary>
internal sealed class LogInJudge(SandboxState state)
{
    /// <summary>Decides a log-in at a time.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="appId">The client ID of the application.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="now">The time of the log-in.</param>
    /// <param name="mayBeLucky">Whether a credential that is not usable yet may be accepted at random.</param>
    /// <param name="credential">The credential that the secret belongs to. Null if none was found.</param>
    public LogInVerdict Decide(
        Guid tenantId,
        Guid appId,
        string secret,
        DateTimeOffset now,
        bool mayBeLucky,
        out Credential? credential)
    {
        credential = null;
        var application = state.Entry(tenantId, appId, EntryKind.Application);
        var principal = state.Entry(tenantId, appId, EntryKind.ServicePrincipal);

        // Without a service principal the tenant does not know the client (assumption: with the same code).
        if (principal is null || !principal.IsThere(now) || (application is not null && !application.IsThere(now)))
        {
            return LogInVerdict.UnknownClient;
        }

        if (principal.Disabled || application is { Disabled: true })
        {
            return LogInVerdict.Disabled;
        }

        // The secrets of a service principal work beside those of its application (documented).
        credential = WithSecret(principal, secret) ?? (application is null ? null : WithSecret(application, secret));

        // A removal takes effect at once. This is a simplification, because in Entra it takes a while.
        if (credential is null || !credential.IsThere(now) || !IsUsable(credential, now, mayBeLucky))
        {
            return LogInVerdict.WrongSecret;
        }

        // One client interprets the code as "expired or not yet valid". For the latter it is an assumption.
        if (now >= credential.EndDateTime || now < credential.StartDateTime)
        {
            return LogInVerdict.Expired;
        }

        // Only a correct secret reaches Conditional Access. The status and the name of the error are assumptions.
        return principal.ConditionalAccess || application is { ConditionalAccess: true }
            ? LogInVerdict.ConditionalAccess
            : LogInVerdict.Granted;
    }

    private static Credential? WithSecret(DirectoryEntry entry, string secret)
    {
        // Newest first, because most log-ins use the newest credential.
        for (var i = entry.Credentials.Count - 1; i >= 0; i--)
        {
            if (string.Equals(entry.Credentials[i].SecretText, secret, StringComparison.Ordinal))
            {
                return entry.Credentials[i];
            }
        }

        return null;
    }

    /// <summary>
    /// Returns whether a credential is usable. The token service refuses a new secret for a while although Graph shows
    /// it, and accepts it now and then meanwhile (seen in the field).
    /// </summary>
    private bool IsUsable(Credential credential, DateTimeOffset now, bool mayBeLucky) =>
        now >= credential.UsableAt || (mayBeLucky && state.Settings.Sporadic && state.Generator.Coin());
}
