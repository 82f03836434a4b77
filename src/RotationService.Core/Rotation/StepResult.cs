using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Rotation;

/// <summary>The result of an act.</summary>
/// <param name="Steps">The steps of the act for results and the log, each with a message for people.</param>
/// <param name="Failure">Why the act failed. Null if it succeeded.</param>
internal sealed record StepResult(IReadOnlyList<(StepRecord Record, string Message)> Steps, StepFailure? Failure)
{
    /// <summary>
    /// All changes to the vaults, as the vaults acknowledged them. Null if only another observation can show them.
    /// </summary>
    public IReadOnlyList<VaultWrite>? Writes { get; init; }

    /// <summary>The credential that the act issued, as Graph's response shows it. Null if it issued none.</summary>
    public Credential? Issued { get; init; }

    /// <summary>The one step of an act, which succeeded or not.</summary>
    /// <param name="act">The act.</param>
    /// <param name="failure">Why it failed. Null if it succeeded.</param>
    /// <param name="done">The message if it succeeded.</param>
    /// <param name="at">When it ended.</param>
    public static (StepRecord Record, string Message) StepOf(
        Act act,
        StepFailure? failure,
        string done,
        DateTimeOffset at) =>
        (
            new StepRecord(act.Step, act.KeyId, OutcomeOf(failure), failure?.Reason ?? act.Reason, at),
            failure?.Message ?? done);

    // If the vault changed meanwhile, nothing failed. Another process was first, and the next observation includes its
    // work.
    private static StepOutcome OutcomeOf(StepFailure? failure) => failure switch
    {
        null => StepOutcome.Done,
        { Reason: Reason.StaleCheck } => StepOutcome.Skipped,
        _ => StepOutcome.Failed,
    };
}
