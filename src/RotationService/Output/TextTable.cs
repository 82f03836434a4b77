using RotationService.Core.Display;

namespace RotationService.Output;

/// <summary>Rows and columns to be printed.</summary>
/// <param name="Headers">The columns' names.</param>
internal sealed record TextTable(IReadOnlyList<string> Headers)
{
    private readonly List<IReadOnlyList<TextCell>> _rows = [];

    /// <summary>The rows so far.</summary>
    public IReadOnlyList<IReadOnlyList<TextCell>> Rows => _rows;

    /// <summary>Adds a row with a cell for each column.</summary>
    public void Add(params TextCell[] cells) => _rows.Add(cells);

    /// <summary>Writes it as plain aligned text.</summary>
    public void WriteTo(TextWriter writer)
    {
        var widths = Headers.Select((header, column) => _rows.Select(row => row[column].Text.Length).Append(header.Length).Max()).ToArray();
        WriteLine(writer, Headers, widths);
        foreach (var row in _rows)
        {
            WriteLine(writer, [.. row.Select(cell => cell.Text)], widths);
        }
    }

    private static void WriteLine(TextWriter writer, IReadOnlyList<string> cells, int[] widths) =>
        writer.WriteLine(string.Join("  ", cells.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
}

/// <summary>A cell of a table. What it says is made visible, however the table is printed.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Colour">Its colour; null for the usual one.</param>
internal sealed record TextCell(string Text, Colour? Colour = null)
{
    private const int Longest = 1024;

    /// <summary>What it says.</summary>
    public string Text { get; } = VisibleText.Of(Text, Longest);

    /// <summary>A cell without a colour.</summary>
    public static implicit operator TextCell(string text) => new(text);
}
