using RotationService.Core.Ports;

namespace RotationService.Azure.Resilience;

/// <summary>Classifies HTTP status codes by what the request may have done.</summary>
internal static class Statuses
{
    /// <remarks>
    /// Every 5xx is ambiguous, including the 503 <c>Directory_ConcurrencyViolation</c>, which used to be a clean
    /// refusal. Gateways send the same status after the service behind them has done its work.
    /// </remarks>
    public static CallFailureKind KindOf(int status) => status switch
    {
        429 => CallFailureKind.Throttled,
        401 or 403 => CallFailureKind.Forbidden,
        404 => CallFailureKind.NotFound,
        409 => CallFailureKind.Conflict,
        408 or >= 500 => CallFailureKind.Ambiguous,
        >= 300 => CallFailureKind.Rejected,
        _ => CallFailureKind.Ambiguous, // A success whose body could not be read.
    };
}
