using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RotationService.Sandbox.Http;

namespace RotationService.Sandbox.Hosting;

/// <summary>
/// The HTTPS listener of the sandbox on the loopback address. It answers for every host name that the sandbox knows.
/// </summary>
/// <remarks>
/// The host name of a request selects the service. Control requests are served only under the names of this machine, so
/// none can be sent under the name of a cloud service.
/// </remarks>
internal sealed class SandboxServer : IAsyncDisposable
{
    private const string ControlPrefix = "/_sandbox/";
    private const int LargestBody = 4 * 1024 * 1024;
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);
    private readonly WebApplication _app;
    private readonly Func<SandboxRequest, SandboxResponse> _handle;
    private readonly Func<string, bool> _knowsHost;
    private readonly TimeProvider _clock;

    private SandboxServer(
        WebApplication app,
        Func<SandboxRequest, SandboxResponse> handle,
        Func<string, bool> knowsHost,
        TimeProvider clock)
    {
        _app = app;
        _handle = handle;
        _knowsHost = knowsHost;
        _clock = clock;
    }

    /// <summary>The port that the server listens on.</summary>
    public int Port { get; private set; }

    /// <summary>Starts a server.</summary>
    /// <param name="port">The port on 127.0.0.1, or 0 for any free port.</param>
    /// <param name="certificates">The certificates. The server certificate is sent to clients.</param>
    /// <param name="handle">Answers a request. It is called on many threads.</param>
    /// <param name="knowsHost">
    /// Returns whether a service with that host name exists. A request for any other host is cut off.
    /// </param>
    /// <param name="clock">The clock that measures <see cref="SandboxResponse.Delay"/>.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SandboxServer> StartAsync(
        int port,
        SandboxCertificates certificates,
        Func<SandboxRequest, SandboxResponse> handle,
        Func<string, bool> knowsHost,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = StopWithin);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = LargestBody;
            options.Listen(IPAddress.Loopback, port, listener =>
            {
                listener.Protocols = HttpProtocols.Http1AndHttp2;
                listener.UseHttps(certificates.Server);
            });
        });
        var app = builder.Build();
        try
        {
            var server = new SandboxServer(app, handle, knowsHost, clock);
            app.Run(server.ServeAsync);
            await app.StartAsync(cancellationToken);
            var address = app.Services
                .GetRequiredService<IServer>()
                .Features.GetRequiredFeature<IServerAddressesFeature>()
                .Addresses.Single();
            server.Port = new Uri(address).Port;
            return server;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private static async Task WriteAsync(HttpContext context, SandboxResponse answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers[name] = value;
        }

        if (answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified)
        {
            return;
        }

        if (answer.Gzip || answer.Padding > 0)
        {
            await WriteMuchAsync(context, answer);
            return;
        }

        response.ContentLength = answer.Body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    private static async Task WriteMuchAsync(HttpContext context, SandboxResponse answer)
    {
        await using var body = new PaddedBody(answer.Body, answer.Padding);
        if (answer.Gzip)
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var compressed = new GZipStream(
                context.Response.Body,
                CompressionLevel.Fastest,
                leaveOpen: true);
            await body.CopyToAsync(compressed, context.RequestAborted);
        }
        else
        {
            await body.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private static async Task ExplainAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }

    private static string Target(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // A client that expects a proxy sends an absolute URL.
        return !target.StartsWith('/') && Uri.TryCreate(target, UriKind.Absolute, out var uri)
            ? uri.PathAndQuery
            : target;
    }

    private async Task ServeAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has disconnected, so nobody reads an answer.
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var host = context.Request.Host.Host.ToLowerInvariant();
        var target = Target(context);
        if (await RefuseAsync(context, host, target) || await ReadBodyAsync(context) is not { } body)
        {
            return;
        }

        var headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => string.Join(", ", header.Value.AsEnumerable()),
            StringComparer.OrdinalIgnoreCase);
        var answer = _handle(new SandboxRequest(
            context.Request.Method.ToUpperInvariant(),
            host,
            target,
            headers,
            body));
        if (answer.Delay > TimeSpan.Zero)
        {
            await Task.Delay(answer.Delay, _clock, context.RequestAborted);
        }

        if (answer.Drop)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, answer);
    }

    // Returns whether the request was refused, because its host or its path is not served.
    private async Task<bool> RefuseAsync(HttpContext context, string host, string target)
    {
        var control = target.StartsWith(ControlPrefix, StringComparison.Ordinal);
        if (SandboxHostNames.IsLoopback(host))
        {
            if (!control)
            {
                await ExplainAsync(
                    context,
                    StatusCodes.Status404NotFound,
                    $"This is a sandbox. It answers for {string.Join(", ", SandboxHostNames.Fixed)} and its vaults; its own controls are under {ControlPrefix}");
                return true;
            }
        }
        else if (!_knowsHost(host))
        {
            // A server cannot imitate a name that does not resolve more closely than this.
            context.Abort();
            return true;
        }
        else if (control)
        {
            await ExplainAsync(
                context,
                StatusCodes.Status404NotFound,
                "The sandbox's controls are served under localhost and 127.0.0.1 only.");
            return true;
        }

        return false;
    }

    // Returns null if the body was refused.
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        try
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
            return buffer.ToArray();
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            await ExplainAsync(context, e.StatusCode, e.Message);
            return null;
        }
    }

    // The default lifetime handles the signals of the process, but they belong to the program that embeds the server.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
