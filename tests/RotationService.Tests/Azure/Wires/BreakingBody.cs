using System.Net;
using System.Text;

namespace RotationService.Tests.Azure.Wires;

/// <summary>A body that begins well.</summary>
/// <param name="begun">What comes of it.</param>
/// <param name="then">What happens when more is wanted.</param>
internal sealed class BreakingBody(string begun, Func<CancellationToken, Task<int>> then) : MemoryStream(Encoding.UTF8.GetBytes(begun), writable: false)
{
    public override bool CanSeek => false;

    /// <summary>An answer with such a body.</summary>
    public static HttpResponseMessage Answer(string begun, Func<CancellationToken, Task<int>> then) => new(HttpStatusCode.OK) { Content = new StreamContent(new BreakingBody(begun, then)) };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : await then(cancellationToken);
}
