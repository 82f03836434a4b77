using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Graph;
using Microsoft.Graph.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;
using RotationService.Sandbox;

namespace RotationService.Benchmarks.Rivals;

/// <summary>The SDK's clients as everybody makes them, with the SDK's own repeating.</summary>
internal sealed class RivalClients : IDisposable
{
    private readonly Dictionary<string, SecretClient> _vaults = new(StringComparer.Ordinal);
    private readonly HttpClient _graphHttp;
    private readonly HttpClient _azureHttp;
    private readonly ClientSecretCredential _credential;
    private readonly bool _azureRepeats;

    private RivalClients(HttpClient graphHttp, HttpClient azureHttp, SandboxOperator identity, bool azureRepeats)
    {
        (_graphHttp, _azureHttp, _azureRepeats) = (graphHttp, azureHttp, azureRepeats);
        _credential = new ClientSecretCredential(identity.TenantId.ToString(), identity.ClientId.ToString(), identity.ClientSecret, new ClientSecretCredentialOptions
        {
            DisableInstanceDiscovery = true,
            Transport = new HttpClientTransport(azureHttp),
        });
        Graph = new GraphServiceClient(graphHttp, new AzureIdentityAuthenticationProvider(_credential, isCaeEnabled: false));
    }

    /// <summary>Microsoft Graph.</summary>
    public GraphServiceClient Graph { get; }

    /// <summary>On a real network and in real time.</summary>
    public static RivalClients InRealTime(HttpMessageHandler network, SandboxOperator identity) =>
        new(GraphHttp(GraphClientFactory.CreateDefaultHandlers(), network), new HttpClient(network, disposeHandler: false), identity, azureRepeats: true);

    /// <summary>In virtual time: the SDKs would wait in real time before they repeat, so that is done below them, the same way.</summary>
    public static RivalClients InVirtualTime(HttpMessageHandler network, SandboxOperator identity, TimeProvider time)
    {
        var patient = new RepeatingHandler(network, time);
        var handlers = GraphClientFactory.CreateDefaultHandlers().Where(handler => handler is not RetryHandler).ToList();
        return new(GraphHttp(handlers, patient), new HttpClient(patient, disposeHandler: false), identity, azureRepeats: false);
    }

    /// <summary>A vault by its name.</summary>
    public SecretClient Vault(string name)
    {
        lock (_vaults)
        {
            if (!_vaults.TryGetValue(name, out var client))
            {
                var options = new SecretClientOptions { Transport = new HttpClientTransport(_azureHttp) };
                options.Retry.MaxRetries = _azureRepeats ? options.Retry.MaxRetries : 0;
                _vaults[name] = client = new SecretClient(new Uri($"https://{name}.vault.azure.net"), _credential, options);
            }

            return client;
        }
    }

    private static HttpClient GraphHttp(IEnumerable<DelegatingHandler> handlers, HttpMessageHandler network) =>
        new(GraphClientFactory.CreatePipeline(handlers, network), disposeHandler: false);

    public void Dispose()
    {
        Graph.Dispose();
        _graphHttp.Dispose();
        _azureHttp.Dispose();
    }
}
