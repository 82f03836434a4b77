namespace RotationService.Core.Reconciliation;

/// <summary>Why a call to a remote service failed.</summary>
/// <param name="Kind">What may have happened, by which the caller decides.</param>
/// <param name="Message">For people: the service's own words where it had any; never a secret text.</param>
public sealed record CallFailure(CallFailureKind Kind, string Message)
{
    /// <summary>The service's error code (<c>Authorization_RequestDenied</c>, <c>SecretNotFound</c>, …), the inner one where there are two; null if it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>How long the service asks to be left alone; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The service's own id of the request; null if it gave none.</summary>
    public string? RequestId { get; init; }
}
