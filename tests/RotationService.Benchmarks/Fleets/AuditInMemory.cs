using RotationService.Audit;
using RotationService.Core.Auditing;

namespace RotationService.Benchmarks.Fleets;

/// <summary>The audit log without the disk, which has no part in what is measured in virtual time.</summary>
internal sealed class AuditInMemory : IAuditLog
{
    private readonly Lock _lock = new();
    private readonly OpenIntentList _open = new();

    public bool TryAppend(AuditRecord record)
    {
        lock (_lock)
        {
            _open.Note(record);
            return true;
        }
    }

    public IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId)
    {
        lock (_lock)
        {
            return _open.About(objectId);
        }
    }
}
