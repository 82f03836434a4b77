namespace RotationService.Simulation.Checking;

/// <summary>An invariant that does not hold.</summary>
/// <param name="Invariant">Which: <c>I1</c> to <c>I10</c>.</param>
/// <param name="Message">What happened.</param>
/// <param name="At">When.</param>
internal sealed record Violation(string Invariant, string Message, DateTimeOffset At);
