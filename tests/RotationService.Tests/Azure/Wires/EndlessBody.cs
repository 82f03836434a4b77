using System.Net;
using System.Text;

namespace RotationService.Tests.Azure.Wires;

/// <summary>A body that begins well and then has no end.</summary>
/// <param name="begun">How it begins.</param>
/// <param name="goesOn">What follows, over and over.</param>
internal sealed class EndlessBody(string begun, string goesOn = " ") : Stream
{
    private readonly byte[] _begun = Encoding.UTF8.GetBytes(begun);
    private readonly byte[] _goesOn = Encoding.UTF8.GetBytes(goesOn);

    /// <summary>How much of it was taken.</summary>
    public long Taken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>An answer with this body.</summary>
    public HttpResponseMessage Answer(int status = 200) => new((HttpStatusCode)status) { Content = new StreamContent(this) { Headers = { ContentType = new("application/json") } } };

    public override int Read(byte[] buffer, int offset, int count)
    {
        for (var index = 0; index < count; index++, Taken++)
        {
            buffer[offset + index] = Taken < _begun.Length ? _begun[Taken] : _goesOn[(Taken - _begun.Length) % _goesOn.Length];
        }

        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
