namespace RotationService.Sandbox.Http;

/// <summary>A body with spaces after it, which are generated while they are read.</summary>
/// <param name="body">The body.</param>
/// <param name="padding">The number of spaces.</param>
internal sealed class PaddedBody(ReadOnlyMemory<byte> body, long padding) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int read;
        if (_position < body.Length)
        {
            read = Math.Min(buffer.Length, body.Length - (int)_position);
            body.Span.Slice((int)_position, read).CopyTo(buffer);
        }
        else
        {
            read = (int)Math.Min(buffer.Length, padding - (_position - body.Length));
            buffer[..read].Fill((byte)' ');
        }

        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
