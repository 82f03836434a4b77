using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.TestKit.Fakes;

/// <summary>A listener that does nothing. A test overrides what it listens to.</summary>
public class SilentEvents : IRotationEvents
{
    /// <inheritdoc/>
    public virtual void SweepBegins(int policies, DateTimeOffset at)
    {
    }

    /// <inheritdoc/>
    public virtual void StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at)
    {
    }

    /// <inheritdoc/>
    public virtual void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message)
    {
    }

    /// <inheritdoc/>
    public virtual void Reconciled(ApplicationReport report)
    {
    }

    /// <inheritdoc/>
    public virtual void SweepGoesOn(SweepProgress progress)
    {
    }

    /// <inheritdoc/>
    public virtual void SweepEnded(SweepReport report)
    {
    }

    /// <inheritdoc/>
    public virtual void Unexpected(Policy policy, Exception exception)
    {
    }
}
