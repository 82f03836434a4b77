using RotationService.Core.Display;

namespace RotationService.Output;

/// <summary>A table of text.</summary>
/// <param name="Headers">The names of the columns.</param>
internal sealed record TextTable(IReadOnlyList<string> Headers)
{
    private readonly List<IReadOnlyList<TextCell>> _rows = [];

    /// <summary>The rows that have been added.</summary>
    public IReadOnlyList<IReadOnlyList<TextCell>> Rows => _rows;

    /// <summary>Adds a row, which must have a cell for each column.</summary>
    public void Add(params TextCell[] cells) => _rows.Add(cells);

    /// <summary>Writes the table as aligned plain text.</summary>
    public void WriteTo(TextWriter writer)
    {
        var widths = Headers
            .Select((header, column) =>
                _rows.Select(row => row[column].Text.Length).Append(header.Length).Max())
            .ToArray();
        WriteLine(writer, Headers, widths);
        foreach (var row in _rows)
        {
            WriteLine(writer, [.. row.Select(cell => cell.Text)], widths);
        }
    }

    private static void WriteLine(TextWriter writer, IReadOnlyList<string> cells, int[] widths) =>
        writer.WriteLine(string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
}

/// <summary>A cell of a table. Its text is made visible, in whichever way the table is printed.</summary>
/// <param name="Text">The text.</param>
/// <param name="Colour">The color. Null, the default, for none.</param>
internal sealed record TextCell(string Text, Colour? Colour = null)
{
    private const int Longest = 1024;

    /// <summary>The visible text, cut after 1024 characters.</summary>
    public string Text { get; } = VisibleText.Of(Text, Longest);

    /// <summary>Converts text to a cell without a color.</summary>
    public static implicit operator TextCell(string text) => new(text);
}
