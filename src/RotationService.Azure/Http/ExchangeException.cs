using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>An exchange that gave the SDK above no response to interpret, already judged: thrown below the SDKs, found again in whatever they wrap it in.</summary>
/// <remarks>It carries no inner exception: those of the transport hold requests, and requests hold secrets.</remarks>
internal class ExchangeException(CallFailure failure) : Exception(failure.Message)
{
    public CallFailure Failure { get; } = failure;

    /// <summary>Whether a repeat is no use soon: it would cost another time-out, or was tried already.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The one in a chain of exceptions; null if there is none.</summary>
    public static ExchangeException? In(Exception? exception) => exception switch
    {
        null => null,
        ExchangeException found => found,
        AggregateException many => many.InnerExceptions.Select(In).FirstOrDefault(e => e is not null),
        _ => In(exception.InnerException),
    };
}
