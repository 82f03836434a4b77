namespace RotationService.Narration;

/// <summary>Where a run works, and where a person can look it up.</summary>
/// <param name="Place">The tenant or sandbox that is worked on.</param>
/// <param name="AuditPath">The audit log.</param>
/// <param name="StatusCommand">The command that shows the status there.</param>
internal sealed record WatchedPlace(string Place, string AuditPath, string StatusCommand);
