namespace RotationService.Core.Planning;

/// <summary>One step of one application, as results show it.</summary>
/// <param name="Step">Which.</param>
/// <param name="KeyId">The credential it is about; null before there is one.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Reason">Why it was done, or why it could not be.</param>
/// <param name="At">When it ended, in the services' time.</param>
public sealed record StepRecord(Step Step, Guid? KeyId, StepOutcome Outcome, Reason Reason, DateTimeOffset At);
