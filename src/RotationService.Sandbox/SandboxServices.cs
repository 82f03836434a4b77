using RotationService.Sandbox.Graph;
using RotationService.Sandbox.Http;
using RotationService.Sandbox.State;
using RotationService.Sandbox.Tokens;
using RotationService.Sandbox.Vaults;

namespace RotationService.Sandbox;

/// <summary>The services of the sandbox, by host name.</summary>
internal sealed class SandboxServices(
    SandboxState state,
    GraphService graph,
    TokenService login,
    VaultService vaults)
{
    /// <summary>Returns the service at a host name in lower case. Null if there is none.</summary>
    public INeighbour? At(string host) => host switch
    {
        GraphService.Host => graph,
        _ when TokenService.Serves(host) => login,
        _ => state.VaultAt(host) is null ? null : vaults,
    };

    /// <summary>Returns the route of a request that a fault is for.</summary>
    /// <param name="host">The name of the service in faults. Null to tell it by the path.</param>
    /// <param name="method">The method.</param>
    /// <param name="segments">The segments of the path.</param>
    public string FaultRouteOf(string? host, string method, IReadOnlyList<string> segments)
    {
        INeighbour neighbour = host?.ToLowerInvariant() switch
        {
            "vault" => vaults,
            "login" => login,
            "graph" => graph,
            _ when segments is ["secrets" or "deletedsecrets", ..] => vaults,
            _ when segments.Contains("oauth2") => login,
            _ => graph,
        };
        return neighbour.Route(method, segments);
    }

    /// <summary>Returns whether an application could log in, as <see cref="TokenService.Judge"/> does.</summary>
    public LogInVerdict JudgeLogIn(Guid tenantId, Guid appId, string secret, DateTimeOffset at) =>
        login.Judge(tenantId, appId, secret, at);
}
