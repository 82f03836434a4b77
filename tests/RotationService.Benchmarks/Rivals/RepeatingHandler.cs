using System.Net;

namespace RotationService.Benchmarks.Rivals;

/// <summary>Repeats a request as Kiota's handler does by default, addPassword included, but waits in the time that it is given.</summary>
/// <remarks>After 429, 503 and 504, three times at most; after <c>Retry-After</c>, or else after 3 s, 6 s and 12 s.</remarks>
internal sealed class RepeatingHandler(HttpMessageHandler inner, TimeProvider time) : HttpMessageHandler
{
    private const int Repeats = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(3);

    private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var response = await _inner.SendAsync(request, cancellationToken);
            if (attempt == Repeats || response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout))
            {
                return response;
            }

            var wait = response.Headers.RetryAfter?.Delta ?? FirstDelay * (1 << attempt);
            response.Dispose();
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _inner.Dispose();
        base.Dispose(disposing);
    }
}
