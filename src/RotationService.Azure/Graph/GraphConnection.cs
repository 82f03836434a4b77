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

/// <summary>The Graph client.</summary>
/// <remarks>
/// Making one loads an assembly of 40 MB, Graph's model; a process that makes no connection never does.
/// Of Kiota's handlers only the two that change no behaviour are there. Its retry handler would repeat addPassword after a 429, 503 or
/// 504 and leave duplicates whose values are gone; its redirect handler would send the token elsewhere.
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
        // The handlers are the client's to dispose of.
        _http = new HttpClient(new HeadersInspectionHandler { InnerHandler = new ParametersNameDecodingHandler { InnerHandler = new GraphErrorHandler(traffic) } })
        {
            Timeout = Timeout.InfiniteTimeSpan, // Each exchange is limited below.
        };
        Client = new GraphServiceClient(_http, new Authentication(tokens, cloud), new Uri(cloud.Graph, "v1.0").AbsoluteUri);
    }

    public GraphServiceClient Client { get; }

    /// <summary>The body of an answer as it comes; null if there is none.</summary>
    /// <exception cref="ApiException">The answer is no success.</exception>
    public Task<Stream?> SendAsync(RequestInformation request, CancellationToken cancellationToken) =>
        Client.RequestAdapter.SendPrimitiveAsync<Stream>(request, Errors, cancellationToken);

    /// <summary>An answer as the SDK's model has it; null if it has no body.</summary>
    /// <exception cref="ApiException">The answer is no success.</exception>
    public Task<TModel?> SendAsync<TModel>(RequestInformation request, ParsableFactory<TModel> factory, CancellationToken cancellationToken)
        where TModel : IParsable => Client.RequestAdapter.SendAsync(request, factory, Errors, cancellationToken);

    /// <summary>Sends what is answered by nothing.</summary>
    /// <exception cref="ApiException">The answer is no success.</exception>
    public Task SendNoContentAsync(RequestInformation request, CancellationToken cancellationToken) =>
        Client.RequestAdapter.SendNoContentAsync(request, Errors, cancellationToken);

    /// <summary>One page of a collection, read as it comes in; null if the answer has no body.</summary>
    public async Task<GraphPage<TItem>?> ReadPageAsync<TItem>(RequestInformation request, ReadObject<TItem> readItem, CancellationToken cancellationToken)
    {
        request.AddRequestOptions([StreamedBody.Option]);
        await using var body = await SendAsync(request, cancellationToken);
        return body is null ? null : await GraphPage<TItem>.ReadAsync(body, readItem, cancellationToken);
    }

    /// <summary>An answer that is one object; empty if it has no body.</summary>
    public async Task<IReadOnlyList<TItem>> ReadObjectAsync<TItem>(RequestInformation request, ReadObject<TItem> readItem, CancellationToken cancellationToken)
    {
        await using var body = await SendAsync(request, cancellationToken);
        List<TItem> found = [];
        if (body is not null)
        {
            using var buffer = new BodyBuffer(body);
            while (await buffer.FillAsync(cancellationToken) > 0)
            {
                // All of it is wanted before the first of it is looked at.
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
            // A paging link is the service's to choose, and our token must not follow it anywhere else.
            if (!Links.StaysAt(cloud.Graph, request.URI))
            {
                throw new ExchangeException(new CallFailure(CallFailureKind.Rejected, $"Graph's answer leads to {ErrorText.Short(request.URI.Authority)}, which is not Graph. Nothing was sent there.")) { IsFinal = true };
            }

            var token = await tokens.GetAsync(cancellationToken);
            request.Headers.Remove("Authorization"); // There is one already when the request is a repeat.
            request.Headers.Add("Authorization", $"Bearer {token.Token}");
        }
    }
}
