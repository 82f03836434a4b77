using Microsoft.Graph;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary.Middleware;
using RotationService.Azure.Http;
using RotationService.Azure.Tokens;
using RotationService.Core.Reconciliation;

namespace RotationService.Azure.Graph;

/// <summary>The Graph client, made when it is first used: its model is an assembly of 40 MB that a process which never calls Graph need not load.</summary>
/// <remarks>
/// Of Kiota's handlers only the two that change no behaviour are there. Its retry handler would repeat addPassword after a 429, 503 or
/// 504 and leave duplicates whose values are gone; its redirect handler would send the token elsewhere.
/// </remarks>
internal sealed class GraphConnection : IDisposable
{
    private readonly HttpClient _http;
    private readonly Lazy<GraphServiceClient> _client;

    public GraphConnection(HttpMessageHandler traffic, OperatorCredential credential, CloudEndpoints cloud)
    {
        // The handlers are the client's to dispose of.
        _http = new HttpClient(new HeadersInspectionHandler { InnerHandler = new ParametersNameDecodingHandler { InnerHandler = traffic } })
        {
            Timeout = Timeout.InfiniteTimeSpan, // Each exchange is limited below.
        };
        _client = new(() => new GraphServiceClient(_http, new Authentication(credential, cloud), new Uri(cloud.Graph, "v1.0").AbsoluteUri));
    }

    public GraphServiceClient Client => _client.Value;

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        _http.Dispose();
    }

    private sealed class Authentication(OperatorCredential credential, CloudEndpoints cloud) : IAuthenticationProvider
    {
        public async Task AuthenticateRequestAsync(
            RequestInformation request,
            Dictionary<string, object>? additionalAuthenticationContext = null,
            CancellationToken cancellationToken = default)
        {
            // A paging link is the service's to choose, and our token must not follow it anywhere else.
            if (request.URI.Scheme != Uri.UriSchemeHttps || !string.Equals(request.URI.Host, cloud.Graph.Host, StringComparison.OrdinalIgnoreCase))
            {
                throw new ExchangeException(new CallFailure(CallFailureKind.Rejected, $"Graph's answer leads to {request.URI.Host}, which is not Graph. Nothing was sent there."));
            }

            var token = await credential.ForGraphAsync(cancellationToken);
            request.Headers.Remove("Authorization"); // There is one already when the request is a repeat.
            request.Headers.Add("Authorization", $"Bearer {token.Token}");
        }
    }
}
