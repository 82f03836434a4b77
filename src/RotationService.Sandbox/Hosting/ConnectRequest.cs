using System.Globalization;
using System.Text;

namespace RotationService.Sandbox.Hosting;

/// <summary>The head of a request to a proxy, limited to what a CONNECT proxy needs.</summary>
/// <param name="Method">The method.</param>
/// <param name="Host">The requested host in lower case. Empty unless the method is CONNECT.</param>
/// <param name="Port">The requested port. 0 unless the method is CONNECT.</param>
internal sealed record ConnectRequest(string Method, string Host, int Port)
{
    /// <summary>
    /// Returns the length of a request's head, including the empty line. Returns -1 if the head is not complete.
    /// </summary>
    public static int HeadLength(ReadOnlySpan<byte> received)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        return end < 0 ? -1 : end + 4;
    }

    /// <summary>Parses the head of a request. Returns null if it is not valid.</summary>
    public static ConnectRequest? Parse(ReadOnlySpan<byte> head)
    {
        var line = Encoding.Latin1.GetString(head[..head.IndexOf("\r\n"u8)]);
        var parts = line.Split(' ');
        if (parts is not [{ Length: > 0 } method, { Length: > 0 } target, "HTTP/1.1" or "HTTP/1.0"]
            || !method.All(char.IsAsciiLetterUpper))
        {
            return null;
        }

        if (method != "CONNECT")
        {
            return new ConnectRequest(method, "", 0);
        }

        var colon = target.LastIndexOf(':');
        return colon > 0
            && ushort.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? new ConnectRequest(method, target[..colon].ToLowerInvariant(), port)
            : null;
    }
}
