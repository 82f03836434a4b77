using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Azure.Http;

/// <summary>
/// The handler under every SDK client. It counts requests, limits the time of each exchange and the size of its answer
/// (<see cref="Bounds"/>), and passes the answer's <c>Date</c> to the clock. It reads the whole answer unless the
/// request has the option <see cref="StreamedBody"/>. A request without an answer ends with an
/// <see cref="ExchangeException"/> that says what may have happened.
/// </summary>
internal sealed class TrafficHandler(RemoteService service, Traffic traffic, HttpMessageHandler inner)
    : HttpMessageHandler
{
    // Three of these handlers share the inner handler, and its creator disposes of it.
    private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken)
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

        // None of the services redirects. A proxy that asks for a sign-in does. Kiota treats a redirect without an
        // address as a success.
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

    private async Task<HttpResponseMessage> ExchangeAsync(
        HttpRequestMessage request,
        string host,
        CancellationToken cancellationToken)
    {
        var exchange = new Exchange(host, traffic.RealTime, cancellationToken);
        HttpResponseMessage? response = null;
        var isOver = true;
        try
        {
            response = await _inner.SendAsync(request, exchange.Token);
            if (response.IsSuccessStatusCode && StreamedBody.IsAskedForBy(request))
            {
                var body = new StreamContent(
                    new ExchangedBody(await response.Content.ReadAsStreamAsync(exchange.Token), exchange));
                foreach (var (name, values) in response.Content.Headers.NonValidated)
                {
                    body.Headers.TryAddWithoutValidation(name, values);
                }

                response.Content = body;
                isOver = false;
                return response;
            }

            // The body is read here, so that a body that is cut short counts as no answer, and not as an answer that
            // cannot be parsed.
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
        // The endpoint of a managed identity runs on this machine and has no better time than the local clock.
        if (response.Headers.Date is { } date && request.RequestUri!.Scheme == Uri.UriSchemeHttps)
        {
            traffic.Clock.Observe(service.ToTimeService(), date, sentAt);
        }

        traffic.AnsweringVault = service is RemoteService.Vault ? request.RequestUri!.Host : traffic.AnsweringVault;

        // Kiota would answer a claims challenge by repeating the request, even an addPassword. The service requests no
        // tokens that can be challenged that way.
        if (service == RemoteService.Graph)
        {
            response.Headers.WwwAuthenticate.Clear();
        }
    }
}
