using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace RotationService.Simulation.Memory;

/// <summary>A run of bytes that betrays a secret.</summary>
/// <param name="Form">What it is.</param>
/// <param name="Bytes">What to look for.</param>
internal sealed record Needle(SecretForm Form, byte[] Bytes)
{
    private const int BeginningLength = 8;

    /// <summary>Every needle of a secret, the whole forms before its beginning.</summary>
    public static IReadOnlyList<Needle> Of(string secret)
    {
        var utf8 = Encoding.UTF8.GetBytes(secret);
        string[] base64 = [Convert.ToBase64String(utf8), Convert.ToBase64String(Encoding.Unicode.GetBytes(secret))];
        string[] escaped = [Uri.EscapeDataString(secret), WebUtility.UrlEncode(secret), WebUtility.UrlEncode(secret).Replace("%7E", "%7e", StringComparison.Ordinal), JavaScriptEncoder.Default.Encode(secret)];
        return
        [
            new Needle(SecretForm.Utf8, utf8),
            new Needle(SecretForm.Utf16, Encoding.Unicode.GetBytes(secret)),
            .. base64.SelectMany(text => AsBytesAndAsString(SecretForm.Base64, text.TrimEnd('='))),
            .. escaped.Distinct(StringComparer.Ordinal).Where(text => text != secret).SelectMany(text => AsBytesAndAsString(SecretForm.Escaped, text)),
            .. AsBytesAndAsString(SecretForm.FirstEight, secret[..BeginningLength]),
        ];
    }

    private static IEnumerable<Needle> AsBytesAndAsString(SecretForm form, string text) =>
        [new(form, Encoding.UTF8.GetBytes(text)), new(form, Encoding.Unicode.GetBytes(text))];
}
