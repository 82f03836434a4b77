using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Azure.Tokens;

/// <summary>Log-ins through Azure.Identity, each with a credential of its own: one that has succeeded before would answer from its cache.</summary>
/// <param name="own">Tells the tenant where none is given.</param>
/// <param name="cloud">Where the endpoint is.</param>
/// <param name="transport">Carries the requests.</param>
/// <param name="traffic">The endpoint's lane.</param>
internal sealed class TokenEndpoint(GraphTokens own, CloudEndpoints cloud, HttpPipelineTransport transport, Traffic traffic) : ITokenEndpoint
{
    private readonly TokenRequestContext _context = new([cloud.GraphScope]);

    public async Task<LogIn> LogInAsync(Guid? tenantId, Guid appId, SecretText secretText, CancellationToken cancellationToken)
    {
        try
        {
            if ((tenantId ?? await own.TenantAsync(cancellationToken)) is not { } tenant)
            {
                return new LogIn(LogInAnswer.Other, "The tenant is not known: our own token does not name it. Set tenantId.");
            }

            await traffic.Tokens.EnterAsync(Lane.LongestWait, cancellationToken);
            return await TryAsync(tenant, appId, secretText, cancellationToken);
        }
        catch (ExchangeException e)
        {
            // Our own token, or a closed lane: nothing was asked about this secret.
            return NoAnswer(e.Failure);
        }
    }

    private async Task<LogIn> TryAsync(Guid tenant, Guid appId, SecretText secretText, CancellationToken cancellationToken)
    {
        var options = new ClientSecretCredentialOptions
        {
            AuthorityHost = cloud.Authority,
            DisableInstanceDiscovery = true, // Else there is a second request, and this class promises one.
            Transport = transport,
            Retry = { MaxRetries = 0 },
        };
        var value = secretText.Reveal();
        try
        {
            var credential = new ClientSecretCredential(tenant.ToString("D"), appId.ToString("D"), value, options);
            await credential.GetTokenAsync(_context, cancellationToken);
            return new LogIn(LogInAnswer.Accepted, "");
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            if (ExchangeException.In(e) is TokenRefusalException { Failure: var refused })
            {
                traffic.Tokens.Heed(refused);
            }

            var logIn = ExchangeException.In(e) switch
            {
                TokenRefusalException { Failure.Kind: CallFailureKind.Forbidden } refusal =>
                    new LogIn(TokenCodes.AnswerOf(refusal.Error, refusal.Codes), refusal.Failure.Message) { RetryAfter = refusal.Failure.RetryAfter },
                { } known => NoAnswer(known.Failure),
                null => new LogIn(LogInAnswer.Unreachable, $"The token endpoint's answer could not be read ({e.GetType().Name})."),
            };
            return logIn with { Message = ErrorText.Without(logIn.Message, value) };
        }
    }

    private static LogIn NoAnswer(CallFailure failure) => new(
        failure.Kind switch
        {
            CallFailureKind.Throttled => LogInAnswer.Throttled,
            CallFailureKind.Forbidden => LogInAnswer.Other,
            _ => LogInAnswer.Unreachable,
        },
        failure.Message)
    { RetryAfter = failure.RetryAfter };
}
