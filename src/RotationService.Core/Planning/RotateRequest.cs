using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>A person's order to rotate an application now, whatever the dates.</summary>
/// <param name="Subject">Which application, by the policy it is under.</param>
/// <param name="RevokePrevious">Whether the credentials it succeeds are removed at once, skipping the grace period.</param>
public sealed record RotateRequest(PolicyKey Subject, bool RevokePrevious);
