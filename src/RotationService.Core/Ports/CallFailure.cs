using RotationService.Core.Display;

namespace RotationService.Core.Ports;

/// <summary>Why a call to a remote service failed.</summary>
/// <remarks>What the other side says is cut where it is longer than any service has reason to be.</remarks>
/// <param name="Kind">What may have happened, by which the caller decides.</param>
/// <param name="Message">For people: the service's own words where it had any; never a secret text.</param>
public sealed record CallFailure(CallFailureKind Kind, string Message)
{
    private const int LongestMessage = 2000;
    private const int LongestId = 128;

    /// <summary>For people: the service's own words where it had any; never a secret text.</summary>
    public string Message { get; init => field = VisibleText.Shorten(value, LongestMessage); }
        = VisibleText.Shorten(Message, LongestMessage);

    /// <summary>The service's error code (<c>Authorization_RequestDenied</c>, <c>SecretNotFound</c>, …), the inner one where there are two; null if it gave none.</summary>
    public string? Code { get; init => field = Id(value); }

    /// <summary>How long the service asks to be left alone; null if it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The service's own id of the request; null if it gave none.</summary>
    public string? RequestId { get; init => field = Id(value); }

    private static string? Id(string? text) => text is null ? null : VisibleText.Shorten(text, LongestId);
}
