namespace RotationService.Azure.Http;

/// <summary>The body of an answer as it comes in: within the exchange's time and <see cref="Bounds.Page"/>, and one that is cut short ends as the exchange would have.</summary>
/// <param name="body">The body itself.</param>
/// <param name="exchange">The exchange, which ends with the body.</param>
internal sealed class ExchangedBody(Stream body, Exchange exchange) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Of who sent the request the exchange hears no more: the client has let go of it with the headers of the answer.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(exchange.Token, cancellationToken);
        try
        {
            var read = await body.ReadAsync(buffer, either.Token);
            _read += read;
            if (_read <= Bounds.Page)
            {
                return read;
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && exchange.Judge(e) is { } judged)
        {
            throw new ExchangeException(judged.Failure) { IsFinal = judged.IsFinal };
        }

        throw new ExchangeException(exchange.TooLarge(Bounds.Page).Failure) { IsFinal = true };
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            exchange.Dispose();
        }

        base.Dispose(disposing);
    }
}
