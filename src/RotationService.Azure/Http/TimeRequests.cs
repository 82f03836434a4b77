using System.Net;
using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>
/// Asks the services for the time, with requests without a token that every service answers with a <c>Date</c> header.
/// </summary>
/// <remarks>
/// The handlers below read the dates of the answers. Of the rest of an answer only 429 and <c>Retry-After</c> matter.
/// The requests share the lanes of the host's ordinary reads.
/// </remarks>
/// <param name="graph">Sends requests to Graph.</param>
/// <param name="tokens">Sends requests to the token endpoint.</param>
/// <param name="vaults">Sends requests to the vaults.</param>
/// <param name="cloud">The endpoints of the cloud.</param>
/// <param name="traffic">Holds the lanes of the hosts, and the host of a vault that answers.</param>
internal sealed class TimeRequests(
    HttpMessageHandler graph,
    HttpMessageHandler tokens,
    HttpMessageHandler vaults,
    CloudEndpoints cloud,
    Traffic traffic) : ITimeServices, IDisposable
{
    private readonly HttpMessageInvoker _graph = new(graph);
    private readonly HttpMessageInvoker _tokens = new(tokens, disposeHandler: false);
    private readonly HttpMessageInvoker _vaults = new(vaults, disposeHandler: false);

    public async Task AskAsync(TimeService service, CancellationToken cancellationToken)
    {
        var (carrier, address) = service switch
        {
            // Graph's service document.
            TimeService.Graph => (_graph, new Uri(cloud.Graph, "v1.0/")),
            TimeService.TokenEndpoint =>
                (_tokens, new Uri(cloud.Authority, "common/v2.0/.well-known/openid-configuration")),

            // The address is documented for the diagnosis of connections.
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
            var said = new CallFailure(
                answer.StatusCode is HttpStatusCode.TooManyRequests
                    ? CallFailureKind.Throttled
                    : CallFailureKind.Unreachable,
                "")
            {
                RetryAfter = RetryAfter.Of(answer, traffic.Clock.Now),
            };
            foreach (var lane in traffic.LanesOf(address.Host))
            {
                lane.Heed(said);
            }
        }
        catch (Exception exception) when (
            exception is ExchangeException or HttpRequestException or OperationCanceledException)
        {
            // Without an answer there is no date.
        }
    }

    public void Dispose()
    {
        _graph.Dispose();
        _tokens.Dispose();
        _vaults.Dispose();
    }
}
