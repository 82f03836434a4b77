namespace RotationService.Output;

/// <summary>Breaks a line of text at words, so that a terminal does not break it inside a word.</summary>
internal static class WordWrap
{
    /// <summary>The text before a command that the user copies. The command is the rest of the line.</summary>
    public const string BeforeCommand = "Run: ";

    private const int Indent = 2;

    /// <summary>Breaks a line. See <see cref="Lines"/>.</summary>
    /// <returns>The lines, each with its indentation.</returns>
    public static IEnumerable<string> Broken(string text, int? width) =>
        Lines(text, width).Select(line => new string(' ', line.Indent) + text[line.Text]);

    /// <summary>Breaks a line. A command, or a word that is longer than the width, stays in one piece.</summary>
    /// <param name="text">The line. What it begins with, its spaces, indents the lines that follow, too.</param>
    /// <param name="width">The most characters of a line. Null for no limit.</param>
    /// <returns>
    /// For each line the number of spaces that precede it, and the range of the text that it shows.
    /// </returns>
    public static IReadOnlyList<(int Indent, Range Text)> Lines(string text, int? width)
    {
        if (width is not { } most || text.Length <= most)
        {
            return [(0, ..)];
        }

        var indent = text.Length - text.TrimStart(' ').Length + Indent;
        List<(int Indent, Range Text)> lines = [];
        var (start, end) = (0, 0);
        foreach (var word in Words(text))
        {
            var isFirst = end == start;
            if (!isFirst && Before() + word.End.Value - start > most)
            {
                lines.Add((Before(), start..end));
                start = word.Start.Value;
            }

            end = word.End.Value;
        }

        lines.Add((Before(), start..end));
        return lines;

        int Before() => lines.Count == 0 ? 0 : indent;
    }

    // The first word includes the spaces before it. Text in backquotes is one word, and so is a command at the end.
    private static IEnumerable<Range> Words(string text)
    {
        var command = text.IndexOf(BeforeCommand, StringComparison.Ordinal);
        var commandAt = command < 0 ? text.Length : command + BeforeCommand.Length;
        var at = text.Length - text.TrimStart(' ').Length;
        var start = 0;
        while (at < text.Length)
        {
            var end = at >= commandAt ? text.Length : EndOfWord(text, at);
            yield return start..end;
            at = end;
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }

            start = at;
        }
    }

    private static int EndOfWord(string text, int at)
    {
        var isQuoted = false;
        while (at < text.Length && (isQuoted || text[at] != ' '))
        {
            isQuoted ^= text[at] == '`' && (isQuoted || text.IndexOf('`', at + 1) >= 0);
            at++;
        }

        return at;
    }
}
