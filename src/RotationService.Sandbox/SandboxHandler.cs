using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using RotationService.Sandbox.Http;

namespace RotationService.Sandbox;

/// <summary>The front door without sockets. HTTP clients reach the engine as they reach the network.</summary>
/// <remarks>
/// An answer without a delay is available when the call returns, so a simulation can run on one thread.
/// </remarks>
internal sealed class SandboxHandler(SandboxEngine engine, TimeProvider clock) : HttpMessageHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<HttpResponseMessage>(cancellationToken);
        }

        var body = request.Content?.ReadAsByteArrayAsync(cancellationToken) ?? Task.FromResult(Array.Empty<byte>());
        if (!body.IsCompletedSuccessfully)
        {
            return SendLater(request, body, null, cancellationToken);
        }

        try
        {
            var response = Ask(request, body.Result);
            return response.Delay > TimeSpan.Zero
                ? SendLater(request, body, response, cancellationToken)
                : Task.FromResult(Answer(request, response));
        }
        catch (HttpRequestException e)
        {
            return Task.FromException<HttpResponseMessage>(e);
        }
    }

    private async Task<HttpResponseMessage> SendLater(
        HttpRequestMessage request,
        Task<byte[]> body,
        SandboxResponse? response,
        CancellationToken cancellationToken)
    {
        response ??= Ask(request, await body);
        if (response.Delay > TimeSpan.Zero)
        {
            await Task.Delay(response.Delay, clock, cancellationToken);
        }

        return Answer(request, response);
    }

    private SandboxResponse Ask(HttpRequestMessage request, byte[] body)
    {
        var uri = request.RequestUri ?? throw new InvalidOperationException("The request has no address.");
        if (!engine.KnowsHost(uri.Host)
            && !uri.AbsolutePath.StartsWith(SandboxEngine.ControlPath, StringComparison.Ordinal))
        {
            throw new HttpRequestException(
                HttpRequestError.NameResolutionError,
                $"Name or service not known ({uri.Authority})",
                new SocketException((int)SocketError.HostNotFound));
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        Add(request.Headers.NonValidated, headers);
        if (request.Content is { } content)
        {
            Add(content.Headers.NonValidated, headers);
        }

        return engine.Handle(new SandboxRequest(
            request.Method.Method,
            uri.Host.ToLowerInvariant(),
            uri.PathAndQuery,
            headers,
            body));
    }

    private static void Add(HttpHeadersNonValidated from, Dictionary<string, string> headers)
    {
        foreach (var (name, values) in from)
        {
            headers[name] = values.Count == 1
                ? values.ToString()
                : string.Join(name == "User-Agent" ? ' ' : ',', values);
        }
    }

    private static HttpResponseMessage Answer(HttpRequestMessage request, SandboxResponse response)
    {
        if (response.Drop)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The response ended prematurely.");
        }

        var body = MemoryMarshal.TryGetArray(response.Body, out var array)
            ? array
            : new ArraySegment<byte>(response.Body.ToArray());
        var message = new HttpResponseMessage((HttpStatusCode)response.Status)
        {
            // A handler returns decompressed content, so compression has no effect here.
            Content = response.Padding > 0
                ? new StreamContent(new PaddedBody(response.Body, response.Padding))
                : new ByteArrayContent(body.Array ?? [], body.Offset, body.Count),
            RequestMessage = request,
        };
        foreach (var (name, value) in response.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}
