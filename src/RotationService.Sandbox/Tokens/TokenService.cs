using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Tokens;

/// <summary>
/// The service login.microsoftonline.com: tokens for client credentials, and the documents that clients request first.
/// </summary>
internal sealed class TokenService(SandboxState state, TimeProvider clock, TokenIssuer tokens) : INeighbour
{
    public const string Host = "login.microsoftonline.com";

    public string Name => "login";

    public static bool Serves(string host) => host is Host or "login.windows.net";

    public string Route(string method, IReadOnlyList<string> segments) => (method, segments) switch
    {
        ("POST", [_, "oauth2", "v2.0", "token"]) => "POST /{tenant}/oauth2/v2.0/token",
        (_, ["common", ..] or []) => $"{method} /{string.Join('/', segments)}",
        _ => $"{method} /{{tenant}}/{string.Join('/', segments.Skip(1))}".TrimEnd('/'),
    };

    public Reply? Refuse(Call call, out Caller? caller)
    {
        caller = null;
        return null;
    }

    public CallTarget TargetOf(Call call, Caller? caller) =>
        new(Guid.TryParse(call.Form("client_id"), out var appId) ? appId : null, null);

    public Reply Answer(Call call, Caller? caller) => (call.Method, call.Segments) switch
    {
        ("POST", [var tenant, "oauth2", "v2.0", "token"]) => Token(call, tenant),
        ("GET", ["common", "discovery", "instance"]) => Discovery(call),
        ("GET", [var tenant, "v2.0", ".well-known", "openid-configuration"]) => OpenIdConfiguration(call, tenant),
        _ => Reply.Json(404, new
        {
            error = "not_found",
            error_description = $"The sandbox's token service has no {call.Method} {call.Path}."
        }),
    };

    public Reply Fail(Call call, int status) =>
        Error(
            call,
            status,
            status == 429 ? "temporarily_unavailable" : "server_error",
            90033,
            "A transient error has occurred. Please try again.");

    /// <summary>
    /// Answers a request for a token with client credentials and a secret. The order of the checks is an assumption.
    /// The codes are documented.
    /// </summary>
    private Reply Token(Call call, string tenantName)
    {
        if (!Guid.TryParse(tenantName, out var tenantId) || !state.HasTenant(tenantId))
        {
            return UnknownTenant(call, tenantName);
        }

        if (call.Form("grant_type") != "client_credentials")
        {
            return Error(
                call,
                400,
                "unsupported_grant_type",
                70003,
                "The app requested an unsupported grant type.");
        }

        if (AudienceOf(call.Form("scope")) is not { } audience)
        {
            return Error(
                call,
                400,
                "invalid_resource",
                500011,
                $"The resource principal named {call.Form("scope")} was not found in the tenant.");
        }

        if (!Guid.TryParse(call.Form("client_id"), out var appId))
        {
            return UnknownClient(call, tenantId);
        }

        if (call.Form("client_secret") is not { Length: > 0 } secret)
        {
            return Error(
                call,
                401,
                "invalid_client",
                7000218,
                "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.");
        }

        var client = new Caller(tenantId, appId, appId == state.Operator.ClientId);
        if (client.IsOperator)
        {
            // A tenant knows the operator only after an administrator consented to it, which creates its service
            // principal there (documented).
            if (state.Entry(tenantId, appId, EntryKind.ServicePrincipal)?.IsThere(clock.GetUtcNow()) != true)
            {
                return UnknownClient(call, tenantId, appId);
            }

            return secret == state.Operator.ClientSecret ? Granted(audience, client) : WrongSecret(call, appId);
        }

        return LogIn(call, client, secret) ?? Granted(audience, client);
    }

    /// <summary>
    /// Returns whether an application could log in with a secret at a time that is not later than now. It sends no
    /// request and counts none.
    /// </summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="appId">The client ID of the application.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="at">The time of the log-in.</param>
    public LogInVerdict Judge(Guid tenantId, Guid appId, string secret, DateTimeOffset at) =>
        Judge(tenantId, appId, secret, at, mayBeLucky: false, out _);

    /// <summary>Tries to log an application in. Returns null if the log-in succeeds, and the error otherwise.</summary>
    private Reply? LogIn(Call call, Caller client, string secret)
    {
        var now = clock.GetUtcNow();
        var verdict = Judge(client.TenantId, client.AppId, secret, now, mayBeLucky: true, out var credential);
        if (credential is not null)
        {
            credential.LogInsSucceeded += verdict is LogInVerdict.Granted ? 1 : 0;
            credential.LogInsFailed += verdict is LogInVerdict.Granted ? 0 : 1;
            credential.LoggedInAt = verdict is LogInVerdict.Granted or LogInVerdict.ConditionalAccess
                ? now
                : credential.LoggedInAt;
            if (verdict is LogInVerdict.Granted && credential.FirstLogInAt is null)
            {
                credential.FirstLogInAt = now;
                Keep(client, credential);
            }
        }

        return verdict switch
        {
            LogInVerdict.Granted => null,
            LogInVerdict.UnknownClient => UnknownClient(call, client.TenantId, client.AppId),
            LogInVerdict.Disabled => Error(
                call,
                400,
                "unauthorized_client",
                7000112,
                $"Application '{client.AppId}'({state.Entry(client.TenantId, client.AppId, EntryKind.ServicePrincipal)?.DisplayName}) is disabled."),
            LogInVerdict.Expired => Error(
                call,
                401,
                "invalid_client",
                7000222,
                $"The provided client secret keys for app '{client.AppId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."),
            LogInVerdict.ConditionalAccess => Error(
                call,
                400,
                "invalid_grant",
                53003,
                "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."),
            _ => WrongSecret(call, client.AppId),
        };
    }

