namespace RotationService.Narration;

/// <summary>Where things are, for a person who wants to look.</summary>
/// <param name="Place">The tenant or sandbox that is worked on.</param>
/// <param name="AuditPath">The audit log.</param>
/// <param name="StatusCommand">What to type to look at the same place.</param>
internal sealed record Whereabouts(string Place, string AuditPath, string StatusCommand);
