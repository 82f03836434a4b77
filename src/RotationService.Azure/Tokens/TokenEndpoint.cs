using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Azure.Tokens;

/// <summary>
/// Logs in through Azure.Identity. Each log-in uses a new credential, because one that has succeeded before would
/// answer from its cache.
/// </summary>
/// <param name="own">Supplies the tenant when none is given.</param>
/// <param name="cloud">The endpoints of the cloud.</param>
/// <param name="transport">Sends the requests.</param>
/// <param name="traffic">Holds the endpoint's lane.</param>
internal sealed class TokenEndpoint(
    GraphTokens own,
    CloudEndpoints cloud,
    HttpPipelineTransport transport,
    Traffic traffic) : ITokenEndpoint
{
    private readonly TokenRequestContext _context = new([cloud.GraphScope]);

    public async Task<LogIn> LogInAsync(
        Guid? tenantId,
        Guid appId,
        SecretText secretText,
        CancellationToken cancellationToken)
    {
        try
        {
            if ((tenantId ?? await own.TenantAsync(cancellationToken)) is not { } tenant)
            {
                return new LogIn(
                    LogInAnswer.Other,
                    "The tenant is not known, because the service's own token does not name it. Set `tenant` in the policy file.");
            }

            await traffic.Tokens.EnterAsync(Lane.LongestWait, cancellationToken);
            return await TryAsync(tenant, appId, secretText, cancellationToken);
        }
        catch (ExchangeException e)
        {
            // The service's own token failed, or the lane is closed. Nothing was asked about this secret.
            return NoAnswer(e.Failure);
        }
    }

    private async Task<LogIn> TryAsync(
        Guid tenant,
        Guid appId,
        SecretText secretText,
        CancellationToken cancellationToken)
    {
        var options = new ClientSecretCredentialOptions
        {
            AuthorityHost = cloud.Authority,

            // Instance discovery would be a second request, and this class sends one request for each
            // log-in.
            DisableInstanceDiscovery = true,
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
                    new LogIn(TokenCodes.AnswerOf(refusal.Error, refusal.Codes), refusal.Failure.Message)
                    { RetryAfter = refusal.Failure.RetryAfter },
                { } known => NoAnswer(known.Failure),
                null => new LogIn(
                    LogInAnswer.Unreachable,
                    $"The token endpoint's answer could not be read ({e.GetType().Name})."),
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
