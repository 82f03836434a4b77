using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>Turns the exceptions of the Graph SDK into failures.</summary>
internal static class GraphFailures
{
    /// <summary>The header with the request id, which Microsoft's support asks for.</summary>
    public const string RequestIdHeader = "request-id";

    public static CallFailure Judge(Exception exception, DateTimeOffset now)
    {
        if (ExchangeException.In(exception) is { } known)
        {
            return known.Failure;
        }

        if (exception is not ApiException { ResponseStatusCode: > 0 } api)
        {
            // The message names only the type, because the message of a parser may quote what it parsed.
            return new CallFailure(
                CallFailureKind.Ambiguous,
                $"Graph's answer could not be read ({exception.GetType().Name}).");
        }

        var error = (api as ODataError)?.Error;
        var code = error?.Code is { Length: > 0 } given ? ErrorText.Short(given) : null;
        var words = ErrorText.Tidy(error?.Message) is { Length: > 0 } message
            ? message
            : $"Graph answered {api.ResponseStatusCode} without an explanation.";
        return new CallFailure(
            Statuses.KindOf(api.ResponseStatusCode),
            ErrorText.With(words, AdviceFor(api.ResponseStatusCode, code)))
        {
            Code = code,
            RetryAfter = RetryAfter.Parse(Header(api, RetryAfter.Header), Date(api), now),
            RequestId = Header(api, RequestIdHeader)
                ?? (error?.InnerError?.RequestId is { } id ? ErrorText.Short(id) : null),
        };
    }

    public static string? Header(IDictionary<string, IEnumerable<string>> headers, string name) =>
        headers.FirstOrDefault(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase))
            .Value?.FirstOrDefault() is { } value
                ? ErrorText.Short(value)
                : null;

    private static string? Header(ApiException exception, string name) =>
        exception.ResponseHeaders is { } headers ? Header(headers, name) : null;

    private static DateTimeOffset? Date(ApiException exception) =>
        DateTimeOffset.TryParse(Header(exception, "Date"), out var date) ? date : null;

    private static string? AdviceFor(int status, string? code) => (status, code) switch
    {
        (_, "Authorization_RequestDenied") =>
            "Grant the service's identity Application.ReadWrite.OwnedBy and make it an owner of the application, or grant Application.ReadWrite.All. A grant takes a few minutes to apply.",
        (_, "Directory_ResourceSizeExceeded") =>
            "The application has too many credentials: remove those that are no longer used.",
        (_, "CredentialInvalidLifetimeAsPerAppPolicy") =>
            "The tenant's app management policy allows only a shorter lifetime: set a shorter `lifetime` in the rotation policy.",
        (_, "CredentialTypeNotAllowedAsPerAppPolicy") =>
            "The tenant's app management policy forbids new passwords: exempt the application, or use a certificate.",
        (_, "Directory_ConcurrencyViolation") => "Another program changed the application at the same time.",
        (401, _) => "Graph did not accept the service's token: check the tenant and the local clock.",
        _ => null,
    };
}
