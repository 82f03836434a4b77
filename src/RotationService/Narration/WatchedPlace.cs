namespace RotationService.Narration;

/// <summary>The tenant or sandbox in which the service works, and where the user can find more about it.</summary>
/// <param name="Place">A description of the tenant or sandbox.</param>
/// <param name="AuditPath">The path of the audit log.</param>
/// <param name="StatusCommand">The command line that shows the status.</param>
internal sealed record WatchedPlace(string Place, string AuditPath, string StatusCommand);
