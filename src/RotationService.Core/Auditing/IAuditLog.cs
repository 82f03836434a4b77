namespace RotationService.Core.Auditing;

/// <summary>
/// The audit log. It holds every intent durably before the effect is sent, and every intent gets exactly one outcome.
/// </summary>
public interface IAuditLog
{
    /// <summary>Appends a record.</summary>
    /// <remarks>
    /// The method takes no cancellation token, because an outcome is recorded even while the process stops.
    /// </remarks>
    /// <param name="record">The record to append.</param>
    /// <returns>
    /// True if the record is on the disk. False if the log cannot be written. Then no new intent may start.
    /// </returns>
    bool TryAppend(AuditRecord record);

    /// <summary>
    /// Returns the intents about one directory object that have no outcome yet, oldest first. The intents of earlier
    /// processes on the same log are included.
    /// </summary>
    /// <param name="objectId">The object ID of the app registration or service principal.</param>
    /// <returns>
    /// The open intents. Null if the content of the log is unknown, because the log cannot be opened now.
    /// </returns>
    IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId);
}
