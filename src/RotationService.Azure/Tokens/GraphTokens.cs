using Azure.Core;
using RotationService.Azure.Http;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Tokens;

/// <summary>The identity's tokens for Graph in one tenant.</summary>
/// <param name="credential">The credential of the service's identity.</param>
/// <param name="tenantId">The tenant. Null for the identity's own.</param>
/// <param name="cloud">The endpoints of the cloud.</param>
/// <param name="clock">Gives the time that a new token must not be older than.</param>
internal sealed class GraphTokens(
    OperatorCredential credential,
    Guid? tenantId,
    CloudEndpoints cloud,
    ServiceClock clock)
{
    private readonly string? _tenant = tenantId?.ToString("D");

    // Cached, because one token serves many requests.
    private volatile Looked? _last;

    /// <summary>A token for Graph.</summary>
    /// <exception cref="ExchangeException">No token can be obtained. The message says why.</exception>
    public async ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken) =>
        Mine(await credential.GetTokenAsync(
            new TokenRequestContext([cloud.GraphScope], tenantId: _tenant),
            cancellationToken));

    /// <summary>
    /// A token for Graph that is issued after now, bypassing every cache, so that it includes the newest grants.
    /// </summary>
    /// <exception cref="ExchangeException">No token can be obtained. The message says why.</exception>
    public async Task<AccessToken> GetFreshAsync(CancellationToken cancellationToken)
    {
        // Graph itself uses this claim to request a newer token (continuous access evaluation). MSAL then bypasses its
        // cache and updates it.
        var claims = $$$"""{"access_token":{"nbf":{"essential":true,"value":"{{{clock.Now.ToUnixTimeSeconds()}}}"} } }""";
        var token = Mine(await credential.GetTokenAsync(
            new TokenRequestContext([cloud.GraphScope], claims: claims, tenantId: _tenant),
            cancellationToken));
        credential.Forget();
        return token;
    }

    /// <summary>The tenant of these tokens. Null if it is the identity's own and its token does not name it.</summary>
    /// <exception cref="ExchangeException">There is no token to read the tenant from. The message says why.</exception>
    public async ValueTask<Guid?> TenantAsync(CancellationToken cancellationToken) =>
        tenantId ?? TenantOf(await GetAsync(cancellationToken));

    // Some credentials ignore the requested tenant; a managed identity belongs to one tenant only. Without this check,
    // the applications of one tenant would be mistaken for those of another.
    private AccessToken Mine(AccessToken token) =>
        tenantId is { } wanted && TenantOf(token) is { } got && got != wanted
            ? throw new ExchangeException(new CallFailure(
                CallFailureKind.Forbidden,
                $"The identity returned a token for tenant {got} instead of tenant {wanted}: a managed identity belongs to one tenant. Run the service as a multi-tenant app registration that an administrator of {wanted} has consented to."))
            {
                IsFinal = true,
            }
            : token;

    private Guid? TenantOf(AccessToken token)
    {
        if (_last is { } last && ReferenceEquals(last.Token, token.Token))
        {
            return last.TenantId;
        }

        var tenant = AccessTokenClaims.TryRead(token.Token)?.TenantId;
        _last = new Looked(token.Token, tenant);
        return tenant;
    }

    private sealed record Looked(string Token, Guid? TenantId);
}
