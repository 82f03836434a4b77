using Azure.Core.Pipeline;
using RotationService.Azure.Graph;
using RotationService.Azure.Http;
using RotationService.Azure.KeyVault;
using RotationService.Azure.Tokens;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure;

/// <summary>Azure as Core wants it: the directory of one tenant or of several, the vaults and the token endpoint, as one identity. Making it sends nothing.</summary>
/// <remarks>
/// The SDKs neither repeat nor log here. Every exchange passes one handler that counts it, limits it in time, feeds the services' clock
/// and keeps to <c>Retry-After</c>, host by host. Safe for use by several threads.
/// </remarks>
public sealed class AzureConnection : IDisposable
{
    /// <summary>How long a connection that carries nothing is kept: enough for the calls of one sweep, which follow each other closely. Its buffers hold what it carried last, a secret it may be, for as long as it is open.</summary>
    public static readonly TimeSpan IdleConnectionTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpMessageHandler? _ownNetwork;
    private readonly HttpClient _vaultClient;
    private readonly HttpClient _tokenClient;
    private readonly TenantDirectories _directories;
    private readonly TimeRequests _timeRequests;
    private readonly ServiceClock _clock;

    /// <summary>Connects nothing yet.</summary>
    /// <param name="options">Where to, and as whom.</param>
    /// <param name="clock">Hears every response's <c>Date</c>, and asks the services for the time through this connection; waits are on its time.</param>
    public AzureConnection(AzureOptions options, ServiceClock clock)
    {
        var cloud = CloudEndpoints.Of(options.Cloud);
        var network = options.Handler ?? (_ownNetwork = Transport.Create());
        var traffic = new Traffic(clock, options.RealTime);

        var tokenTraffic = new TrafficHandler(RemoteService.Token, traffic, network);
        var vaultTraffic = new TrafficHandler(RemoteService.Vault, traffic, network);
        _tokenClient = Client(new TokenAnswerHandler(traffic, tokenTraffic));
        _vaultClient = Client(vaultTraffic);
        traffic.Add(cloud.Authority.Host, traffic.Tokens);
        _timeRequests = new TimeRequests(new TrafficHandler(RemoteService.Graph, traffic, network), tokenTraffic, vaultTraffic, cloud, traffic);
        _clock = clock;
        _clock.Services = _timeRequests;
        var tokenTransport = new HttpClientTransport(_tokenClient);
        var credential = new OperatorCredential(Credentials.Create(options, cloud, tokenTransport), traffic);
        _directories = new TenantDirectories(options.Tenants, tenant =>
        {
            var tokens = TokensFor(tenant ?? options.TenantId);
            return new GraphDirectory(new GraphConnection(new TrafficHandler(RemoteService.Graph, traffic, network), tokens, cloud), tokens, cloud, traffic);
        });

        Vaults = new AzureVaults(credential, new HttpClientTransport(_vaultClient), traffic);
        Tokens = new TokenEndpoint(TokensFor(options.TenantId), cloud, tokenTransport, traffic);
        Calls = traffic.Calls;

        GraphTokens TokensFor(Guid? tenantId) => new(credential, tenantId, cloud, clock);
    }

    /// <summary>The directory.</summary>
    public IDirectory Directory => _directories;

    /// <summary>The vaults.</summary>
    public IVaults Vaults { get; }

    /// <summary>The tenants' token endpoint.</summary>
    public ITokenEndpoint Tokens { get; }

    /// <summary>How many requests have been sent.</summary>
    public CallCounts Calls { get; }

    /// <summary>Closes the connections. Calls under way fail.</summary>
    public void Dispose()
    {
        _clock.Services = null;
        _timeRequests.Dispose();
        _directories.Dispose();
        _vaultClient.Dispose();
        _tokenClient.Dispose();
        _ownNetwork?.Dispose();
    }

    // Each exchange is limited below, so that a wait above it does not count.
    private static HttpClient Client(HttpMessageHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };
}
