using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using RotationService.Core.Display;

namespace RotationService.Output;

/// <summary>
/// Writes JSON that is safe to display. The relaxed encoder keeps quotes and letters readable, but does not escape
/// bidirectional and other format characters, so <see cref="Escape"/> does.
/// </summary>
internal static class JsonText
{
    /// <summary>The encoder to write with. <see cref="Escape"/> escapes the rest.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>
    /// Escapes each character that controls the display or is not shown. Outside of ASCII, JSON has characters only in
    /// its strings.
    /// </summary>
    /// <param name="json">The JSON as UTF-8.</param>
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

            // The only characters below the space are the line breaks between the members.
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
