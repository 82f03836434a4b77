namespace RotationService.Core.Planning;

/// <summary>A failed attempt of a step in this pass.</summary>
/// <param name="Target">The attempted action. It is not attempted again in this pass.</param>
/// <param name="Reason">Why the attempt failed.</param>
/// <param name="Message">The message for people.</param>
public sealed record StepFailure(ActTarget Target, Reason Reason, string Message)
{
    /// <summary>When another attempt is useful, if that is before the next sweep. Null otherwise.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
