namespace RotationService.Core.Auditing;

/// <summary>The audit log: every intent is in it, durable, before its effect is sent, and every intent gets exactly one outcome.</summary>
public interface IAuditLog
{
    /// <summary>Adds a record; when the call returns true the record is on the disk. False if the log cannot be written: then nothing may be begun.</summary>
    /// <remarks>Takes no cancellation: an outcome is recorded even while the process is being stopped.</remarks>
    /// <param name="record">What to record.</param>
    bool TryAppend(AuditRecord record);

    /// <summary>
    /// The intents about one object of the directory that have no outcome yet, those of earlier processes on the same log included, oldest first.
    /// Null if what the log holds is not known, because it cannot be opened now.
    /// </summary>
    IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId);
}
