using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reporting;

/// <summary>
/// Receives the events of a sweep as they happen, for the operational log and for a person at a terminal. No decision
/// depends on it.
/// </summary>
public interface IRotationEvents
{
    /// <summary>A sweep begins.</summary>
    /// <param name="policies">The number of policies.</param>
    /// <param name="at">The time of the Azure services.</param>
    void SweepBegins(int policies, DateTimeOffset at);

    /// <summary>A step begins. <see cref="StepEnded"/> follows, once for each step of the act.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="application">The application.</param>
    /// <param name="act">What is done, and why.</param>
    /// <param name="at">The time of the Azure services.</param>
    void StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at);

    /// <summary>A step ended.</summary>
    void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message);

    /// <summary>An application was observed, and everything that could be done for it now is done.</summary>
    void Reconciled(ApplicationReport report);

    /// <summary>A long sweep is still running. Reported at most every 15 seconds.</summary>
    void SweepGoesOn(SweepProgress progress);

    /// <summary>A sweep ended. Work that takes time can continue until the next sweep.</summary>
    void SweepEnded(SweepReport report);

    /// <summary>
    /// The reconciliation of an application threw an exception, which is a defect of the service or of a library. The
    /// application is reported with <see cref="Reason.UnexpectedError"/>, and the sweep continues with the others.
    /// </summary>
    void Unexpected(Policy policy, Exception exception);
}
