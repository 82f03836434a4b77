namespace RotationService.Azure.Http;

/// <summary>The way to the real network.</summary>
internal static class Transport
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection is kept, so that a change of addresses is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A handler that follows no redirect, keeps no cookie and verifies every certificate.</summary>
    /// <remarks>
    /// It repeats a request of its own accord only where the request provably was not begun: on a pooled connection that the server had
    /// closed before any of the body was sent, or on an HTTP/2 stream that the server refused. A POST is thus never applied twice.
    /// </remarks>
    public static SocketsHttpHandler Create() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        PooledConnectionIdleTimeout = AzureConnection.IdleConnectionTimeout,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
    };
}
