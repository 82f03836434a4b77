using System.Globalization;
using System.Text;

namespace RotationService.Core.Display;

/// <summary>
/// Text that others chose, made fit to be shown to people: what a terminal would obey or not show is written out, and what is very
/// long is cut.
/// </summary>
/// <remarks>
/// Anybody may name an application, and an error message is whatever the other side answers. An escape sequence in it can rewrite what
/// the terminal shows, a line break adds a line that we never wrote, and U+202E reverses the rest of the line.
/// </remarks>
public static class VisibleText
{
    /// <summary>The longest line that is shown.</summary>
    public const int LongestLine = 4096;

    /// <summary>The text with each such character written out as <c>\n</c>, <c>\r</c>, <c>\t</c> or <c>\u{202E}</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters of it are shown; how many more there are is said behind them.</param>
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

    /// <summary>The text itself, cut where it is longer than it should be. Nothing is written out: that is for whoever shows it.</summary>
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
    /// Whether a character is obeyed or not shown: control, format (the bidirectional ones are), line and paragraph separators,
    /// private and unassigned.
    /// </summary>
    public static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
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
