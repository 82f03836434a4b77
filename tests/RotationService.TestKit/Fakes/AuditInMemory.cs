using RotationService.Core.Auditing;

namespace RotationService.TestKit.Fakes;

/// <summary>An audit log in memory.</summary>
/// <param name="keepsRecords">Whether it keeps all records, or only open intents.</param>
public sealed class AuditInMemory(bool keepsRecords = true) : IAuditLog
{
    private readonly Lock _lock = new();
    private readonly List<AuditRecord> _records = [];
    private readonly Dictionary<Guid, (long Order, AuditRecord Intent)> _open = [];
    private long _order;

    /// <summary>The records so far, oldest first.</summary>
    public IReadOnlyList<AuditRecord> Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _records];
            }
        }
    }

    /// <inheritdoc/>
    public bool TryAppend(AuditRecord record)
    {
        lock (_lock)
        {
            if (record.Kind is AuditKind.Intent)
            {
                _open[record.IntentId] = (++_order, record);
            }
            else if (record.Kind is AuditKind.Outcome)
            {
                _open.Remove(record.IntentId);
            }

            if (keepsRecords)
            {
                _records.Add(record);
            }

            return true;
        }
    }

    /// <summary>The open intents about one object of the directory, oldest first.</summary>
    public IReadOnlyList<AuditRecord> OpenIntents(Guid objectId)
    {
        lock (_lock)
        {
            return [.. _open.Values.Where(open => open.Intent.ObjectId == objectId).OrderBy(open => open.Order).Select(open => open.Intent)];
        }
    }

    /// <inheritdoc/>
    IReadOnlyList<AuditRecord>? IAuditLog.OpenIntents(Guid objectId) => OpenIntents(objectId);
}
