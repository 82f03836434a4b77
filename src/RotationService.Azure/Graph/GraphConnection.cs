using System.Text.Json;
using Microsoft.Graph;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;
using RotationService.Azure.Http;
using RotationService.Azure.Resilience;
using RotationService.Azure.Tokens;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>Wraps the Graph client.</summary>
/// <remarks>
/// Creating one loads the assembly of Graph's model, which has 40 MB. A process that creates no connection never loads
/// it. The pipeline has only the two handlers of Kiota that do not change the behavior. Kiota's retry handler would
/// repeat addPassword after a 429, 503 or 504 and leave duplicate credentials whose values are lost. Its redirect
/// handler would send the token to another host.
/// </remarks>
internal sealed class GraphConnection : IDisposable
{
    private static readonly Dictionary<string, ParsableFactory<IParsable>> Errors = new(StringComparer.Ordinal)
    {
        ["XXX"] = ODataError.CreateFromDiscriminatorValue,
    };

    private readonly HttpClient _http;

    public GraphConnection(HttpMessageHandler traffic, GraphTokens tokens, CloudEndpoints cloud)
    {
        // The client disposes of the handlers.
        _http = new HttpClient(
            new HeadersInspectionHandler
            {
                InnerHandler = new ParametersNameDecodingHandler { InnerHandler = new GraphErrorHandler(traffic) }
            })
        {
            Timeout = Timeout.InfiniteTimeSpan, // The handlers below limit each exchange.
        };
        Client = new GraphServiceClient(
            _http,
            new Authentication(tokens, cloud),
            new Uri(cloud.Graph, "v1.0").AbsoluteUri);
    }

    public GraphServiceClient Client { get; }

    /// <summary>Sends a request and returns the body as it arrives. Null if the answer has no body.</summary>
    /// <exception cref="ApiException">The status is not a success.</exception>
    public Task<Stream?> SendAsync(RequestInformation request, CancellationToken cancellationToken) =>
        Client.RequestAdapter.SendPrimitiveAsync<Stream>(request, Errors, cancellationToken);

    /// <summary>Sends a request and returns the answer as the SDK's model. Null if the answer has no body.</summary>
    /// <exception cref="ApiException">The status is not a success.</exception>
    public Task<TModel?> SendAsync<TModel>(
        RequestInformation request,
        ParsableFactory<TModel> factory,
        CancellationToken cancellationToken)
        where TModel : IParsable =>
        Client.RequestAdapter.SendAsync(request, factory, Errors, cancellationToken);

    /// <summary>Sends a request whose answer has no body.</summary>
    /// <exception cref="ApiException">The status is not a success.</exception>
    public Task SendNoContentAsync(RequestInformation request, CancellationToken cancellationToken) =>
        Client.RequestAdapter.SendNoContentAsync(request, Errors, cancellationToken);

    /// <summary>Reads one page of a collection as it arrives. Null if the answer has no body.</summary>
    public async Task<GraphPage<TItem>?> ReadPageAsync<TItem>(
        RequestInformation request,
        ReadObject<TItem> readItem,
        CancellationToken cancellationToken)
    {
        request.AddRequestOptions([StreamedBody.Option]);
        await using var body = await SendAsync(request, cancellationToken);
        return body is null ? null : await GraphPage<TItem>.ReadAsync(body, readItem, cancellationToken);
    }

    /// <summary>Reads an answer that is one object. Empty if the answer has no body.</summary>
    public async Task<IReadOnlyList<TItem>> ReadObjectAsync<TItem>(
        RequestInformation request,
        ReadObject<TItem> readItem,
        CancellationToken cancellationToken)
    {
        await using var body = await SendAsync(request, cancellationToken);
        List<TItem> found = [];
        if (body is not null)
        {
            using var buffer = new BodyBuffer(body);
            while (await buffer.FillAsync(cancellationToken) > 0)
            {
                // The whole body must be in the buffer before it is parsed.
            }

            var json = new Utf8JsonReader(buffer.Held);
            json.Read();
            readItem(ref json, found);
        }

        return found;
    }

    public void Dispose()
    {
        Client.Dispose();
        _http.Dispose();
    }

    private sealed class Authentication(GraphTokens tokens, CloudEndpoints cloud) : IAuthenticationProvider
    {
        public async Task AuthenticateRequestAsync(
            RequestInformation request,
            Dictionary<string, object>? additionalAuthenticationContext = null,
            CancellationToken cancellationToken = default)
        {
            // Graph chooses the paging links, and they must not lead the token to another host.
            if (!Links.StaysAt(cloud.Graph, request.URI))
            {
                throw new ExchangeException(
                    new CallFailure(
                        CallFailureKind.Rejected,
                        $"Graph's answer links to {ErrorText.Short(request.URI.Authority)}, which is not Graph. Nothing was sent there."))
                { IsFinal = true };
            }

            var token = await tokens.GetAsync(cancellationToken);
            request.Headers.Remove("Authorization"); // A repeated request already has one.
            request.Headers.Add("Authorization", $"Bearer {token.Token}");
        }
    }
}
