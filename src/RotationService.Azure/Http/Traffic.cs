using System.Collections.Concurrent;
using RotationService.Core.Timing;

namespace RotationService.Azure.Http;

/// <summary>What all three clients share below the SDKs: the counts, the token endpoint's lane, the services' clock.</summary>
/// <param name="clock">Hears the responses' dates.</param>
/// <param name="realTime">Measures time-outs, which are about the network and therefore real even where the service's own time is not.</param>
internal sealed class Traffic(ServiceClock clock, TimeProvider realTime)
{
    /// <summary>How long one exchange may take, its body included. The services' slowest answers are far below.</summary>
    public static readonly TimeSpan ExchangeTimeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, ConcurrentBag<Lane>> _lanes = new(StringComparer.OrdinalIgnoreCase);

    public ServiceClock Clock => clock;

    public TimeProvider RealTime => realTime;

    public CallCounts Calls { get; } = new();

    /// <summary>The lane of the token endpoint, for which no quota is published.</summary>
    public Lane Tokens { get; } = new("the token endpoint", clock.Time);

    /// <summary>The vault that answered last; null if none has.</summary>
    public string? AnsweringVault { get; set; }

    /// <summary>Makes the lane of a host's ordinary reads known.</summary>
    public void Add(string host, Lane lane) => _lanes.GetOrAdd(host, _ => []).Add(lane);

    /// <summary>The lanes of a host's ordinary reads; Graph has one for each tenant.</summary>
    public IEnumerable<Lane> LanesOf(string host) => _lanes.GetValueOrDefault(host) ?? [];
}
