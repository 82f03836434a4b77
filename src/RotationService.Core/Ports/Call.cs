namespace RotationService.Core.Ports;

/// <summary>How a call to a remote service ended: with a value, or with a failure whose kind says what may have happened. Never with an exception, cancellation apart.</summary>
/// <typeparam name="T">What the call returns.</typeparam>
public sealed record Call<T>
{
    private readonly T? _value;

    /// <summary>A call that succeeded.</summary>
    /// <param name="value">What it returned.</param>
    /// <param name="requestId">The service's own id of the request, for its support; null if it gave none.</param>
    public Call(T value, string? requestId = null)
    {
        _value = value;
        RequestId = requestId;
    }

    /// <summary>A call that failed.</summary>
    public Call(CallFailure failure)
    {
        Failure = failure;
        RequestId = failure.RequestId;
    }

    /// <summary>Why it failed; null if it succeeded.</summary>
    public CallFailure? Failure { get; }

    /// <summary>The service's own id of the request; null if it gave none.</summary>
    public string? RequestId { get; }

    /// <summary>What it returned.</summary>
    /// <exception cref="InvalidOperationException">The call failed: look at <see cref="Failure"/> first.</exception>
    public T Value => Failure is null ? _value! : throw new InvalidOperationException($"The call failed: {Failure.Message}");

    /// <summary>The same failure, for a caller that returns something else.</summary>
    public Call<TOther> Fail<TOther>() => new(Failure ?? throw new InvalidOperationException("The call did not fail."));
}
