namespace RotationService.Core.Planning;

/// <summary>A step that was tried in this pass and did not work.</summary>
/// <param name="Target">What was tried, so that it is not tried again in this pass.</param>
/// <param name="Reason">Why it did not work.</param>
/// <param name="Message">For people.</param>
public sealed record StepFailure(ActTarget Target, Reason Reason, string Message)
{
    /// <summary>When it is worth trying again, if that is before the next sweep; null if not.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
