using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Http;

/// <summary>
/// The handler under every SDK client: counts, limits each exchange in time and its answer in size (<see cref="Bounds"/>), reads the whole answer unless <see cref="StreamedBody"/> is asked for,
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
        var sentAt = traffic.Clock.Mark();
        var response = await ExchangeAsync(request, host, cancellationToken);
        Note(request, response, sentAt);
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
        var exchange = new Exchange(host, traffic.RealTime, cancellationToken);
        HttpResponseMessage? response = null;
        var isOver = true;
        try
        {
            response = await _inner.SendAsync(request, exchange.Token);
            if (response.IsSuccessStatusCode && StreamedBody.IsAskedForBy(request))
            {
                var body = new StreamContent(new ExchangedBody(await response.Content.ReadAsStreamAsync(exchange.Token), exchange));
                foreach (var (name, values) in response.Content.Headers.NonValidated)
                {
                    body.Headers.TryAddWithoutValidation(name, values);
                }

                response.Content = body;
                isOver = false;
                return response;
            }

            // Read here, so that a body cut short counts as no answer, as it must, and not as an answer that cannot be read.
            await response.Content.LoadIntoBufferAsync(Bounds.Answer, exchange.Token);
            return response;
        }
        catch (Exception e) when (exchange.Judge(e) is { } judged)
        {
            response?.Dispose();
            throw new ExchangeException(judged.Failure) { IsFinal = judged.IsFinal };
        }
        finally
        {
            if (isOver)
            {
                exchange.Dispose();
            }
        }
    }

    private void Note(HttpRequestMessage request, HttpResponseMessage response, Moment sentAt)
    {
        // A managed identity's endpoint is on this machine and knows no better time than we do.
        if (response.Headers.Date is { } date && request.RequestUri!.Scheme == Uri.UriSchemeHttps)
        {
            traffic.Clock.Observe(service.ToTimeService(), date, sentAt);
        }

        traffic.AnsweringVault = service is RemoteService.Vault ? request.RequestUri!.Host : traffic.AnsweringVault;

        // Kiota would answer a claims challenge by repeating the request, an addPassword too. We ask for no tokens that can be challenged so.
        if (service == RemoteService.Graph)
        {
            response.Headers.WwwAuthenticate.Clear();
        }
    }
}
