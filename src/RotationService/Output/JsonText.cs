using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using RotationService.Core.Display;

namespace RotationService.Output;

/// <summary>
/// JSON that is safe to look at: the relaxed encoder keeps quotes and letters readable, but leaves bidirectional and other format
/// characters as they are.
/// </summary>
internal static class JsonText
{
    /// <summary>The encoder of what is written here; <see cref="Escape"/> does the rest.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>
    /// The same JSON with each character that is obeyed or not shown escaped. Outside of ASCII, JSON has characters in its strings
    /// only.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    public static ReadOnlySpan<byte> Escape(ReadOnlySpan<byte> json)
    {
        if (Ascii.IsValid(json) && !json.Contains((byte)0x7f))
        {
            return json;
        }

        var text = Encoding.UTF8.GetString(json);
        var escaped = new StringBuilder(text.Length);
        var (copied, at) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;

            // Below the blank there are only the line breaks between the members.
            if (rune.Value > ' ' && VisibleText.IsHidden(rune))
            {
                escaped.Append(text, copied, at - copied);
                foreach (var unit in text.AsSpan(at, end - at))
                {
                    escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
                }

                copied = end;
            }

            at = end;
        }

        return Encoding.UTF8.GetBytes(escaped.Append(text, copied, text.Length - copied).ToString());
    }
}
