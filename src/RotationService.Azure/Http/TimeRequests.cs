using System.Net;
using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>Asks the services for the time, with requests that bear no token and that each of them answers with a date, whoever asks.</summary>
/// <remarks>
/// The handlers below take note of the dates of the answers. Of the rest only what a host says about further requests is heeded: these
/// share the lanes of its ordinary reads.
/// </remarks>
/// <param name="graph">What carries requests to Graph.</param>
/// <param name="tokens">What carries requests to the token endpoint.</param>
/// <param name="vaults">What carries requests to vaults.</param>
/// <param name="cloud">The addresses.</param>
/// <param name="traffic">Knows the hosts' lanes, and a vault that answers.</param>
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
        if (address is null)
        {
            return;
        }

        try
        {
            foreach (var lane in traffic.LanesOf(address.Host))
            {
                await lane.EnterAsync(TimeSpan.Zero, cancellationToken);
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await carrier.SendAsync(request, cancellationToken);
            var said = new CallFailure(answer.StatusCode is HttpStatusCode.TooManyRequests ? CallFailureKind.Throttled : CallFailureKind.Unreachable, "")
            {
                RetryAfter = RetryAfter.Of(answer, traffic.Clock.Now),
            };
            foreach (var lane in traffic.LanesOf(address.Host))
            {
                lane.Heed(said);
            }
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
