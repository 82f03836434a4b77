using System.Collections.Concurrent;
using RotationService.Core.Timing;

namespace RotationService.Azure.Http;

/// <summary>
/// The state that all three clients share below the SDKs: the call counts, the token endpoint's lane and the services'
/// clock.
/// </summary>
/// <param name="clock">Receives the dates of the responses.</param>
/// <param name="realTime">
/// Measures the time-outs. They concern the network and therefore use real time even where the service's own time is
/// simulated.
/// </param>
internal sealed class Traffic(ServiceClock clock, TimeProvider realTime)
{
    /// <summary>
    /// How long one exchange may take, including its body: 60 seconds. The services' slowest answers take far less.
    /// </summary>
    public static readonly TimeSpan ExchangeTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, ConcurrentBag<Lane>> _lanes = new(StringComparer.OrdinalIgnoreCase);

    public ServiceClock Clock => clock;

    public TimeProvider RealTime => realTime;

    public CallCounts Calls { get; } = new();

    /// <summary>The lane of the token endpoint. No quota is published for it.</summary>
    public Lane Tokens { get; } = new("the token endpoint", clock.Time);

    /// <summary>The host of the vault that answered last. Null if none has answered.</summary>
    public string? AnsweringVault { get; set; }

    /// <summary>Registers the lane of a host's ordinary reads.</summary>
    public void Add(string host, Lane lane) => _lanes.GetOrAdd(host, _ => []).Add(lane);

    /// <summary>The lanes of a host's ordinary reads. Graph has one for each tenant.</summary>
    public IEnumerable<Lane> LanesOf(string host) => _lanes.GetValueOrDefault(host) ?? [];
}
