namespace RotationService.Core.Ports;

/// <summary>
/// The result of a call to a remote service: a value, or a failure whose kind says what may have happened. Calls do not
/// throw, except when they are cancelled.
/// </summary>
/// <typeparam name="T">The type that the call returns.</typeparam>
public sealed record Call<T>
{
    private readonly T? _value;

    /// <summary>Makes the result of a call that succeeded.</summary>
    /// <param name="value">The value that the call returned.</param>
    /// <param name="requestId">
    /// The request id that the remote service assigned, for its support. Null if it gave none.
    /// </param>
    public Call(T value, string? requestId = null)
    {
        _value = value;
        RequestId = requestId;
    }

    /// <summary>Makes the result of a call that failed.</summary>
    public Call(CallFailure failure)
    {
        Failure = failure;
        RequestId = failure.RequestId;
    }

    /// <summary>Why the call failed. Null if it succeeded.</summary>
    public CallFailure? Failure { get; }

    /// <summary>The request id that the remote service assigned. Null if it gave none.</summary>
    public string? RequestId { get; }

    /// <summary>The value that the call returned.</summary>
    /// <exception cref="InvalidOperationException">The call failed. Check <see cref="Failure"/> first.</exception>
    public T Value => Failure is null
        ? _value!
        : throw new InvalidOperationException($"The call failed: {Failure.Message}");

    /// <summary>Returns the same failure for a caller that returns another type.</summary>
    public Call<TOther> Fail<TOther>() => new(Failure ?? throw new InvalidOperationException("The call did not fail."));
}
