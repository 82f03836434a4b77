namespace RotationService.Core.Policies;

/// <summary>An error or a warning about a policy.</summary>
/// <param name="Policy">The index of the policy in the checked list.</param>
/// <param name="Fields">The fields that the finding depends on. The first is the one to point at.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record PolicyFinding(int Policy, IReadOnlyList<PolicyField> Fields, string Message)
{
    /// <summary>Whether the finding is a warning only. The policy is then accepted.</summary>
    public bool IsWarning { get; init; }

    /// <summary>The index of an earlier policy that this one collides with. Null if there is none.</summary>
    public int? CollidesWith { get; init; }

    /// <summary>
    /// The index of the override that the finding is about. Null if the finding is about the policy itself.
    /// </summary>
    public int? Override { get; init; }
}
