using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;

namespace RotationService.Simulation.Memory;

/// <summary>What a sweeper needs beside Azure: an audit log that takes everything, identifiers, and nobody to tell. A defect shows in the report.</summary>
internal sealed class SilentServices : IAuditLog, IIdentifiers, IRotationEvents
{
    public bool TryAppend(AuditRecord record) => true;

    public IReadOnlyList<AuditRecord> OpenIntents(Guid objectId) => [];

    public RotationId NewRotation(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public Guid NewCall() => Guid.NewGuid();

    public void SweepBegins(int policies, DateTimeOffset at)
    {
    }

    public void StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at)
    {
    }

    public void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message)
    {
    }

    public void Reconciled(ApplicationReport report)
    {
    }

    public void SweepGoesOn(SweepProgress progress)
    {
    }

    public void SweepEnded(SweepReport report)
    {
    }

    public void Unexpected(Policy policy, Exception exception)
    {
    }
}
