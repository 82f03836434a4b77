using System.Buffers;
using RotationService.Azure.Http;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>What has been received of a body and not yet been taken, in pooled memory: an object of <see cref="Bounds.Answer"/> at most.</summary>
internal sealed class BodyBuffer(Stream body) : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _held;

    /// <summary>What is held.</summary>
    public ReadOnlySpan<byte> Held => _buffer.AsSpan(0, _held);

    /// <summary>How many bytes have been received.</summary>
    public long Received { get; private set; }

    /// <summary>Reads more, behind what is held; 0 at the end of the body.</summary>
    public async Task<int> FillAsync(CancellationToken cancellationToken)
    {
        if (_held == _buffer.Length)
        {
            if (_held >= Bounds.Answer)
            {
                throw new ExchangeException(new CallFailure(CallFailureKind.Rejected, $"Graph's answer has an object of more than {Bounds.Megabytes(Bounds.Answer)} in it, which was not read.")) { IsFinal = true };
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

    /// <summary>Forgets the first bytes of what is held.</summary>
    public void Drop(int count)
    {
        Held[count..].CopyTo(_buffer);
        _held -= count;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
