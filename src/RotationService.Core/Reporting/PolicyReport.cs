using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reporting;

/// <summary>A condition of a policy itself, which belongs to no application.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Condition">The condition.</param>
/// <param name="Reason">The reason for the condition.</param>
/// <param name="Message">A message for people. It describes the problem and what to do if a person must act.</param>
public sealed record PolicyReport(Policy Policy, Condition Condition, Reason Reason, string Message)
{
    /// <summary>The number of applications, or of entries of the policy, that the condition is about.</summary>
    public int Count { get; init; }

    /// <summary>Whether a person must act.</summary>
    public bool NeedsHuman => Condition is Condition.NeedsAttention;
}
