using System.Collections.Concurrent;
using RotationService.Core.Reconciliation;

namespace RotationService.Azure.Http;

/// <summary>What all three clients share below the SDKs: the gates, the counts, the services' clock.</summary>
/// <param name="clock">Hears the responses' dates.</param>
/// <param name="realTime">Measures time-outs, which are about the network and therefore real even where the service's own time is not.</param>
internal sealed class Traffic(ServiceClock clock, TimeProvider realTime)
{
    /// <summary>How long one exchange may take, its body included. The services' slowest answers are far below.</summary>
    public static readonly TimeSpan ExchangeTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.OrdinalIgnoreCase);

    public ServiceClock Clock => clock;

    public TimeProvider RealTime => realTime;

    public CallCounts Calls { get; } = new();

    /// <summary>The gate of a host: one for Graph, one for each vault, one for the token endpoint.</summary>
    public Gate GateOf(string host) => _gates.GetOrAdd(host, _ => new Gate(clock.Time));
}
