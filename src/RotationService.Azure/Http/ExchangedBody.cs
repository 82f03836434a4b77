namespace RotationService.Azure.Http;

/// <summary>
/// The body of an answer as it arrives. The exchange limits its time and <see cref="Bounds.Page"/> its size. A body
/// that is cut short fails as the exchange itself would.
/// </summary>
/// <param name="body">The body of the response.</param>
/// <param name="exchange">The exchange, which is disposed of with the body.</param>
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
        // The token of this read is observed as well. The exchange no longer notices when its caller cancels, because
        // the client drops the caller's token once the headers have arrived.
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
