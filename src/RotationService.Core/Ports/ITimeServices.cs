namespace RotationService.Core.Ports;

/// <summary>Asks the services for the time.</summary>
public interface ITimeServices
{
    /// <summary>
    /// Sends a service a cheap request that needs no permission; the date of its answer, whatever else it says, is passed to the services' clock.
    /// Sends nothing to a service that wants no requests now, or whose address is not known yet. A request that fails is no error.
    /// </summary>
    /// <param name="service">Which service.</param>
    /// <param name="cancellationToken">Ends it; no error either.</param>
    Task AskAsync(TimeService service, CancellationToken cancellationToken);
}
