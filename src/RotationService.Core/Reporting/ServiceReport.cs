using RotationService.Core.Planning;

namespace RotationService.Core.Reporting;

/// <summary>A condition of the service as a whole, which belongs to no policy.</summary>
/// <param name="Condition">The condition.</param>
/// <param name="Reason">The reason for the condition.</param>
/// <param name="Message">A message for people. It describes the problem and what to do if a person must act.</param>
public sealed record ServiceReport(Condition Condition, Reason Reason, string Message)
{
    /// <summary>Whether a person must act.</summary>
    public bool NeedsHuman => Condition is Condition.NeedsAttention;
}
