using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RotationService.Sandbox.Hosting;

/// <summary>An HTTP proxy on the loopback address that tunnels to the sandbox only.</summary>
/// <remarks>
/// It supports only CONNECT. It answers 502 for host names of other services, like a proxy that cannot resolve them.
/// Each connection holds two buffers of fixed size, so a slow client slows down only its own tunnel.
/// </remarks>
internal sealed class ConnectProxy : IAsyncDisposable
{
    private const int HttpsPort = 443;
    private const int LargestHead = 8 * 1024;
    private const int BufferSize = 16 * 1024;
    private const int MostConnections = 2048;
    private const int Backlog = 512;

    // These time-outs guard sockets and not the simulation, so they use real time.
    private static readonly TimeSpan HeadWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LingerFor = TimeSpan.FromMinutes(2);

    private readonly Socket _listener;
    private readonly int _serverPort;
    private readonly Func<string, bool> _knowsHost;
    private readonly TimeProvider _real;
    private readonly SemaphoreSlim _free = new(MostConnections);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    private ConnectProxy(Socket listener, int serverPort, Func<string, bool> knowsHost, TimeProvider real)
    {
        _listener = listener;
        _serverPort = serverPort;
        _knowsHost = knowsHost;
        _real = real;
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync(_stop.Token);
    }

    /// <summary>The port that the proxy listens on.</summary>
    public int Port { get; }

    /// <summary>Starts a proxy.</summary>
    /// <param name="port">The port on 127.0.0.1, or 0 for any free port.</param>
    /// <param name="serverPort">The port of the TLS listener to which all tunnels lead.</param>
    /// <param name="knowsHost">Returns whether the sandbox answers for a host.</param>
    /// <param name="real">Real time, for time-outs.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static ConnectProxy Start(int port, int serverPort, Func<string, bool> knowsHost, TimeProvider real)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen(Backlog);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new IOException($"The proxy cannot listen on 127.0.0.1:{port}: {e.Message}", e);
        }

        return new ConnectProxy(listener, serverPort, knowsHost, real);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();

        // Every connection releases its place when it ends.
        for (var place = 0; place < MostConnections; place++)
        {
            await _free.WaitAsync(CancellationToken.None);
        }

        _free.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _free.WaitAsync(cancellationToken);
                Socket client;
                try
                {
                    client = await _listener.AcceptAsync(cancellationToken);
                }
                catch (SocketException e) when (e.SocketErrorCode is not SocketError.OperationAborted)
                {
                    // The connection broke before it was accepted, or no file descriptors are free at the moment.
                    _free.Release();
                    await Task.Delay(TimeSpan.FromMilliseconds(50), _real, cancellationToken);
                    continue;
                }
                catch
                {
                    _free.Release();
                    throw;
                }

                _ = ServeAsync(client, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using (client)
            {
                client.NoDelay = true;
                await ServeAsync(client, buffer, cancellationToken);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client disconnected, was too slow, or outlived the proxy. Closing the connection is the only answer
            // needed.
            client.Dispose();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _free.Release();
        }
    }

    private async Task ServeAsync(Socket client, byte[] buffer, CancellationToken cancellationToken)
    {
        var (received, headLength) = await ReadHeadAsync(client, buffer, cancellationToken);
        if (received == 0)
        {
            return;
        }

        var request = headLength < 0 ? null : ConnectRequest.Parse(buffer.AsSpan(0, headLength));
        switch (request)
        {
            case null:
                await RefuseAsync(
                    client,
                    "400 Bad Request",
                    "",
                    "This proxy does not understand the request.",
                    cancellationToken);
                return;
            case { Method: not "CONNECT" }:
                await RefuseAsync(
                    client,
                    "405 Method Not Allowed",
                    "Allow: CONNECT\r\n",
                    "This proxy tunnels https to the sandbox with CONNECT; it does not forward plain http.",
                    cancellationToken);
                return;
            case var _ when !Reaches(request):
                await RefuseAsync(
                    client,
                    "502 Bad Gateway",
                    "",
                    $"The sandbox does not answer for {request.Host}:{request.Port}, and this proxy connects to nothing else.",
                    cancellationToken);
                return;
            default:
                break;
        }

        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true
        };
        await server.ConnectAsync(IPAddress.Loopback, _serverPort, cancellationToken);
        await SendAsync(client, "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), cancellationToken);
        await SendAsync(server, buffer.AsMemory(headLength, received - headLength), cancellationToken);
        await TunnelAsync(client, server, buffer, cancellationToken);
    }

    private bool Reaches(ConnectRequest request) =>
        SandboxHostNames.IsLoopback(request.Host)
            ? request.Port == HttpsPort || request.Port == _serverPort
            : request.Port == HttpsPort && _knowsHost(request.Host);

    private async Task<(int Received, int HeadLength)> ReadHeadAsync(
        Socket client,
        byte[] buffer,
        CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(HeadWithin, _real);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var received = 0;
        var headLength = -1;
        while (headLength < 0 && received < LargestHead)
        {
            var read = await client.ReceiveAsync(buffer.AsMemory(received, LargestHead - received), either.Token);
            if (read == 0)
            {
                break;
            }

            received += read;
            headLength = ConnectRequest.HeadLength(buffer.AsSpan(0, received));
        }

        return (received, headLength);
    }

    private async Task TunnelAsync(Socket client, Socket server, byte[] buffer, CancellationToken cancellationToken)
    {
        var back = ArrayPool<byte>.Shared.Rent(BufferSize);
        using var linger = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var there = CopyAsync(client, server, buffer, linger.Token);
        var andBack = CopyAsync(server, client, back, linger.Token);
        try
        {
            // When one side has ended, the other side has limited time to finish. A broken connection ends the tunnel.
            await await Task.WhenAny(there, andBack);
            await Task.WhenAny(Task.WhenAll(there, andBack), Task.Delay(LingerFor, _real, linger.Token));
        }
        finally
        {
            await linger.CancelAsync();
            await Task.WhenAll(there, andBack).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(back);
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, byte[] buffer, CancellationToken cancellationToken)
    {
        int read;
        while ((read = await from.ReceiveAsync(buffer, cancellationToken)) > 0)
        {
            await SendAsync(to, buffer.AsMemory(0, read), cancellationToken);
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private async Task RefuseAsync(
        Socket client,
        string status,
        string headers,
        string message,
        CancellationToken cancellationToken)
    {
        var answer =
            $"HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {Encoding.UTF8.GetByteCount(message)}\r\n\r\n{message}";
        using var late = new CancellationTokenSource(HeadWithin, _real);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await SendAsync(client, Encoding.UTF8.GetBytes(answer), either.Token);
        client.Shutdown(SocketShutdown.Send);

        // Closing the socket with unread input would reset the connection and discard the answer.
        var rest = new byte[1024];
        for (var drained = 0; drained < LargestHead;)
        {
            var read = await client.ReceiveAsync(rest, either.Token);
            if (read == 0)
            {
                return;
            }

            drained += read;
        }
    }

    private static async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, cancellationToken)..];
        }
    }
}
