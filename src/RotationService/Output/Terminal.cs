using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using RotationService.Core.Display;
using Spectre.Console;

namespace RotationService.Output;

/// <summary>
/// The outputs of the process for results and for all other text, and the decoration that they allow.
/// </summary>
/// <remarks>
/// Everything that is written to <see cref="Out"/> and <see cref="Error"/> is made visible, so that text of others
/// never moves the cursor.
/// </remarks>
/// <param name="Out">Receives the results, line by line.</param>
/// <param name="Error">Receives all other text, line by line.</param>
/// <param name="IsTerminal">Whether <paramref name="Out"/> is a terminal.</param>
/// <param name="HasColour">Whether to use colors there.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsTerminal, bool HasColour)
{
    /// <summary>Receives the results, line by line.</summary>
    public TextWriter Out { get; init => field = VisibleWriter.Around(value); } = VisibleWriter.Around(Out);

    /// <summary>Receives all other text, line by line.</summary>
    public TextWriter Error { get; init => field = VisibleWriter.Around(value); } = VisibleWriter.Around(Error);

    /// <summary>
    /// Receives results in formats that escape text themselves and may contain line breaks: JSON and CSV.
    /// </summary>
    public TextWriter Document => VisibleWriter.Around(Out).Raw;

    /// <summary>Whether <see cref="Error"/> is a terminal. Default false.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>
    /// The width of <see cref="Out"/> in characters, which changes with the window. Null, the default, for no limit.
    /// </summary>
    public Func<int?> Columns { get; init; } = () => null;

    /// <summary>
    /// The terminal of the process. It uses colors only if standard output is a terminal and NO_COLOR is not set
    /// (https://no-color.org).
    /// </summary>
    public static Terminal OfProcess()
    {
        var isAble = Environment.GetEnvironmentVariable("TERM") != "dumb";
        var isTerminal = !Console.IsOutputRedirected && isAble;
        var isErrorTerminal = !Console.IsErrorRedirected && isAble;
        Func<int?> columns = isTerminal ? WidthOfWindow : () => null;
        return new Terminal(
            new VisibleWriter(Console.Out, columns),
            new VisibleWriter(Console.Error, isErrorTerminal ? WidthOfWindow : () => null),
            isTerminal,
            isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
        {
            IsErrorTerminal = isErrorTerminal,
            Columns = columns,
        };

        // Some terminals report no width.
        static int? WidthOfWindow() => Console.WindowWidth is > 0 and var width ? width : null;
    }

    /// <summary>Prints a table as a result.</summary>
    public void Print(TextTable table)
    {
        if (!IsTerminal)
        {
            table.WriteTo(Document);
        }
        else if (TableLayout.For(table, Columns()) is { } layout)
        {
            PrintDrawn(table, layout);
        }
        else
        {
            PrintRecords(table);
        }
    }

    // One paragraph for each row: its first cell, and below it the cells that say something, each after its header.
    private void PrintRecords(TextTable table)
    {
        foreach (var row in table.Rows)
        {
            WriteLine(Embolden(row[0].Text));
            WriteLine([
                new Painted("  ", null),
                .. table.Headers
                    .Select((header, column) => (Header: header, Cell: row[column]))
                    .Skip(1)
                    .Where(one => one.Cell.Text is not ("" or "-"))
                    .SelectMany((one, index) => (Painted[])
                    [
                        new Painted($"{(index > 0 ? "; " : "")}{one.Header.ToLowerInvariant()} ", null),
                        Paint(one.Cell.Text, one.Cell.Colour),
                    ]),
            ]);
        }
    }

    /// <summary>
    /// Runs work whose results come in pages and whose total is unknown until the last page. Meanwhile it shows a
    /// progress bar and the count so far, if standard error is a terminal, and removes the bar at the end.
    /// </summary>
    /// <param name="what">What is counted, such as "applications".</param>
    /// <param name="work">Does the work and reports the count after each page.</param>
    public Task<T> CountAsync<T>(string what, Func<IProgress<int>?, Task<T>> work) =>
        IsErrorTerminal ? CountDrawnAsync(what, work) : work(null);

    /// <summary>Writes a line. Its parts are styled if the terminal uses colors.</summary>
    public void WriteLine(params ReadOnlySpan<Painted> parts)
    {
        var whole = new StringBuilder();
        List<(string Text, int? Code)> shown = [];
        foreach (var (text, code) in parts)
        {
            var visible = VisibleText.Of(text, Math.Max(0, VisibleText.LongestLine - whole.Length));
            whole.Append(visible);
            shown.Add((visible, HasColour ? code : null));
        }

        foreach (var (indent, range) in WordWrap.Lines(whole.ToString(), Columns()))
        {
            var (start, length) = range.GetOffsetAndLength(whole.Length);
            Document.WriteLine($"{new string(' ', indent)}{Styled(shown, start, start + length)}");
        }
    }

    // The characters between two positions of a line that consists of parts, each in its style.
    private static string Styled(List<(string Text, int? Code)> parts, int from, int to)
    {
        var styled = new StringBuilder();
        var at = 0;
        foreach (var (text, code) in parts)
        {
            var first = Math.Clamp(from - at, 0, text.Length);
            var piece = text[first..Math.Clamp(to - at, first, text.Length)];
            styled.Append(code is { } number && piece.Length > 0 ? $"\u001b[{number}m{piece}\u001b[0m" : piece);
            at += text.Length;
        }

        return styled.ToString();
    }

    /// <summary>A part of a line in a color. Null means no color.</summary>
    /// <remarks>
    /// The codes are the SGR codes that every terminal supports: 30 to 37 for the dark colors, 90 to 97 for the bright
    /// ones.
    /// </remarks>
    public static Painted Paint(string text, Colour? colour) =>
        new(text, colour is { } one ? (int)one < 8 ? 30 + (int)one : 82 + (int)one : null);

    /// <summary>A part of a line in bold.</summary>
    public static Painted Embolden(string text) => new(text, 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<T> CountDrawnAsync<T>(string what, Func<IProgress<int>?, Task<T>> work) =>
        AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(VisibleWriter.Around(Error).Raw),
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = HasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        })
            .Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn())
            .StartAsync(async context => await work(new PageCount(what, context)));

    // This is a method of its own so that commands that print no table do not load the library that draws it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PrintDrawn(TextTable table, TableLayout layout)
    {
        var drawn = new Table { Border = layout.HasBorder ? TableBorder.Rounded : TableBorder.None };
        foreach (var (header, width) in table.Headers.Zip(layout.Widths))
        {
            var column = new TableColumn(new Markup(Markup.Escape(header), new Style(decoration: Decoration.Bold)))
            {
                Width = width,
            };
            var isLast = drawn.Columns.Count == table.Headers.Count - 1;
            drawn.AddColumn(layout.HasBorder ? column : column.PadLeft(0).PadRight(isLast ? 0 : TableLayout.Gap));
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow(row.Select((cell, column) => new Text(
                layout.Broken(cell.Text, column),
                HasColour && cell.Colour is { } colour
                    ? new Style(Spectre.Console.Color.FromInt32((int)colour))
                    : Style.Plain)));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Document),
            ColorSystem = HasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors
        });
        console.Profile.Width = Columns() ?? int.MaxValue / 2;
        console.Write(drawn);
    }

    /// <summary>
    /// A progress bar without an end, because the total is unknown, with the count so far and the rate.
    /// </summary>
    private sealed class PageCount : IProgress<int>
    {
        private readonly string _what;
        private readonly ProgressContext _context;
        private readonly ProgressTask _task;
        private int _pages;

        public PageCount(string what, ProgressContext context)
        {
            (_what, _context) = (what, context);
            _task = context.AddTask($"listing {what}").IsIndeterminate();
        }

        public void Report(int value)
        {
            _pages++;
            var rate = _task.ElapsedTime is { TotalSeconds: > 0 and var seconds }
                ? string.Create(CultureInfo.InvariantCulture, $", {_pages / seconds:F1} pages/s")
                : "";
            _task.Description($"{value.ToString("N0", CultureInfo.InvariantCulture)} {_what} so far{rate}");
            _context.Refresh();
        }
    }
}
