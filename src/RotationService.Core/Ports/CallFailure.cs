using RotationService.Core.Display;

namespace RotationService.Core.Ports;

/// <summary>Why a call to a remote service failed.</summary>
/// <remarks>
/// Texts of the remote service are cut if they are longer than any service has reason to send: the message at 2,000
/// characters, the code and the request id at 128.
/// </remarks>
/// <param name="Kind">What may have happened. Callers decide by it.</param>
/// <param name="Message">
/// A message for people, in the words of the remote service if it sent any. It never contains a secret text.
/// </param>
public sealed record CallFailure(CallFailureKind Kind, string Message)
{
    private const int LongestMessage = 2000;
    private const int LongestId = 128;

    /// <summary>
    /// A message for people, in the words of the remote service if it sent any. It never contains a secret text.
    /// </summary>
    public string Message { get; init => field = VisibleText.Shorten(value, LongestMessage); }
        = VisibleText.Shorten(Message, LongestMessage);

    /// <summary>
    /// The error code of the remote service (<c>Authorization_RequestDenied</c>, <c>SecretNotFound</c>, …). If there
    /// are two, it is the inner one. Null if the remote service gave none.
    /// </summary>
    public string? Code { get; init => field = Id(value); }

    /// <summary>How long the remote service asks the caller to wait. Null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request id that the remote service assigned. Null if it gave none.</summary>
    public string? RequestId { get; init => field = Id(value); }

    private static string? Id(string? text) => text is null ? null : VisibleText.Shorten(text, LongestId);
}
