using System.Buffers;
using RotationService.Azure.Http;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>
/// The bytes of a body that have been received and not yet processed, in pooled memory. One object may take up to
/// <see cref="Bounds.Answer"/> bytes.
/// </summary>
internal sealed class BodyBuffer(Stream body) : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _held;

    /// <summary>The bytes in the buffer.</summary>
    public ReadOnlySpan<byte> Held => _buffer.AsSpan(0, _held);

    /// <summary>The number of bytes received so far.</summary>
    public long Received { get; private set; }

    /// <summary>Reads more bytes and appends them. Returns their number, 0 at the end of the body.</summary>
    /// <exception cref="ExchangeException">One object is larger than <see cref="Bounds.Answer"/>.</exception>
    public async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        if (_held == _buffer.Length)
        {
            if (_held >= Bounds.Answer)
            {
                throw new ExchangeException(
                    new CallFailure(
                        CallFailureKind.Rejected,
                        $"Graph's answer contains an object of more than {Bounds.Megabytes(Bounds.Answer)}, which was not read."))
                { IsFinal = true };
            }

            var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
            Held.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var read = await body.ReadAsync(_buffer.AsMemory(_held), cancellationToken);
        _held += read;
        Received += read;
        return read;
    }

    /// <summary>Discards the first bytes of the buffer.</summary>
    public void Drop(int count)
    {
        Held[count..].CopyTo(_buffer);
        _held -= count;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
