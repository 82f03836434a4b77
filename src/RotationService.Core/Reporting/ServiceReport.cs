using RotationService.Core.Planning;

namespace RotationService.Core.Reporting;

/// <summary>A condition of the service as a whole, and of no policy.</summary>
/// <param name="Condition">How it stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">For people: what is the matter and, where they must act, what to do.</param>
public sealed record ServiceReport(Condition Condition, Reason Reason, string Message)
{
    /// <summary>Whether a person must do something.</summary>
    public bool NeedsHuman => Condition is Condition.NeedsAttention;
}
