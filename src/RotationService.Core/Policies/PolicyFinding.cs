namespace RotationService.Core.Policies;

/// <summary>Something wrong, or unwise, about a policy.</summary>
/// <param name="Policy">The index of the policy among those checked.</param>
/// <param name="Fields">What it rests on; the first is the one to point at.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record PolicyFinding(int Policy, IReadOnlyList<PolicyField> Fields, string Message)
{
    /// <summary>Whether it is only unwise: the policy is taken as it is.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The index of an earlier policy that it collides with; null if none.</summary>
    public int? CollidesWith { get; init; }

    /// <summary>The index of the override of that policy that it is about; null if it is about the policy itself.</summary>
    public int? Override { get; init; }
}
