using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Simulation.World;

/// <summary>Hears what a process tells, and makes a violation of every defect it reports.</summary>
/// <param name="world">The world.</param>
/// <param name="process">The process.</param>
/// <param name="next">The production log and console; null where nobody reads them.</param>
internal sealed class ProcessEvents(SimulatedWorld world, ServiceProcess process, IRotationEvents? next) : IRotationEvents
{
    public void SweepBegins(int policies, DateTimeOffset at) => next?.SweepBegins(policies, at);

    public void StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at) => next?.StepBegins(policy, application, act, at);

    public void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message) => next?.StepEnded(policy, application, step, message);

    public void Reconciled(ApplicationReport report) => next?.Reconciled(report);

    public void SweepGoesOn(SweepProgress progress) => next?.SweepGoesOn(progress);

    public void SweepEnded(SweepReport report) => next?.SweepEnded(report);

    public void Unexpected(Policy policy, Exception exception)
    {
        next?.Unexpected(policy, exception);
        if (!process.IsDead)
        {
            world.Judge.Violated("I10", $"{process.Machine.Name} met a defect of its own: {exception}");
        }
    }
}
