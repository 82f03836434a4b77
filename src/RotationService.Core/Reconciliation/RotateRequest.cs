namespace RotationService.Core.Reconciliation;

/// <summary>A person's order to rotate an application now, whatever the dates.</summary>
/// <param name="Policy">The name of the policy it is under.</param>
/// <param name="RevokePrevious">Whether the credentials it succeeds are removed at once, skipping the grace period.</param>
public sealed record RotateRequest(string Policy, bool RevokePrevious);
