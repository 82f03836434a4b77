using RotationService.Core.Auditing;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// What is about to be done is written down once it has been done. HashiCorp's vault-plugin-secrets-azure makes the new root
/// credential first and its write-ahead record after it.
/// </summary>
internal sealed class AuditedAfterwards : Exhibit
{
    public override string Name => "audit after the effect";

    public override string Seam => "audit log";

    public override IReadOnlyList<string> Invariants => ["I8"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process) => new() { Audit = audit => new Late(audit) };

    private sealed class Late(IAuditLog inner) : IAuditLog
    {
        private readonly List<AuditRecord> _intents = [];

        public bool TryAppend(AuditRecord record)
        {
            if (record.Kind is AuditKind.Intent)
            {
                _intents.Add(record);
                return true;
            }

            return _intents.Find(intent => intent.IntentId == record.IntentId) is { } intent
                ? _intents.Remove(intent) && inner.TryAppend(intent) && inner.TryAppend(record)
                : inner.TryAppend(record);
        }

        public IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId) => [.. inner.OpenIntents(objectId) ?? [], .. _intents.Where(intent => intent.ObjectId == objectId)];
    }
}
