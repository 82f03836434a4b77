using Azure.Core;
using RotationService.Azure.Http;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Tokens;

/// <summary>Our tokens for Graph in one tenant.</summary>
/// <param name="credential">The identity we run under.</param>
/// <param name="tenantId">The tenant; null for the identity's own.</param>
/// <param name="cloud">Where Graph is.</param>
/// <param name="clock">Dates what must be newer than now.</param>
internal sealed class GraphTokens(OperatorCredential credential, Guid? tenantId, CloudEndpoints cloud, ServiceClock clock)
{
    private readonly string? _tenant = tenantId?.ToString("D");

    // One token goes with many requests.
    private volatile Looked? _last;

    /// <summary>A token for Graph.</summary>
    /// <exception cref="ExchangeException">There is none; it says why.</exception>
    public async ValueTask<AccessToken> GetAsync(CancellationToken cancellationToken) =>
        Mine(await credential.GetTokenAsync(new TokenRequestContext([cloud.GraphScope], tenantId: _tenant), cancellationToken));

    /// <summary>A token for Graph issued from now on, past every cache: one that carries what has been granted meanwhile.</summary>
    /// <exception cref="ExchangeException">There is none; it says why.</exception>
    public async Task<AccessToken> GetFreshAsync(CancellationToken cancellationToken)
    {
        // The claim with which Graph itself asks for a newer token (continuous access evaluation); MSAL then passes over its cache, and renews it.
        var claims = $$$"""{"access_token":{"nbf":{"essential":true,"value":"{{{clock.Now.ToUnixTimeSeconds()}}}"} } }""";
        var token = Mine(await credential.GetTokenAsync(new TokenRequestContext([cloud.GraphScope], claims: claims, tenantId: _tenant), cancellationToken));
        credential.Forget();
        return token;
    }

    /// <summary>The tenant that these are for; null if it is the identity's own and its token does not name it.</summary>
    /// <exception cref="ExchangeException">There is no token to tell it from; it says why.</exception>
    public async ValueTask<Guid?> TenantAsync(CancellationToken cancellationToken) =>
        tenantId ?? TenantOf(await GetAsync(cancellationToken));

    // Some credentials pass over the tenant that they are asked for: a managed identity has but one. Another tenant's applications would be
    // taken for those of this one.
    private AccessToken Mine(AccessToken token) =>
        tenantId is { } wanted && TenantOf(token) is { } got && got != wanted
            ? throw new ExchangeException(new CallFailure(
                CallFailureKind.Forbidden,
                $"The identity gives a token of tenant {got} where one of {wanted} is asked for: a managed identity belongs to one tenant. Run the service as a multi-tenant app registration that an administrator of {wanted} has consented to."))
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
