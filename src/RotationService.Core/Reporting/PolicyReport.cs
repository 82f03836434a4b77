using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reporting;

/// <summary>A condition of a policy itself, and of no application under it.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Condition">How it stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">For people: what is the matter and, where they must act, what to do.</param>
public sealed record PolicyReport(Policy Policy, Condition Condition, Reason Reason, string Message)
{
    /// <summary>How many applications, or entries of the policy, it is about.</summary>
    public int Count { get; init; }

    /// <summary>Whether a person must do something.</summary>
    public bool NeedsHuman => Condition is Condition.NeedsAttention;
}
