using System.Globalization;
using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>
/// One request and its answer. Limits the time of both together, and classifies the exceptions that interrupt them.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private readonly string _host;
    private readonly CancellationToken _abandoned;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts the exchange and its time-out.</summary>
    /// <param name="host">The host that the request goes to.</param>
    /// <param name="realTime">Measures the time-out.</param>
    /// <param name="abandoned">Canceled when the caller no longer needs the answer.</param>
    public Exchange(string host, TimeProvider realTime, CancellationToken abandoned)
    {
        _host = host;
        _abandoned = abandoned;
        _timeout = new CancellationTokenSource(Traffic.ExchangeTimeout, realTime);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, abandoned);
    }

    /// <summary>Canceled when the exchange times out or the caller no longer needs the answer.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>
    /// The failure that an exception stands for, and whether a retry is useless. Null if the exchange was canceled by
    /// its caller, or the exception is no concern of the transport.
    /// </summary>
    public (CallFailure Failure, bool IsFinal)? Judge(Exception exception) => exception switch
    {
        OperationCanceledException when _abandoned.IsCancellationRequested => null,
        OperationCanceledException when _timeout.IsCancellationRequested =>
            (new CallFailure(
                CallFailureKind.Ambiguous,
                $"{_host} did not answer within {Traffic.ExchangeTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s."),
                true),

        // SocketsHttpHandler throws this when its ConnectTimeout expires. There was no connection, so nothing was sent.
        OperationCanceledException { InnerException: TimeoutException } =>
            (new CallFailure(
                CallFailureKind.Unreachable,
                $"The connection to {_host} was not established in time."),
                false),

        // The headers, or a body that is read as a whole, are too large. The connection is closed, and a retry would
        // only cost the same again.
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
            TooLarge(Bounds.Answer),

        // The body claims to be compressed and cannot be decompressed.
        InvalidDataException =>
            (new CallFailure(CallFailureKind.Ambiguous, $"The answer of {_host} could not be decompressed."), false),

        // No caller canceled anything. Passed on as it is, the exception would look like a cancellation before sending.
        OperationCanceledException or IOException => (Judge(HttpRequestError.Unknown), false),
        HttpRequestException e => (Judge(e.HttpRequestError), false),
        _ => null,
    };

    /// <summary>The failure of an answer that is larger than the limit. The request may have been applied.</summary>
    /// <param name="most">The limit in bytes.</param>
    public (CallFailure Failure, bool IsFinal) TooLarge(long most) =>
        (new CallFailure(
            CallFailureKind.Ambiguous,
            $"The answer of {_host} is larger than {Bounds.Megabytes(most)}, or its headers than 64 KB, and was not read to its end; check what answers for that name."),
            true);

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }

    /// <summary>
    /// Classifies a transport error. Without a resolved name, a connection and a TLS session nothing was sent. After
    /// any other error the request may have been applied.
    /// </summary>
    private CallFailure Judge(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => new(
            CallFailureKind.Unreachable,
            $"The name {_host} could not be resolved; check its spelling and the DNS server."),
        HttpRequestError.ConnectionError => new(
            CallFailureKind.Unreachable,
            $"The connection to {_host} failed; check the network and the firewalls in between."),
        HttpRequestError.SecureConnectionError => new(
            CallFailureKind.Unreachable,
            $"No TLS session with {_host} could be established; check certificates and intercepting proxies."),
        HttpRequestError.ProxyTunnelError => new(
            CallFailureKind.Unreachable,
            $"The proxy refused to connect to {_host}."),
        _ => new(
            CallFailureKind.Ambiguous,
            $"The connection to {_host} was cut before an answer arrived ({error})."),
    };
}
