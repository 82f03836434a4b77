using RotationService.Core.Auditing;

namespace RotationService.Audit;

/// <summary>The intents of a log that have no outcome yet.</summary>
internal sealed class OpenIntentList
{
    private readonly Dictionary<Guid, (long Order, AuditRecord Intent)> _open = [];
    private long _order;

    /// <summary>The number of open intents.</summary>
    public int Count => _open.Count;

    /// <summary>Adds an intent, or removes the intent of an outcome.</summary>
    public void Note(AuditRecord record)
    {
        switch (record.Kind)
        {
            case AuditKind.Intent:
                _open[record.IntentId] = (++_order, record);
                break;
            case AuditKind.Outcome:
                _open.Remove(record.IntentId);
                break;
            default:
                break;
        }
    }

    /// <summary>The open intents about one object of the directory, oldest first.</summary>
    public IReadOnlyList<AuditRecord> About(Guid objectId) =>
        [
            .. _open.Values
                .Where(open => open.Intent.ObjectId == objectId)
                .OrderBy(open => open.Order)
                .Select(open => open.Intent)
        ];
}
