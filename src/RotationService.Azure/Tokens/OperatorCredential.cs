using System.Collections.Concurrent;
using Azure.Core;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Tokens;

/// <summary>
/// The service's identity as the Graph and Key Vault clients use it. It respects the token endpoint's lane, caches
/// tokens, and its failures state that nothing was sent.
/// </summary>
/// <remarks>
/// It caches each token for 4 minutes, because some credentials (Azure CLI) start a process for every token. That is
/// safe, because every credential of Azure.Identity returns tokens that are valid for at least five more minutes.
/// </remarks>
internal sealed class OperatorCredential(TokenCredential credential, Traffic traffic) : TokenCredential
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<
        (string Scopes, string? Tenant, bool Cae),
        (AccessToken Token, Moment Since)> _kept = new();
    private readonly Attempts _attempts = new(TokenFailures.Judge, traffic.Clock.Time);

    /// <summary>Discards the cached tokens. New ones include the newest grants.</summary>
    public void Forget() => _kept.Clear();

    /// <inheritdoc/>
    public override async ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext requestContext,
        CancellationToken cancellationToken)
    {
        var key = (string.Join(' ', requestContext.Scopes), requestContext.TenantId, requestContext.IsCaeEnabled);
        if (requestContext.Claims is null
            && _kept.TryGetValue(key, out var kept)
            && traffic.Clock.Since(kept.Since) is { } age && age < KeptFor)
        {
            return kept.Token;
        }

        var call = await _attempts.ReadAsync(
            traffic.Tokens,
            async token => new Call<AccessToken>(await credential.GetTokenAsync(requestContext, token)),
            cancellationToken);
        if (call.Failure is { } failure)
        {
            throw new ExchangeException(
                failure with
                {
                    Message = $"No token for {key.Item1}{(key.TenantId is null ? "" : $" in tenant {key.TenantId}")}: {failure.Message}"
                })
            { IsFinal = true };
        }

        if (requestContext.Claims is null)
        {
            _kept[key] = (call.Value, traffic.Clock.Mark());
        }

        return call.Value;
    }

    /// <summary>Not supported, because every call is asynchronous.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Tokens are only obtained asynchronously.");
}
