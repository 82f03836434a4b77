using RotationService.Sandbox.Http;
using RotationService.Sandbox.Quotas;
using RotationService.Sandbox.State;
using RotationService.Sandbox.Tokens;

namespace RotationService.Sandbox.Vaults;

/// <summary>
/// The services *.vault.azure.net. They authenticate and authorize requests, apply quotas and serve secrets.
/// </summary>
internal sealed class VaultService(
    SandboxState state,
    TimeProvider clock,
    TokenIssuer tokens,
    QuotaBook quotas) : INeighbour
{
    private readonly SecretWrites _writes = new(state, clock);

    public string Name => "vault";

    public string Route(string method, IReadOnlyList<string> segments) => (method, segments) switch
    {
        // Frequent routes are written out, so that they need no string operations.
        ("GET", ["secrets", _]) => "GET /secrets/{name}",
        ("PUT", ["secrets", _]) => "PUT /secrets/{name}",
        ("GET", ["secrets", _, "versions"]) => "GET /secrets/{name}/versions",
        ("GET", ["secrets", _, _]) => "GET /secrets/{name}/{version}",
        ("PATCH", ["secrets", _, not "versions"]) => "PATCH /secrets/{name}/{version}",
        (_, ["secrets", _]) => $"{method} /secrets/{{name}}",
        (_, ["secrets", _, "versions"]) => $"{method} /secrets/{{name}}/versions",
        (_, ["secrets", _, _]) => $"{method} /secrets/{{name}}/{{version}}",
        (_, ["deletedsecrets", _]) => $"{method} /deletedsecrets/{{name}}",
        (_, ["deletedsecrets", _, var verb]) => $"{method} /deletedsecrets/{{name}}/{verb}",
        _ => $"{method} /{string.Join('/', segments)}",
    };

    /// <summary>
    /// Answers 401 with a challenge if there is no token, before reading the body. Clients send an empty body first
    /// (measured).
    /// </summary>
    public Reply? Refuse(Call call, out Caller? caller)
    {
        caller = null;
        var vault = Vault(call);
        var verdict = tokens.Check(call.Bearer, TokenIssuer.Vault, out caller);
        var message = verdict switch
        {
            TokenVerdict.Valid when caller?.TenantId == vault.TenantId => null,
            TokenVerdict.Valid => "AKV10032: Invalid issuer.",
            TokenVerdict.Missing => "AKV10000: Request is missing a Bearer or PoP token.",
            TokenVerdict.WrongAudience => $"AKV10022: Invalid audience. Expected {TokenIssuer.Vault}.",
            TokenVerdict.Expired => "AKV10046: The token has expired.",
            _ => "AKV10001: The token could not be validated.",
        };
        return message is null ? null : Sign(call, VaultError.Of(401, "Unauthorized", message))
            .With(
                "WWW-Authenticate",
                $"Bearer authorization=\"https://{TokenService.Host}/{vault.TenantId}\", resource=\"{TokenIssuer.Vault}\"");
    }

    public CallTarget TargetOf(Call call, Caller? caller) => new(null, call.Segments.ElementAtOrDefault(1));

    public Reply Answer(Call call, Caller? caller)
    {
        var vault = Vault(call);
        return Sign(call, Throttle(call, vault) ?? Forbidden(call, caller, vault) ?? Serve(call, vault));
    }

    public Reply Fail(Call call, int status) => Sign(call, status switch
    {
        401 => VaultError.Of(status, "Unauthorized", "AKV10046: The token has expired."),
        403 => VaultError.Forbidden("The caller was not let in.", "AccessDenied"),
        404 => VaultError.NotFound(call.Segments.ElementAtOrDefault(1) ?? ""),
        429 => VaultError.Of(status, "Throttled", "Request was not processed because too many requests were received."),
        >= 500 => VaultError.Of(
            status,
            "InternalServerError",
            "The service could not serve the request. Please retry."),
        _ => VaultError.Of(status, "BadParameter", "The request could not be served."),
    });

    private Reply Serve(Call call, KeyVault vault) => (call.Method, call.Segments) switch
    {
        ("GET", ["secrets"]) => SecretReads.List(call, vault),
        ("GET", ["secrets", var name]) => SecretReads.Get(vault, name, null),
        ("GET", ["secrets", var name, "versions"]) => SecretReads.Versions(call, vault, name),
        ("GET", ["secrets", var name, var version]) => SecretReads.Get(vault, name, version),
        ("PUT", ["secrets", var name]) => _writes.Set(call, vault, name),
        ("PATCH", ["secrets", var name]) => _writes.Update(call, vault, name, null),
        ("PATCH", ["secrets", var name, var version]) => _writes.Update(call, vault, name, version),
        ("DELETE", ["secrets", var name]) => _writes.Delete(vault, name),
        ("GET", ["deletedsecrets"]) => SecretReads.Deleted(call, vault),
        ("GET", ["deletedsecrets", var name]) => SecretReads.GetDeleted(vault, name),
        ("POST", ["deletedsecrets", var name, "recover"]) => _writes.Recover(vault, name),
        ("DELETE", ["deletedsecrets", var name]) => _writes.Purge(vault, name),
        _ => VaultError.Of(404, "NotFound", $"The sandbox's vaults do not know {call.Method} {call.Path}."),
    };

    /// <summary>
    /// Applies the quotas of a vault. Creating has its own quota, and everything else shares one (documented). A 429 is
    /// not charged (documented).
    /// </summary>
    private Reply? Throttle(Call call, KeyVault vault)
    {
        var wait = quotas.Take(call.Method == "PUT" ? Quota.VaultCreates : Quota.VaultOthers, vault.Name);
        return wait == TimeSpan.Zero ? null : Fail(call, 429).With("Retry-After", QuotaBook.RetryAfter(wait));
    }

    private static Reply? Forbidden(Call call, Caller? caller, KeyVault vault)
    {
        var reads = call.Method == "GET" && call.Segments is ["secrets", ..];
        var mayCome = caller is { IsOperator: true }
            && (vault.Role == VaultRole.Officer || (vault.Role == VaultRole.Reader && reads));
        if (vault.Firewall)
        {
            // This error is documented.
            return VaultError.Forbidden(
                "Client address is not authorized and caller is not a trusted service.",
                "ForbiddenByFirewall");
        }

        if (!mayCome)
        {
            // The inner code is an assumption.
            return VaultError.Forbidden(
                "Caller is not authorized to perform action on resource. If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
                "ForbiddenByRbac");
        }

        // It is documented that a vault which has failed over refuses writes. The form of the error is an assumption.
        return vault.ReadOnly && call.Method != "GET"
            ? VaultError.Forbidden("The vault has failed over and is read-only.", "ReadOnly")
            : null;
    }

    private static Reply Sign(Call call, Reply reply) => reply
        .With("x-ms-keyvault-region", "westeurope")
        .With("x-ms-keyvault-service-version", "1.9.2784.1")
        .With("x-ms-keyvault-network-info", "conn_type=Ipv4;addr=127.0.0.1;act_addr_fam=InterNetwork;")
        .With("x-ms-client-request-id", call.Header("x-ms-client-request-id") ?? call.RequestIdText)
        .With("x-ms-request-id", call.RequestIdText);

    private KeyVault Vault(Call call) =>
        state.VaultAt(call.Host) ?? throw new InvalidOperationException($"No vault answers at {call.Host}.");
}
