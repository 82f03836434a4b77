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
}
