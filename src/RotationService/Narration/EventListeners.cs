using Microsoft.Extensions.Logging;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Narration;

/// <summary>Passes the events of the sweeper to all listeners, in the order in which they were added.</summary>
/// <remarks>
/// A listener that can no longer write (the terminal is closed, the disk of the output is full) delays no rotation and
/// no other listener.
/// </remarks>
internal sealed partial class EventListeners(ILogger<EventListeners> logger) : IRotationEvents
{
    private readonly List<IRotationEvents> _listeners = [];

    /// <summary>Adds a listener. Call it before the first sweep.</summary>
    public void Add(IRotationEvents listener) => _listeners.Add(listener);

    /// <inheritdoc/>
    public void SweepBegins(int policies, DateTimeOffset at) => Tell(listener => listener.SweepBegins(policies, at));

    /// <inheritdoc/>
    public void StepBegins(Policy policy, DirectoryApplication application, Act act, DateTimeOffset at) =>
        Tell(listener => listener.StepBegins(policy, application, act, at));

    /// <inheritdoc/>
    public void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message) =>
        Tell(listener => listener.StepEnded(policy, application, step, message));

    /// <inheritdoc/>
    public void Reconciled(ApplicationReport report) => Tell(listener => listener.Reconciled(report));

    /// <inheritdoc/>
    public void SweepGoesOn(SweepProgress progress) => Tell(listener => listener.SweepGoesOn(progress));

    /// <inheritdoc/>
    public void SweepEnded(SweepReport report) => Tell(listener => listener.SweepEnded(report));

    /// <inheritdoc/>
    public void Unexpected(Policy policy, Exception exception) =>
        Tell(listener => listener.Unexpected(policy, exception));

    private void Tell(Action<IRotationEvents> tell)
    {
        foreach (var listener in _listeners)
        {
            try
            {
                tell(listener);
            }
            catch (IOException exception)
            {
                Log.NotTold(logger, exception.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1009, Level = LogLevel.Debug, Message = "Writing to standard output failed: {Problem}")]
        public static partial void NotTold(ILogger logger, string problem);
    }
}
