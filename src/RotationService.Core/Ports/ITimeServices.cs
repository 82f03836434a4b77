namespace RotationService.Core.Ports;

/// <summary>Asks the Azure services for the time.</summary>
public interface ITimeServices
{
    /// <summary>
    /// Sends a cheap request that needs no permission to a service. The date of the answer is passed to the
    /// <c>ServiceClock</c>, whatever else the answer says. Sends nothing if the service has asked for a pause or if its
    /// address is not known yet. A request that fails is not an error.
    /// </summary>
    /// <param name="service">The service to ask.</param>
    /// <param name="cancellationToken">Ends the request, which is not an error either.</param>
    Task AskAsync(TimeService service, CancellationToken cancellationToken);
}
