namespace RotationService.Azure.Http;

/// <summary>Connects to the real network.</summary>
internal static class Transport
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection is reused, so that a change of DNS records is noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Creates a handler that follows no redirects, keeps no cookies and verifies every certificate.</summary>
    /// <remarks>
    /// The handler repeats a request only where the server provably did not begin to process it: on a pooled connection
    /// that the server had closed before any of the body was sent, or on an HTTP/2 stream that the server refused. A
    /// POST is therefore never applied twice.
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
