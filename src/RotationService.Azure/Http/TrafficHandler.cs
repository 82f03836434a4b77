using System.Globalization;
using RotationService.Core.Reconciliation;

namespace RotationService.Azure.Http;

/// <summary>
/// The handler under every SDK client: counts, limits each exchange in time, reads the whole answer,
/// and takes note of its <c>Date</c>. What is no answer becomes an <see cref="ExchangeException"/> that says what may have happened.
/// </summary>
internal sealed class TrafficHandler(RemoteService service, Traffic traffic, HttpMessageHandler inner) : HttpMessageHandler
{
    // The inner handler is shared by three of these and is disposed of by whoever made it.
    private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.Host;
        traffic.Calls.Count(service);
        var response = await ExchangeAsync(request, host, cancellationToken);
        Note(request, response);
        if ((int)response.StatusCode is < 300 or >= 400)
        {
            return response;
        }

        // None of the services redirects; a proxy that wants somebody to sign in does. Kiota takes one without an address for a success.
        using (response)
        {
            throw new ExchangeException(new CallFailure(
                CallFailureKind.Rejected,
                $"{host} answered with a redirect ({(int)response.StatusCode}), which is not followed; check for a proxy in between."));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> ExchangeAsync(HttpRequestMessage request, string host, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Traffic.ExchangeTimeout, traffic.RealTime);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await _inner.SendAsync(request, both.Token);

            // Read here, so that a body cut short counts as no answer, as it must, and not as an answer that cannot be read.
            await response.Content.LoadIntoBufferAsync(both.Token);
            return response;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            throw new ExchangeException(new CallFailure(
                CallFailureKind.Ambiguous,
                $"{host} did not answer within {Traffic.ExchangeTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s."))
            { IsFinal = true };
        }
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // SocketsHttpHandler's way of saying that its ConnectTimeout passed: no connection, so nothing was sent.
            throw new ExchangeException(new CallFailure(CallFailureKind.Unreachable, $"No connection to {host} could be made in time."));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody here cancelled anything. Let through, this would look like a cancellation before sending.
            response?.Dispose();
            throw new ExchangeException(Judge(HttpRequestError.Unknown, host));
        }
        catch (HttpRequestException e)
        {
            response?.Dispose();
            throw new ExchangeException(Judge(e.HttpRequestError, host));
        }
        catch (IOException)
        {
            response?.Dispose();
            throw new ExchangeException(Judge(HttpRequestError.Unknown, host));
        }
    }

    /// <summary>Whether anything can have been sent: not if there never was a connection, a name or a TLS session; of everything else nobody knows.</summary>
    private static CallFailure Judge(HttpRequestError error, string host) => error switch
    {
        HttpRequestError.NameResolutionError => new(CallFailureKind.Unreachable, $"The name {host} could not be resolved; check its spelling and the name server."),
        HttpRequestError.ConnectionError => new(CallFailureKind.Unreachable, $"No connection to {host} could be made; check the network and firewalls in between."),
        HttpRequestError.SecureConnectionError => new(CallFailureKind.Unreachable, $"No TLS session with {host} could be established; check certificates and intercepting proxies."),
        HttpRequestError.ProxyTunnelError => new(CallFailureKind.Unreachable, $"The proxy would not connect to {host}."),
        _ => new(CallFailureKind.Ambiguous, $"The connection to {host} was cut before an answer arrived ({error})."),
    };

    private void Note(HttpRequestMessage request, HttpResponseMessage response)
    {
        // A managed identity's endpoint is on this machine and knows no better time than we do.
        if (response.Headers.Date is { } date && request.RequestUri!.Scheme == Uri.UriSchemeHttps)
        {
            traffic.Clock.Observe(date);
        }

        // Kiota would answer a claims challenge by repeating the request, an addPassword too. We ask for no tokens that can be challenged so.
        if (service == RemoteService.Graph)
        {
            response.Headers.WwwAuthenticate.Clear();
        }
    }
}
