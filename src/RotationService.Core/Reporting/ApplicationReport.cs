using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reporting;

/// <summary>What is to be said of one application after it was looked at: the shape that tables, JSON and logs are made from.</summary>
/// <param name="Policy">The policy it is under.</param>
/// <param name="Condition">How it stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">For people: what is the matter and, where they must act, what to do.</param>
public sealed record ApplicationReport(Policy Policy, Condition Condition, Reason Reason, string Message)
{
    /// <summary>The application; null if the policy names none that could be found.</summary>
    public DirectoryApplication? Application { get; init; }

    /// <summary>Its credentials and where each stands.</summary>
    public IReadOnlyList<StagedCredential> Credentials { get; init; } = [];

    /// <summary>How its secret stands in each of the policy's vaults, in the policy's order; empty if none was looked at.</summary>
    public IReadOnlyList<VaultStanding> Vaults { get; init; } = [];

    /// <summary>The next step; <see cref="Step.None"/> if none is foreseen.</summary>
    public Step NextAction { get; init; }

    /// <summary>When; null if none is foreseen or nothing but a human brings it about.</summary>
    public DateTimeOffset? NextActionAt { get; init; }

    /// <summary>When the application wants to be looked at again before the next sweep, because work on it is under way; null if that can wait.</summary>
    public DateTimeOffset? FollowUpAt { get; init; }

    /// <summary>The steps done, or planned.</summary>
    public IReadOnlyList<StepRecord> Steps { get; init; } = [];

    /// <summary>Whether the application itself could be seen at all.</summary>
    public bool Observed { get; init; } = true;

    /// <summary>Whether a person must do something.</summary>
    public bool NeedsHuman => Condition is Condition.NeedsAttention;
}
