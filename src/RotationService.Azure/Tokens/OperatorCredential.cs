using System.Collections.Concurrent;
using Azure.Core;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Tokens;

/// <summary>The identity we run under, as the Graph and Key Vault clients see it: polite, patient, and with failures that say that nothing was sent.</summary>
/// <remarks>
/// It keeps each token for a few minutes, since some credentials (Azure CLI) start a process for every one. That is safe by itself:
/// every credential of Azure.Identity hands out tokens that are good for five minutes at least.
/// </remarks>
internal sealed class OperatorCredential(TokenCredential credential, Traffic traffic) : TokenCredential
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(4);

    private readonly ConcurrentDictionary<(string Scopes, string? Tenant, bool Cae), (AccessToken Token, Moment Since)> _kept = new();
    private readonly Attempts _attempts = new(TokenFailures.Judge, traffic.Clock.Time);

    /// <summary>Forgets the tokens that are kept: new ones carry what has been granted meanwhile.</summary>
    public void Forget() => _kept.Clear();

    /// <inheritdoc/>
    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        var key = (string.Join(' ', requestContext.Scopes), requestContext.TenantId, requestContext.IsCaeEnabled);
        if (requestContext.Claims is null
            && _kept.TryGetValue(key, out var kept)
            && traffic.Clock.Since(kept.Since) is { } age && age < KeptFor)
        {
            return kept.Token;
        }

        var call = await _attempts.ReadAsync(traffic.Tokens, async token => new Call<AccessToken>(await credential.GetTokenAsync(requestContext, token)), cancellationToken);
        if (call.Failure is { } failure)
        {
            throw new ExchangeException(failure with { Message = $"No token for {key.Item1}{(key.TenantId is null ? "" : $" in tenant {key.TenantId}")}: {failure.Message}" }) { IsFinal = true };
        }

        if (requestContext.Claims is null)
        {
            _kept[key] = (call.Value, traffic.Clock.Mark());
        }

        return call.Value;
    }

    /// <summary>Not offered: every call here is asynchronous.</summary>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Tokens are only obtained asynchronously.");
}
