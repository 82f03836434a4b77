using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reporting;

/// <summary>Where a sweep tells what it is doing, as it does it: the operational log and a person at a terminal. Nothing depends on it.</summary>
public interface IRotationEvents
{
    /// <summary>A sweep begins.</summary>
    /// <param name="policies">How many policies it will look at.</param>
    /// <param name="at">When, in the services' time.</param>
    void SweepBegins(int policies, DateTimeOffset at);

    /// <summary>A step begins. <see cref="StepEnded"/> follows, once or, where an act has several steps, several times.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="application">The application.</param>
    /// <param name="act">What is done, and why.</param>
    /// <param name="at">When, in the services' time.</param>
    void StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at);

    /// <summary>A step ended.</summary>
    void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message);

    /// <summary>An application was looked at and all that could be done for it now has been done.</summary>
    void Reconciled(ApplicationReport report);

    /// <summary>A sweep that takes a while goes on: reported now and then, at most every 15 seconds.</summary>
    void SweepGoesOn(SweepProgress progress);

    /// <summary>A sweep ended; work that takes time may go on until the next.</summary>
    void SweepEnded(SweepReport report);

    /// <summary>Reconciling an application failed with an exception, which is a defect of ours or of a library: it is reported as UnexpectedError and the others carry on.</summary>
    void Unexpected(Policy policy, Exception exception);
}
