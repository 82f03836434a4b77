using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>A person's request to rotate an application now, regardless of the dates.</summary>
/// <param name="Subject">The application, by the key of its policy.</param>
/// <param name="RevokePrevious">
/// Whether the credentials that the new one succeeds are removed at once, without the grace period.
/// </param>
public sealed record RotateRequest(PolicyKey Subject, bool RevokePrevious);
