namespace RotationService.Core.Planning;

/// <summary>One step of one application, as results show it.</summary>
/// <param name="Step">The step.</param>
/// <param name="KeyId">The key ID of the credential. Null before there is one.</param>
/// <param name="Outcome">The outcome of the step.</param>
/// <param name="Reason">Why the step was done, or why it could not be done.</param>
/// <param name="At">When the step ended, in the services' time.</param>
public sealed record StepRecord(Step Step, Guid? KeyId, StepOutcome Outcome, Reason Reason, DateTimeOffset At);
