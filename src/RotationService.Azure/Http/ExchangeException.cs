using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>
/// An exchange that has no response for the SDK to interpret, or whose response is already classified. Thrown below the
/// SDKs, and found again in the exceptions that they wrap around it.
/// </summary>
/// <remarks>
/// It has no inner exception, because those of the transport hold requests, and requests hold secret texts.
/// </remarks>
internal class ExchangeException(CallFailure failure) : Exception(failure.Message)
{
    public CallFailure Failure { get; } = failure;

    /// <summary>
    /// Whether a retry is useless for now: it would cost another time-out, or retries have already been made. Default
    /// false.
    /// </summary>
    public bool IsFinal { get; init; }

    /// <summary>Finds the exception of this type in a chain of exceptions. Null if there is none.</summary>
    public static ExchangeException? In(Exception? exception) => exception switch
    {
        null => null,
        ExchangeException found => found,
        AggregateException many => many.InnerExceptions.Select(In).FirstOrDefault(e => e is not null),
        _ => In(exception.InnerException),
    };
}
