using Azure.Identity;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Ports;

namespace RotationService.Azure.Tokens;

/// <summary>Classifies failures to get a token. The request that needed the token was not sent.</summary>
internal static class TokenFailures
{
    public static CallFailure Judge(Exception exception)
    {
        if (ExchangeException.In(exception)?.Failure is { } failure)
        {
            // Requesting a token changes nothing, so no outcome is ambiguous.
            return failure.Kind == CallFailureKind.Ambiguous
                ? failure with { Kind = CallFailureKind.Unreachable }
                : failure;
        }

        return exception switch
        {
            CredentialUnavailableException => new(
                CallFailureKind.Forbidden,
                ErrorText.With(
                    $"No identity to run under was found: {ErrorText.Tidy(exception.Message)}",
                    "Give the service a managed or workload identity, or sign in with `az login`.")),
            AuthenticationFailedException => new(
                IsTransient(exception) ? CallFailureKind.Unreachable : CallFailureKind.Forbidden,
                ErrorText.Tidy(FirstLine(exception.Message))),
            _ => new(
                CallFailureKind.Unreachable,
                $"The answer to a request for a token could not be read ({exception.GetType().Name})."),
        };
    }

    // As documented, the endpoint of a managed identity answers 404 and 410 while it starts or is being updated.
    private static bool IsTransient(Exception? exception) => exception switch
    {
        null => false,
        global::Azure.RequestFailedException failed => failed.Status is 0 or 404 or 408 or 410 or 429 or >= 500,
        Microsoft.Identity.Client.MsalServiceException refused =>
            refused.StatusCode is 0 or 404 or 408 or 410 or 429 or >= 500,
        _ => IsTransient(exception.InnerException),
    };

    // Only the first line is used, because the rest may be the body of an answer.
    private static string FirstLine(string text) => text.Split('\n', 2)[0];
}
