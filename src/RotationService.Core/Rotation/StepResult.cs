using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Rotation;

/// <summary>What came of an act.</summary>
/// <param name="Steps">The steps it went through, for results and log, each with a message for people.</param>
/// <param name="Failure">Why it did not work; null if it did.</param>
internal sealed record StepResult(IReadOnlyList<(StepRecord Record, string Message)> Steps, StepFailure? Failure)
{
    /// <summary>All that it changed in the vaults, as they acknowledged it; null if only another look can tell.</summary>
    public IReadOnlyList<VaultWrite>? Writes { get; init; }

    /// <summary>The credential it made, as Graph's answer shows it; null if it made none.</summary>
    public Credential? Issued { get; init; }
}
