namespace RotationService.Output;

/// <summary>How a table is drawn so that it fits the width of a terminal and no word is broken.</summary>
/// <param name="HasBorder">Whether lines are drawn around the cells.</param>
/// <param name="BreaksAtSlash">Whether a cell may also be broken after a slash.</param>
/// <param name="Widths">The width of each column in characters.</param>
internal sealed record TableLayout(bool HasBorder, bool BreaksAtSlash, IReadOnlyList<int> Widths)
{
    /// <summary>The spaces between two columns of a table without border.</summary>
    public const int Gap = 2;

    /// <summary>
    /// Chooses the layout: with a border if it fits, then without one, then with cells that are also broken after a
    /// slash. Null if no table fits. The rows are then printed one below the other.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="width">The width of the terminal. Null for no limit.</param>
    public static TableLayout? For(TextTable table, int? width)
    {
        var natural = Columns(table, text => text.Length);
        if (width is not { } most)
        {
            return new TableLayout(HasBorder: true, BreaksAtSlash: false, natural);
        }

        var columns = table.Headers.Count;
        var withBorder = most - ((3 * columns) + 1);
        var withoutBorder = most - (Gap * (columns - 1));
        var least = Columns(table, text => LongestWord(text, ' '));
        return Fitting(hasBorder: true, breaksAtSlash: false, least, withBorder)
            ?? Fitting(hasBorder: false, breaksAtSlash: false, least, withoutBorder)
            ?? Fitting(hasBorder: false, breaksAtSlash: true, Columns(table, LongestPart), withoutBorder);

        TableLayout? Fitting(bool hasBorder, bool breaksAtSlash, int[] smallest, int room) =>
            smallest.Sum() <= room ? new TableLayout(hasBorder, breaksAtSlash, Share(smallest, natural, room)) : null;
    }

    /// <summary>The text of a cell with the line breaks that it needs after slashes.</summary>
    public string Broken(string text, int column) =>
        BreaksAtSlash && LongestWord(text, ' ') > Widths[column]
            ? text.Replace("/", "/\n", StringComparison.Ordinal)
            : text;

    private static int[] Columns(TextTable table, Func<string, int> measure) =>
    [
        .. table.Headers.Select((header, column) =>
            table.Rows.Select(row => measure(row[column].Text)).Append(measure(header)).Max()),
    ];

    // A column gets what it needs, as long as there is room; the narrowest need is met first.
    private static int[] Share(int[] smallest, int[] natural, int room)
    {
        var widths = smallest.ToArray();
        var left = room - widths.Sum();
        foreach (var column in Enumerable.Range(0, widths.Length).OrderBy(index => natural[index] - smallest[index]))
        {
            var more = Math.Min(left, natural[column] - smallest[column]);
            widths[column] += more;
            left -= more;
        }

        return widths;
    }

    private static int LongestWord(string text, params ReadOnlySpan<char> separators)
    {
        var longest = 0;
        foreach (var word in text.AsSpan().SplitAny(separators))
        {
            longest = Math.Max(longest, word.End.Value - word.Start.Value);
        }

        return longest;
    }

    // The slash stays with the part before it.
    private static int LongestPart(string text) => LongestWord(text.Replace("/", "/ ", StringComparison.Ordinal), ' ');
}
