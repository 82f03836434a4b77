using RotationService.Sandbox.Http;
using RotationService.Sandbox.Quotas;
using RotationService.Sandbox.State;
using RotationService.Sandbox.Tokens;

namespace RotationService.Sandbox.Graph;

/// <summary>
/// The service graph.microsoft.com: applications, service principals, their passwords and the policies for them.
/// </summary>
internal sealed class GraphService(
    SandboxState state,
    TimeProvider clock,
    TokenIssuer tokens,
    QuotaBook quotas) : INeighbour
{
    public const string Host = "graph.microsoft.com";

    private static readonly string[] MayRead =
    [
        "Application.Read.All",
        "Application.ReadWrite.All",
        "Application.ReadWrite.OwnedBy",
        "Directory.Read.All",
        "Directory.ReadWrite.All"
    ];
    private static readonly string[] MayWriteAll = ["Application.ReadWrite.All", "Directory.ReadWrite.All"];
    private static readonly string[] MayReadPolicies = ["Policy.Read.All", "Policy.Read.ApplicationConfiguration"];

    private readonly Replicas _replicas = new(state, clock);
    private readonly PasswordWrites _passwords = new(state, clock);
    private readonly DirectoryReads _reads = new(state, clock);
    private readonly PolicyReads _policies = new(state);

    public string Name => "graph";

    public string Route(string method, IReadOnlyList<string> segments) =>
        $"{method} {GraphPath.Of(segments).Route()}";

    public Reply? Refuse(Call call, out Caller? caller)
    {
        // The code was seen in the field. The messages are assumptions.
        var message = tokens.Check(call.Bearer, TokenIssuer.Graph, out caller) switch
        {
            TokenVerdict.Valid => null,
            TokenVerdict.Missing => "Access token is empty.",
            TokenVerdict.WrongAudience => "Access token validation failure. Invalid audience.",
            TokenVerdict.Expired => "Lifetime validation failed, the token is expired.",
            _ => "CompactToken validation failed.",
        };
        return message is null ? null : Error(call, 401, "InvalidAuthenticationToken", message);
    }

    public CallTarget TargetOf(Call call, Caller? caller)
    {
        var entry = caller is null ? null : Find(caller, GraphPath.Of(call.Segments));
        return new CallTarget(entry?.AppId, entry?.DisplayName);
    }

    public Reply Answer(Call call, Caller? caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var path = GraphPath.Of(call.Segments);
        if (Throttle(call, caller, path) is { } tooMany)
        {
            return tooMany;
        }

        var reply = path.Collection == "policies" ? Policies(call, caller, path) : Directory(call, caller, path);
        return reply.With("request-id", call.RequestIdText).With("client-request-id", call.ClientRequestId);
    }

    public Reply Fail(Call call, int status) => status switch
    {
        429 => Error(call, status, "TooManyRequests", "Too many requests. Please retry later."),
        401 => Error(call, status, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired."),
        403 => Denied(call),
        404 => NotFound(call, "the object"),
        409 => Error(call, status, "Directory_ConcurrencyViolation", PasswordWrites.ConcurrencyMessage),
        503 => Error(call, status, "ServiceUnavailable", "The service is temporarily unavailable. Please retry later."),
        504 => Error(call, status, "GatewayTimeout", "The gateway timed out before the service answered."),
        >= 500 => Error(
            call,
            status,
            "InternalServerError",
            "An internal server error occurred. The operation failed."),
        _ => Error(call, status, "Request_BadRequest", "The request could not be served."),
    };

    private Reply Directory(Call call, Caller caller, GraphPath path)
    {
        if (path.Kind is not { } kind)
        {
            return Error(call, 400, "BadRequest", $"Resource not found for the segment '{path.Collection}'.");
        }

        if (!Has(caller, MayRead))
        {
            return Denied(call);
        }

        var asOf = _replicas.AsOf();
        if (!path.IsObject)
        {
            return (call.Method, path.Rest) switch
            {
                ("GET", []) => _reads.List(call, kind, state.List(caller.TenantId, kind), asOf),
                _ => NotSupported(call),
            };
        }

        // A replica that does not know the object yet answers 404. Writes reach the same replicas as reads (seen in the
        // field).
        if (Find(caller, path) is not { } entry || !entry.IsThere(asOf) || !entry.IsThere(clock.GetUtcNow()))
        {
            return NotFound(call, path.Id ?? path.AppId ?? "");
        }

        return (call.Method, path.Rest) switch
        {
            ("GET", []) => _reads.One(call, entry, asOf),
            ("GET", ["owners"]) => _reads.Owners(entry, OperatorPrincipal(entry.TenantId)),
            ("GET", ["ownedObjects"]) when kind == EntryKind.ServicePrincipal =>
                _reads.OwnedObjects(call, entry, cast: null, asOf),
            ("GET", ["ownedObjects", var cast]) when kind == EntryKind.ServicePrincipal =>
                _reads.OwnedObjects(call, entry, cast, asOf),
            ("GET", ["appManagementPolicies"]) =>
                Has(caller, MayReadPolicies) ? PolicyReads.AssignedTo(entry) : Denied(call),
            ("POST", ["addPassword"]) => MayWrite(caller, entry) ? _passwords.Add(call, entry) : Denied(call),
            ("POST", ["removePassword"]) =>
                MayWrite(caller, entry) ? _passwords.Remove(call, caller, entry, asOf) : Denied(call),
            ("PATCH", []) => MayWrite(caller, entry) ? Patch(call) : Denied(call),
            _ => NotSupported(call),
        };
    }

    private Reply Policies(Call call, Caller caller, GraphPath path)
    {
        if (!Has(caller, MayReadPolicies))
        {
            return Denied(call);
        }

        return (call.Method, path.Rest) switch
        {
            ("GET", ["defaultAppManagementPolicy"]) => _policies.Default(),
            ("GET", ["appManagementPolicies"]) => _policies.Custom(caller.TenantId),
            _ => NotSupported(call),
        };
    }

    /// <summary>
    /// Refuses to replace the collection of credentials (documented). The sandbox supports no other update.
    /// </summary>
    private Reply Patch(Call call) => Error(
        call,
        400,
        "Request_BadRequest",
        "Updating the passwordCredentials property is not supported. Use the addPassword and removePassword methods.");

    /// <summary>
    /// Applies the documented quotas: each write counts once, and each request costs resource units. A 429 is not
    /// charged.
    /// </summary>
    private Reply? Throttle(Call call, Caller caller, GraphPath path)
    {
        var whose = $"{caller.AppId}/{caller.TenantId}";
        var quota = Quota.GraphUnits;
        var wait = quotas.Take(quota, whose, UnitsOf(call, path));
        if (wait == TimeSpan.Zero && call.Method != "GET")
        {
            quota = Find(caller, path) is { EntryKind: EntryKind.Application, IsPersonal: true }
                ? Quota.PersonalWrites
                : Quota.GraphWrites;
            wait = quotas.Take(quota, whose);
        }

        return wait == TimeSpan.Zero ? null : Error(call, 429, "TooManyRequests", "Too many requests.")
            .With("Retry-After", QuotaBook.RetryAfter(wait))
            .With("x-ms-throttle-scope", $"Tenant_Application/ReadWrite/{whose}")
            .With(
                "x-ms-throttle-information",
                quota == Quota.GraphUnits ? "ResourceUnitLimitExceeded" : "WriteLimitExceeded");
    }

    /// <summary>
    /// Returns the resource units of a request (documented). A list of applications or owned objects costs 2, anything
    /// else 1. $select subtracts 1, $expand adds 1, and $top under 20 subtracts 1. The minimum is 1.
    /// </summary>
    private static int UnitsOf(Call call, GraphPath path)
    {
        var units =
            call.Method == "GET" && (path.Kind == EntryKind.Application || path.Rest.Contains("ownedObjects")) ? 2 : 1;
        units -= call.Query("$select") is null ? 0 : 1;
        units += call.Query("$expand") is null ? 0 : 1;
        units -= int.TryParse(call.Query("$top"), out var top) && top < 20 ? 1 : 0;
        return Math.Max(1, units);
    }

    private DirectoryEntry? Find(Caller caller, GraphPath path)
    {
        if (path.Kind is not { } kind)
        {
            return null;
        }

        if (Guid.TryParse(path.AppId, out var appId))
        {
            return state.Entry(caller.TenantId, appId, kind);
        }

        return Guid.TryParse(path.Id, out var id)
            && state.Entry(id) is { } entry
            && entry.EntryKind == kind
            && entry.TenantId == caller.TenantId
                ? entry
                : null;
    }

    private DirectoryEntry? OperatorPrincipal(Guid tenantId) =>
        state.Entry(tenantId, state.Operator.ClientId, EntryKind.ServicePrincipal);

    /// <summary>
    /// Returns whether the caller has one of the permissions. Only the operator has any. They are read on each call,
    /// whereas a real token carries the permissions of the time when it was issued.
    /// </summary>
    private bool Has(Caller caller, string[] anyOf) =>
        caller.IsOperator && state.Settings.GraphPermissions.Any(anyOf.Contains);

    /// <summary>
    /// Returns whether the caller may change an object. OwnedBy allows it for objects that its service principal owns,
    /// the other permissions for all objects (documented).
    /// </summary>
    private bool MayWrite(Caller caller, DirectoryEntry entry) =>
        Has(caller, MayWriteAll) || (entry.Owned && Has(caller, ["Application.ReadWrite.OwnedBy"]));

    private Reply Denied(Call call) => Error(
        call,
        403,
        "Authorization_RequestDenied",
        "Insufficient privileges to complete the operation.");

    private Reply NotFound(Call call, string id) =>
        Error(
            call,
            404,
            "Request_ResourceNotFound",
            $"Resource '{id}' does not exist or one of its queried reference-property objects are not present.");

    private Reply NotSupported(Call call) =>
        Error(call, 400, "Request_BadRequest", $"The sandbox does not know {call.Method} {call.Path}.");

    private Reply Error(Call call, int status, string code, string message) => GraphError
        .Of(call, clock.GetUtcNow(), status, code, message)
        .With("request-id", call.RequestIdText)
        .With("client-request-id", call.ClientRequestId);
}
