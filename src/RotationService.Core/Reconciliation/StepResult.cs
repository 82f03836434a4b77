using RotationService.Core.Planning;

namespace RotationService.Core.Reconciliation;

/// <summary>What came of an act.</summary>
/// <param name="Steps">The steps it went through, for results and log, each with a message for people.</param>
/// <param name="Setback">Why it did not work; null if it did.</param>
internal sealed record StepResult(IReadOnlyList<(StepRecord Record, string Message)> Steps, Setback? Setback);