    /// <summary>Decides a log-in at a time.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="appId">The client ID of the application.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="now">The time of the log-in.</param>
    /// <param name="mayBeLucky">Whether a credential that is not usable yet may be accepted at random.</param>
    /// <param name="credential">The credential that the secret belongs to. Null if none was found.</param>
    private LogInVerdict Judge(
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

    private void Keep(Caller client, Credential credential)
    {
        foreach (var kind in (ReadOnlySpan<EntryKind>)[EntryKind.Application, EntryKind.ServicePrincipal])
        {
            if (state.Entry(client.TenantId, client.AppId, kind) is { } entry && entry.Credentials.Contains(credential))
            {
                state.Touch(entry);
            }
        }
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

    private Reply Granted(string audience, Caller client)
    {
        var token = tokens.Issue(audience, client);
        return Reply.Written(200, json =>
        {
            json.WriteStartObject();
            json.WriteString("token_type", "Bearer");
            json.WriteNumber("expires_in", TokenIssuer.Lifetime);
            json.WriteNumber("ext_expires_in", TokenIssuer.Lifetime);
            json.WriteString("access_token", token);
            json.WriteEndObject();
        });
    }

    /// <summary>
    /// Returns the resource of a <c>/.default</c> scope. A double slash before it is accepted, as Entra does.
    /// </summary>
    private static string? AudienceOf(string? scope)
    {
        const string Default = "/.default";
        if (scope?.Split(' ').FirstOrDefault(s => s.EndsWith(Default, StringComparison.Ordinal)) is not { } wanted)
        {
            return null;
        }

        return wanted[..^Default.Length].TrimEnd('/') switch
        {
            TokenIssuer.Graph => TokenIssuer.Graph,
            TokenIssuer.Vault => TokenIssuer.Vault,
            _ => null,
        };
    }

    private Reply WrongSecret(Call call, Guid appId) =>
        Error(
            call,
            401,
            "invalid_client",
            7000215,
            $"Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{appId}'.");

    private Reply UnknownClient(Call call, Guid tenantId, Guid? appId = null) =>
        Error(
            call,
            400,
            "unauthorized_client",
            700016,
            $"Application with identifier '{appId?.ToString() ?? call.Form("client_id")}' was not found in the directory '{tenantId}'.");

    private Reply UnknownTenant(Call call, string tenant) =>
        Error(
            call,
            400,
            "invalid_request",
            90002,
            $"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.");

    private Reply Error(Call call, int status, string error, int code, string message)
    {
        var now = clock.GetUtcNow();
        return Reply.Json(status, new
        {
            error,
            error_description =
                $"AADSTS{code}: {message} Trace ID: {call.RequestId} Correlation ID: {call.ClientRequestId} Timestamp: {now:yyyy-MM-dd HH:mm:ss}Z",
            error_codes = new[] { code },
            timestamp = $"{now:yyyy-MM-dd HH:mm:ss}Z",
            trace_id = call.RequestId,
            correlation_id = call.ClientRequestId,
            error_uri = $"https://{Host}/error?code={code}",
        });
    }

    /// <summary>
    /// Returns the document that a client requests first if it does not know the host of an authority (documented).
    /// </summary>
    private static Reply Discovery(Call call)
    {
        var asked = Uri.TryCreate(call.Query("authorization_endpoint"), UriKind.Absolute, out var endpoint)
            ? endpoint.Segments.ElementAtOrDefault(1)?.TrimEnd('/')
            : null;
        var tenant = Guid.TryParse(asked, out var id) ? id.ToString() : "common";
        return Reply.Text(200, $$"""
            {
              "tenant_discovery_endpoint": "https://{{Host}}/{{tenant}}/v2.0/.well-known/openid-configuration",
              "api-version": "1.1",
              "metadata": [
                {
                  "preferred_network": "{{Host}}",
                  "preferred_cache": "login.windows.net",
                  "aliases": ["{{Host}}", "login.windows.net"]
                }
              ]
            }
            """);
    }

    private Reply OpenIdConfiguration(Call call, string tenant)
    {
        if (tenant is not ("common" or "organizations") && !(Guid.TryParse(tenant, out var id) && state.HasTenant(id)))
        {
            return UnknownTenant(call, tenant);
        }

        var root = $"https://{Host}/{tenant}";
        return Reply.Text(200, $$"""
            {
              "issuer": "{{root}}/v2.0",
              "authorization_endpoint": "{{root}}/oauth2/v2.0/authorize",
              "token_endpoint": "{{root}}/oauth2/v2.0/token",
              "device_authorization_endpoint": "{{root}}/oauth2/v2.0/devicecode",
              "end_session_endpoint": "{{root}}/oauth2/v2.0/logout",
              "jwks_uri": "{{root}}/discovery/v2.0/keys",
              "token_endpoint_auth_methods_supported": ["client_secret_post"],
              "response_modes_supported": ["query", "fragment", "form_post"],
              "response_types_supported": ["code", "id_token"],
              "scopes_supported": ["openid", "profile", "email", "offline_access"],
              "subject_types_supported": ["pairwise"],
              "id_token_signing_alg_values_supported": ["RS256"],
              "cloud_instance_name": "microsoftonline.com",
              "cloud_graph_host_name": "graph.windows.net",
              "msgraph_host": "graph.microsoft.com"
            }
            """);
    }
}
