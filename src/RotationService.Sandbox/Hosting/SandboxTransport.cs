using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace RotationService.Sandbox.Hosting;

/// <summary>Connects clients that use the public host names to a sandbox, and to nothing else.</summary>
/// <remarks>
/// Everything that the clients verify is still verified. The connection uses TLS, the host name must be in the
/// certificate, and the certificate must come from the authority of this sandbox, whatever else the machine trusts.
/// </remarks>
public sealed class SandboxTransport
{
    private const int HttpsPort = 443;
    private const int LargestHead = 4096;
    private readonly string _authorityPem;
    private readonly Func<IPEndPoint?, CancellationToken, ValueTask<IPEndPoint>> _locate;

    internal SandboxTransport(string authorityPem, IPEndPoint proxy)
        : this(authorityPem, (_, _) => ValueTask.FromResult(proxy)) => Proxy = proxy;

    /// <param name="authorityPem">The certificate to trust.</param>
    /// <param name="locate">
    /// Returns the address of the sandbox's proxy. It is called before each connection with null. If nothing answers,
    /// it is called once more with the address that failed.
    /// </param>
    internal SandboxTransport(string authorityPem, Func<IPEndPoint?, CancellationToken, ValueTask<IPEndPoint>> locate)
    {
        _authorityPem = authorityPem;
        _locate = locate;
    }

    /// <summary>The address of the sandbox's proxy. Null if the address can change.</summary>
    internal IPEndPoint? Proxy { get; }

    /// <summary>The certificate to trust, in PEM format.</summary>
    internal string AuthorityPem => _authorityPem;

    /// <summary>Creates a handler for clients of the sandbox's services. The caller disposes of it.</summary>
    /// <remarks>
    /// A vault that the sandbox does not have fails like a name that does not resolve: an
    /// <see cref="HttpRequestException"/> with <see cref="HttpRequestError.NameResolutionError"/>. A host that does not
    /// belong to the sandbox fails with an <see cref="HttpRequestException"/> that says so, before any data is sent.
    /// </remarks>
    public SocketsHttpHandler CreateHandler()
    {
        var handler = TrustingHandler(_authorityPem);
        handler.ConnectCallback = async (context, cancellationToken) =>
            await DialAsync(context.DnsEndPoint, cancellationToken);
        return handler;
    }

    /// <summary>Creates a handler that trusts only the authority of the sandbox and connects to any address.</summary>
    internal static SocketsHttpHandler TrustingHandler(string authorityPem) => new()
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trusting(authorityPem) },
    };

    private static X509ChainPolicy Trusting(string authorityPem)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.ImportFromPem(authorityPem);
        return policy;
    }

    private async Task<Stream> DialAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        if (target.Port != HttpsPort || !SandboxHostNames.IsCloud(target.Host))
        {
            throw new InvalidOperationException(
                $"{target.Host}:{target.Port} is not part of the sandbox, and a program that uses the sandbox cannot reach other hosts. The sandbox has {string.Join(", ", SandboxHostNames.Fixed)} and *{SandboxHostNames.VaultSuffix}, on port 443.");
        }

        var proxy = await _locate(null, cancellationToken);
        try
        {
            return await DialAsync(proxy, target, cancellationToken);
        }
        catch (Exception e)
            when (e is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.ConnectionReset }
                or IOException)
        {
            // No part of the request has been sent yet.
            return await DialAsync(await _locate(proxy, cancellationToken), target, cancellationToken);
        }
    }

    private static async Task<Stream> DialAsync(
        IPEndPoint proxy,
        DnsEndPoint target,
        CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(proxy, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"CONNECT {target.Host}:{target.Port} HTTP/1.1\r\nHost: {target.Host}:{target.Port}\r\n\r\n"),
                cancellationToken);
            var status = await ReadStatusAsync(stream, cancellationToken);
            return status switch
            {
                200 => stream,
                502 => throw new SocketException((int)SocketError.HostNotFound),
                _ => throw new HttpRequestException($"The sandbox's proxy answered {status} to CONNECT {target.Host}."),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // Reads byte by byte, because the bytes after the head belong to TLS. The head is a single short line.
    private static async Task<int> ReadStatusAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new byte[LargestHead];
        for (var length = 0; length < head.Length; length++)
        {
            await stream.ReadExactlyAsync(head.AsMemory(length, 1), cancellationToken);
            if (ConnectRequest.HeadLength(head.AsSpan(0, length + 1)) > 0)
            {
                var parts = Encoding.Latin1.GetString(head, 0, length).Split(' ', 3);
                return parts.Length > 1 && int.TryParse(parts[1], out var status)
                    ? status
                    : throw new HttpRequestException("The server at the address of the sandbox's proxy is not an HTTP proxy.");
            }
        }

        throw new HttpRequestException("The sandbox's proxy did not complete its answer.");
    }
}
