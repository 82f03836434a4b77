using System.Text;
using System.Text.RegularExpressions;

namespace RotationService.PolicyFile;

/// <summary>Decodes the bytes of a policy file into text, or explains why they are not text.</summary>
internal static partial class PolicyFileText
{
    /// <summary>
    /// The size limit of a policy file, 16 MiB, which is about forty thousand policies. A larger file was named by
    /// mistake.
    /// </summary>
    public const long MaxBytes = 16 * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text without its byte order mark. Null, with a problem, if the bytes cannot be used.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, out PolicyFileMessage? problem)
    {
        problem = null;
        try
        {
            var text = bytes switch
            {
                [0xEF, 0xBB, 0xBF, .. var rest] => Utf8.GetString(rest),
                [0xFF, 0xFE, .. var rest] =>
                    new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true)
                        .GetString(rest),
                [0xFE, 0xFF, .. var rest] =>
                    new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true)
                        .GetString(rest),
                _ => Utf8.GetString(bytes),
            };

            var control = text.AsSpan().IndexOfAny(Unprintable);
            if (control < 0)
            {
                problem = LooksLikeABlank(text);
                return problem is null ? text : null;
            }

            var (line, column) = Position(text.AsSpan(0, control));
            problem = new PolicyFileMessage(
                line,
                column,
                $"the character U+{(int)text[control]:X4} is not allowed in YAML: the file is damaged or is not a text file; save the policies as UTF-8 text");
            return null;
        }
        catch (DecoderFallbackException exception)
        {
            var (line, column) = Position(
                Encoding.Latin1.GetString(bytes[..Math.Clamp(exception.Index, 0, bytes.Length)]));
            problem = new PolicyFileMessage(line, column, "this is not UTF-8 text; save the file as UTF-8");
            return null;
        }
    }

    // YAML reads these characters as letters of a key. They come with text that is copied from web pages and chats.
    private static PolicyFileMessage? LooksLikeABlank(string text)
    {
        if (IndentedByOthers.Match(text) is not { Success: true } match)
        {
            return null;
        }

        var at = match.Index + match.Length - 1;
        var (line, column) = Position(text.AsSpan(0, at));
        return new PolicyFileMessage(
            line,
            column,
            $"the indentation contains the character U+{(int)text[at]:X4}, which only looks like a space; replace it with spaces");
    }

    [GeneratedRegex(
        @"^[ \t]*[\u00A0\u1680\u2000-\u200B\u202F\u205F\u3000\uFEFF]",
        RegexOptions.Multiline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex IndentedByOthers { get; }

    private static System.Buffers.SearchValues<char> Unprintable { get; } = System.Buffers.SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000B\u000C\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F\u007F");

    private static (int Line, int Column) Position(ReadOnlySpan<char> before)
    {
        var lastBreak = before.LastIndexOf('\n');
        return (before.Count('\n') + 1, before.Length - lastBreak);
    }
}
