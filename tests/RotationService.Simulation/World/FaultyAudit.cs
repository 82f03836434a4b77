using RotationService.Audit;
using RotationService.Core.Auditing;

namespace RotationService.Simulation.World;

/// <summary>The production audit log on a disk that may fill, fail, or lose its machine in the middle of a line.</summary>
internal sealed class FaultyAudit(SimulatedWorld world, ServiceProcess process, AuditLog inner) : IAuditLog
{
    public bool TryAppend(AuditRecord record)
    {
        process.ThrowIfDead();
        var effect = new Effect($"audit {record.Kind} {record.Step}", EffectKind.Audit);
        world.Transcript.Mark(effect.Route);
        var outcome = world.Fates.Of(process, effect).Outcome;
        switch (outcome)
        {
            case Outcome.CrashBefore:
                Die();
                break;

            case Outcome.CrashAfter:
                inner.TryAppend(record);
                Die();
                break;

            case Outcome.Torn:
                var before = new FileInfo(process.Machine.AuditPath).Length;
                inner.TryAppend(record);
                process.Machine.Kill();
                Tear(before);
                process.ThrowIfDead();
                break;

            case Outcome.WriteFails:
                return false;

            case Outcome.DiskFull:
                process.Machine.DiskIsFull = true;
                break;

            default:
                break;
        }

        if (process.Machine.DiskIsFull)
        {
            return false;
        }

        world.Transcript.Note(process.Machine.Name, $"  audit {record.Kind} {record.Step} {record.Outcome} {record.Reason}");
        var written = inner.TryAppend(record);
        if (!written)
        {
            world.Transcript.Mark("the record could not be written");
        }

        world.Judge.Records(process.Machine);
        return written;
    }

    public IReadOnlyList<AuditRecord>? OpenIntents(Guid objectId)
    {
        process.ThrowIfDead();
        return inner.OpenIntents(objectId);
    }

    private void Die()
    {
        process.Machine.Kill();
        process.ThrowIfDead();
    }

    private void Tear(long before)
    {
        using var file = new FileStream(process.Machine.AuditPath, FileMode.Open);
        file.SetLength(before + ((file.Length - before) / 2));
    }
}
