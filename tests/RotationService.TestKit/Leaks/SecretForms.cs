using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RotationService.TestKit.Leaks;

/// <summary>What a secret looks like when it turns up where it must not: the beginning of it, in every encoding that programs write.</summary>
/// <remarks>
/// Only its first eight characters are looked for: in each of these encodings the whole of a value begins like them, so they find both.
/// Bytes are written as characters of the same number, so that one search serves texts and files.
/// </remarks>
public static class SecretForms
{
    /// <summary>Long enough not to turn up by chance, short enough to catch what was cut off "for safety".</summary>
    public const int PrefixLength = 8;

    /// <summary>All forms of a secret, each with its name.</summary>
    public static IEnumerable<(string Needle, string Form)> Of(string secret)
    {
        var prefix = secret[..PrefixLength];
        var utf8 = Encoding.UTF8.GetBytes(prefix);
        var utf16 = Encoding.Unicode.GetBytes(prefix);
        yield return (prefix, "as it is");
        foreach (var form in Escaped(prefix).Concat(Hexadecimal(utf8, "hexadecimal")).Concat(Hexadecimal(utf16, "hexadecimal of UTF-16")))
        {
            yield return form;
        }

        foreach (var form in Base64(utf8, "base64").Concat(Base64(utf16, "base64 of UTF-16")))
        {
            yield return form;
        }

        yield return (Encoding.Latin1.GetString(utf8), "as UTF-8");
        yield return (Encoding.Latin1.GetString(utf16), "as UTF-16, little-endian");
        yield return (Encoding.Latin1.GetString(Encoding.BigEndianUnicode.GetBytes(prefix)), "as UTF-16, big-endian");
    }

    /// <summary>Bytes of any kind as characters of the same number, in which the forms are found.</summary>
    /// <returns>How many there are.</returns>
    public static int TextOf(ReadOnlySpan<byte> bytes, Span<char> text) => Encoding.Latin1.GetChars(bytes, text);

    private static IEnumerable<(string Needle, string Form)> Escaped(string text)
    {
        yield return (Uri.EscapeDataString(text), "URL-escaped");
        yield return (WebUtility.UrlEncode(text), "form-escaped");
        yield return (WebUtility.UrlEncode(text).Replace("~", "%7E", StringComparison.Ordinal), "form-escaped, the tilde too");
        yield return (LowerHex(Uri.EscapeDataString(text).Replace("~", "%7E", StringComparison.Ordinal)), "URL-escaped in lower case");
        yield return (string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) ? c.ToString() : Uri.HexEscape(c > 0xFF ? '?' : c))), "URL-escaped, all but letters and digits");
        yield return (string.Concat(Encoding.UTF8.GetBytes(text).Select(b => $"%{b:X2}")), "URL-escaped throughout");
        yield return (JsonSerializer.Serialize(text).Trim('"'), "JSON-escaped");
        yield return (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text), "JSON-escaped, relaxed");
        yield return (string.Concat(text.Select(c => $"\\u{(int)c:x4}")), "JSON-escaped throughout");
        yield return (string.Concat(text.Select(c => $"\\u{(int)c:X4}")), "JSON-escaped throughout in upper case");
        yield return (WebUtility.HtmlEncode(text), "HTML-escaped");
    }

    private static IEnumerable<(string Needle, string Form)> Hexadecimal(byte[] bytes, string form)
    {
        yield return (Convert.ToHexString(bytes), form);
        yield return (Convert.ToHexStringLower(bytes), form);
        yield return (BitConverter.ToString(bytes), $"{form} with hyphens");
    }

    /// <summary>At each offset that the bytes may have in a longer text only the characters that hold nothing of their neighbours.</summary>
    private static IEnumerable<(string Needle, string Form)> Base64(byte[] bytes, string form)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            var text = Convert.ToBase64String([.. new byte[offset], .. bytes]);
            var first = (offset * 8 + 5) / 6;
            var end = (offset + bytes.Length) * 8 / 6;
            var needle = text[first..end];
            yield return (needle, form);
            yield return (needle.Replace('+', '-').Replace('/', '_'), $"{form}, URL-safe");
        }
    }

    private static string LowerHex(string escaped)
    {
        var text = new StringBuilder(escaped);
        for (var at = 0; at + 2 < text.Length; at++)
        {
            if (text[at] == '%')
            {
                text[at + 1] = char.ToLowerInvariant(text[at + 1]);
                text[at + 2] = char.ToLowerInvariant(text[at + 2]);
            }
        }

        return text.ToString();
    }
}
