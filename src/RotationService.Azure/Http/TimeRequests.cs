using RotationService.Core.Reconciliation;

namespace RotationService.Azure.Http;

/// <summary>Asks the services for the time, with requests that bear no token and that each of them answers with a date, whoever asks.</summary>
/// <remarks>The answers themselves are not looked at: the handlers below take note of their dates.</remarks>
/// <param name="graph">What carries requests to Graph.</param>
/// <param name="tokens">What carries requests to the token endpoint.</param>
/// <param name="vaults">What carries requests to vaults.</param>
/// <param name="cloud">The addresses.</param>
/// <param name="traffic">Knows which host wants no requests now, and a vault that answers.</param>
internal sealed class TimeRequests(HttpMessageHandler graph, HttpMessageHandler tokens, HttpMessageHandler vaults, CloudEndpoints cloud, Traffic traffic) : ITimeServices, IDisposable
{
    private readonly HttpMessageInvoker _graph = new(graph);
    private readonly HttpMessageInvoker _tokens = new(tokens, disposeHandler: false);
    private readonly HttpMessageInvoker _vaults = new(vaults, disposeHandler: false);

    public async Task AskAsync(TimeService service, CancellationToken cancellationToken)
    {
        var (carrier, address) = service switch
        {
            // Its service document.
            TimeService.Graph => (_graph, new Uri(cloud.Graph, "v1.0/")),
            TimeService.TokenEndpoint => (_tokens, new Uri(cloud.Authority, "common/v2.0/.well-known/openid-configuration")),

            // Documented for diagnosing connections.
            _ => (_vaults, traffic.AnsweringVault is { } vault ? new Uri($"https://{vault}/healthstatus") : null),
        };
        if (address is null || traffic.IsClosed(address.Host))
        {
            return;
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await carrier.SendAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is ExchangeException or HttpRequestException or OperationCanceledException)
        {
            // No answer, no date.
        }
    }

    public void Dispose()
    {
        _graph.Dispose();
        _tokens.Dispose();
        _vaults.Dispose();
    }
}
