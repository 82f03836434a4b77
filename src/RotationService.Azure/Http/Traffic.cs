using RotationService.Core.Reconciliation;

namespace RotationService.Azure.Http;

/// <summary>What all three clients share below the SDKs: the counts, the token endpoint's lane, the services' clock.</summary>
/// <param name="clock">Hears the responses' dates.</param>
/// <param name="realTime">Measures time-outs, which are about the network and therefore real even where the service's own time is not.</param>
internal sealed class Traffic(ServiceClock clock, TimeProvider realTime)
{
    /// <summary>How long one exchange may take, its body included. The services' slowest answers are far below.</summary>
    public static readonly TimeSpan ExchangeTimeout = TimeSpan.FromSeconds(60);

    public ServiceClock Clock => clock;

    public TimeProvider RealTime => realTime;

    public CallCounts Calls { get; } = new();

    /// <summary>The lane of the token endpoint, for which no quota is published.</summary>
    public Lane Tokens { get; } = new("the token endpoint", clock.Time);
}
