using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Tokens;

/// <summary>
/// The service login.microsoftonline.com: tokens for client credentials, and the documents that clients request first.
/// </summary>
internal sealed class TokenService(SandboxState state, TimeProvider clock, TokenIssuer tokens) : INeighbour
{
    public const string Host = "login.microsoftonline.com";

    private readonly LogInJudge _judge = new(state);
    private readonly TokenErrors _errors = new(clock);

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
        ("GET", ["common", "discovery", "instance"]) => DiscoveryDocuments.OfInstance(call),
        ("GET", [var tenant, "v2.0", ".well-known", "openid-configuration"]) => OpenIdConfiguration(call, tenant),
        _ => Reply.Json(404, new
        {
            error = "not_found",
            error_description = $"The sandbox's token service has no {call.Method} {call.Path}."
        }),
    };

    public Reply Fail(Call call, int status) =>
        _errors.Of(
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
            return _errors.UnknownTenant(call, tenantName);
        }

        if (call.Form("grant_type") != "client_credentials")
        {
            return _errors.Of(
                call,
                400,
                "unsupported_grant_type",
                70003,
                "The app requested an unsupported grant type.");
        }

        if (AudienceOf(call.Form("scope")) is not { } audience)
        {
            return _errors.Of(
                call,
                400,
                "invalid_resource",
                500011,
                $"The resource principal named {call.Form("scope")} was not found in the tenant.");
        }

        if (!Guid.TryParse(call.Form("client_id"), out var appId))
        {
            return _errors.UnknownClient(call, tenantId);
        }

        if (call.Form("client_secret") is not { Length: > 0 } secret)
        {
            return _errors.Of(
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
                return _errors.UnknownClient(call, tenantId, appId);
            }

            return secret == state.Operator.ClientSecret ? Granted(audience, client) : _errors.WrongSecret(call, appId);
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
        _judge.Decide(tenantId, appId, secret, at, mayBeLucky: false, out _);

    /// <summary>Tries to log an application in. Returns null if the log-in succeeds, and the error otherwise.</summary>
    private Reply? LogIn(Call call, Caller client, string secret)
    {
        var now = clock.GetUtcNow();
        var verdict = _judge.Decide(client.TenantId, client.AppId, secret, now, mayBeLucky: true, out var credential);
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
            LogInVerdict.UnknownClient => _errors.UnknownClient(call, client.TenantId, client.AppId),
            LogInVerdict.Disabled => _errors.Of(
                call,
                400,
                "unauthorized_client",
                7000112,
                $"Application '{client.AppId}'({state.Entry(client.TenantId, client.AppId, EntryKind.ServicePrincipal)?.DisplayName}) is disabled."),
            LogInVerdict.Expired => _errors.Of(
                call,
                401,
                "invalid_client",
                7000222,
                $"The provided client secret keys for app '{client.AppId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds."),
            LogInVerdict.ConditionalAccess => _errors.Of(
                call,
                400,
                "invalid_grant",
                53003,
                "Access has been blocked by Conditional Access policies. The access policy does not allow token issuance."),
            _ => _errors.WrongSecret(call, client.AppId),
        };
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

    private Reply OpenIdConfiguration(Call call, string tenant) =>
        tenant is not ("common" or "organizations") && !(Guid.TryParse(tenant, out var id) && state.HasTenant(id))
            ? _errors.UnknownTenant(call, tenant)
            : DiscoveryDocuments.OpenIdConfiguration(tenant);
}
