using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reporting;

/// <summary>The report of one application after a sweep or a preview. Tables, JSON and logs are made from it.</summary>
/// <param name="Policy">The policy of the application.</param>
/// <param name="Condition">The condition of the application.</param>
/// <param name="Reason">The reason for the condition.</param>
/// <param name="Message">A message for people. It describes the problem and what to do if a person must act.</param>
public sealed record ApplicationReport(Policy Policy, Condition Condition, Reason Reason, string Message)
{
    /// <summary>The application. Null if the application that the policy names was not found.</summary>
    public DirectoryApplication? Application { get; init; }

    /// <summary>The credentials, each with its stage.</summary>
    public IReadOnlyList<StagedCredential> Credentials { get; init; } = [];

    /// <summary>
    /// The state of the secret in each vault of the policy, in the order of the policy. Empty if no vault was read.
    /// </summary>
    public IReadOnlyList<VaultStanding> Vaults { get; init; } = [];

    /// <summary>The next step. <see cref="Step.None"/> if none is expected.</summary>
    public Step NextAction { get; init; }

    /// <summary>When the next step is due. Null if none is expected, or if it depends on a person.</summary>
    public DateTimeOffset? NextActionAt { get; init; }

    /// <summary>
    /// When the application must be checked again before the next sweep, because a rotation is in progress. Null if it
    /// can wait for the next sweep.
    /// </summary>
    public DateTimeOffset? FollowUpAt { get; init; }

    /// <summary>The steps that were done, or are planned.</summary>
    public IReadOnlyList<StepRecord> Steps { get; init; } = [];

    /// <summary>Whether the application could be observed at all.</summary>
    public bool Observed { get; init; } = true;

    /// <summary>
    /// Whether a defect of the service caused the report. <see cref="IRotationEvents.Unexpected"/> received the
    /// exception.
    /// </summary>
    public bool IsDefect { get; init; }

    /// <summary>Whether a person must act.</summary>
    public bool NeedsHuman => Condition is Condition.NeedsAttention;
}
