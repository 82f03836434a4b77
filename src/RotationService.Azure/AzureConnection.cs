using Azure.Core.Pipeline;
using RotationService.Azure.Graph;
using RotationService.Azure.Http;
using RotationService.Azure.KeyVault;
using RotationService.Azure.Tokens;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure;

/// <summary>
/// Implements the ports of Core against Azure: the directory of one or several tenants, the key vaults and the token
/// endpoint, all with one identity. Creating a connection sends nothing.
/// </summary>
/// <remarks>
/// The SDKs neither retry nor log here. Every exchange passes through one handler that counts it, limits its time,
/// passes its <c>Date</c> header to the services' clock and respects <c>Retry-After</c> for each host. Safe for use by
/// several threads.
/// </remarks>
public sealed class AzureConnection : IDisposable
{
    /// <summary>
    /// How long an idle connection is kept open: 2 seconds, enough for the calls of one sweep, which follow each other
    /// closely. The buffers of an open connection hold what it carried last, which may be a secret text.
    /// </summary>
    public static readonly TimeSpan IdleConnectionTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpMessageHandler? _ownNetwork;
    private readonly HttpClient _vaultClient;
    private readonly HttpClient _tokenClient;
    private readonly TenantDirectories _directories;
    private readonly TimeRequests _timeRequests;
    private readonly ServiceClock _clock;

    /// <summary>Creates a connection. Sends nothing.</summary>
    /// <param name="options">The cloud, the tenants and the identity.</param>
    /// <param name="clock">
    /// Receives the <c>Date</c> header of every response, asks the services for the time through this connection, and
    /// measures waits.
    /// </param>
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
        _timeRequests = new TimeRequests(
            new TrafficHandler(RemoteService.Graph, traffic, network),
            tokenTraffic,
            vaultTraffic,
            cloud,
            traffic);
        _clock = clock;
        _clock.Services = _timeRequests;
        var tokenTransport = new HttpClientTransport(_tokenClient);
        var credential = new OperatorCredential(Credentials.Create(options, cloud, tokenTransport), traffic);
        _directories = new TenantDirectories(options.Tenants, tenant =>
        {
            var tokens = TokensFor(tenant ?? options.TenantId);
            return new GraphDirectory(
                new GraphConnection(new TrafficHandler(RemoteService.Graph, traffic, network), tokens, cloud),
                tokens,
                cloud,
                traffic);
        });

        Vaults = new AzureVaults(credential, new HttpClientTransport(_vaultClient), traffic);
        Tokens = new TokenEndpoint(TokensFor(options.TenantId), cloud, tokenTransport, traffic);
        Calls = traffic.Calls;

        GraphTokens TokensFor(Guid? tenantId) => new(credential, tenantId, cloud, clock);
    }

    /// <summary>The directory of all tenants.</summary>
    public IDirectory Directory => _directories;

    /// <summary>The key vaults.</summary>
    public IVaults Vaults { get; }

    /// <summary>The token endpoint of the tenants.</summary>
    public ITokenEndpoint Tokens { get; }

    /// <summary>The number of requests sent so far.</summary>
    public CallCounts Calls { get; }

    /// <summary>Closes the connections. Calls in progress fail.</summary>
    public void Dispose()
    {
        _clock.Services = null;
        _timeRequests.Dispose();
        _directories.Dispose();
        _vaultClient.Dispose();
        _tokenClient.Dispose();
        _ownNetwork?.Dispose();
    }

    // The handlers below limit each exchange, so that time spent waiting above them does not count.
    private static HttpClient Client(HttpMessageHandler handler) => new(handler) { Timeout = Timeout.InfiniteTimeSpan };
}
