using System.Globalization;
using System.Text;

namespace RotationService.Core.Display;

/// <summary>
/// Makes text of others safe to show. Characters that a terminal interprets or hides are written as escapes, and very
/// long text is cut.
/// </summary>
/// <remarks>
/// Anybody can name an application, and an error message is whatever the other side answers. An escape sequence can
/// rewrite what the terminal shows, a line break adds a line that the service did not write, and U+202E reverses the
/// rest of the line.
/// </remarks>
public static class VisibleText
{
    /// <summary>The longest line that is shown, in characters.</summary>
    public const int LongestLine = 4096;

    /// <summary>
    /// Returns the text with each such character written as <c>\n</c>, <c>\r</c>, <c>\t</c> or <c>\u{202E}</c>.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">
    /// The maximum number of characters to show. The number of omitted characters is appended.
    /// </param>
    public static string Of(string text, int longest = LongestLine)
    {
        if (text.Length <= longest && text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text;
        }

        var shown = new StringBuilder(Math.Min(text.Length, longest) + 16);
        var (kept, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            length += IsHidden(rune) ? Escape(rune).Length : rune.Utf16SequenceLength;
            if (length > longest)
            {
                return shown.Append(CultureInfo.InvariantCulture, $"… ({text.Length - kept} more)").ToString();
            }

            shown.Append(IsHidden(rune) ? Escape(rune) : rune.ToString());
            kept += rune.Utf16SequenceLength;
        }

        return shown.ToString();
    }

    /// <summary>
    /// Returns the text, cut if it is longer than <paramref name="longest"/> characters. It escapes nothing, which is
    /// the task of the caller that shows it.
    /// </summary>
    public static string Shorten(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, end)}… ({text.Length - end} more)");
    }

    /// <summary>
    /// Whether a terminal interprets or hides the character: control and format characters (which include the
    /// bidirectional ones), line and paragraph separators, private-use and unassigned characters.
    /// </summary>
    public static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static string Escape(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        var value => string.Create(CultureInfo.InvariantCulture, $"\\u{{{value:X2}}}"),
    };
}
