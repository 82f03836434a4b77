using System.Globalization;
using RotationService.Core.Ports;

namespace RotationService.Azure.Http;

/// <summary>One request and its answer: how long the two may take, and what it means if they do not come to their end.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly string _host;
    private readonly CancellationToken _abandoned;
    private readonly CancellationTokenSource _timeout;
    private readonly CancellationTokenSource _either;

    /// <summary>Begins now.</summary>
    /// <param name="host">With whom.</param>
    /// <param name="realTime">Measures the time-out.</param>
    /// <param name="abandoned">That nobody wants the answer any more.</param>
    public Exchange(string host, TimeProvider realTime, CancellationToken abandoned)
    {
        _host = host;
        _abandoned = abandoned;
        _timeout = new CancellationTokenSource(Traffic.ExchangeTimeout, realTime);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timeout.Token, abandoned);
    }

    /// <summary>That it has taken too long, or is wanted no more.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>What an exception means that ended it, and whether a repeat is no use; null if that it is wanted no more.</summary>
    public (CallFailure Failure, bool IsFinal)? Judge(Exception exception) => exception switch
    {
        OperationCanceledException when _abandoned.IsCancellationRequested => null,
        OperationCanceledException when _timeout.IsCancellationRequested =>
            (new CallFailure(CallFailureKind.Ambiguous, $"{_host} did not answer within {Traffic.ExchangeTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s."), true),

        // SocketsHttpHandler's way of saying that its ConnectTimeout passed: no connection, so nothing was sent.
        OperationCanceledException { InnerException: TimeoutException } => (new CallFailure(CallFailureKind.Unreachable, $"No connection to {_host} could be made in time."), false),

        // The headers, or a body that is read as a whole, are too large: the connection is given up, and a repeat would only cost the same again.
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => TooLarge(Bounds.Answer),

        // A body that says it is compressed and cannot be unpacked.
        InvalidDataException => (new CallFailure(CallFailureKind.Ambiguous, $"The answer of {_host} could not be unpacked."), false),

        // Nobody here cancelled anything. Let through, this would look like a cancellation before sending.
        OperationCanceledException or IOException => (Judge(HttpRequestError.Unknown), false),
        HttpRequestException e => (Judge(e.HttpRequestError), false),
        _ => null,
    };

    /// <summary>What it means that the answer is larger than what is taken in. The request may have been applied.</summary>
    /// <param name="most">How many bytes are.</param>
    public (CallFailure Failure, bool IsFinal) TooLarge(long most) =>
        (new CallFailure(CallFailureKind.Ambiguous, $"The answer of {_host} is larger than {Bounds.Megabytes(most)}, or its headers than 64 KB, and was not read to its end; check what answers for that name."), true);

    public void Dispose()
    {
        _either.Dispose();
        _timeout.Dispose();
    }

    /// <summary>Whether anything can have been sent: not if there never was a connection, a name or a TLS session; of everything else nobody knows.</summary>
    private CallFailure Judge(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => new(CallFailureKind.Unreachable, $"The name {_host} could not be resolved; check its spelling and the name server."),
        HttpRequestError.ConnectionError => new(CallFailureKind.Unreachable, $"No connection to {_host} could be made; check the network and firewalls in between."),
        HttpRequestError.SecureConnectionError => new(CallFailureKind.Unreachable, $"No TLS session with {_host} could be established; check certificates and intercepting proxies."),
        HttpRequestError.ProxyTunnelError => new(CallFailureKind.Unreachable, $"The proxy would not connect to {_host}."),
        _ => new(CallFailureKind.Ambiguous, $"The connection to {_host} was cut before an answer arrived ({error})."),
    };
}
