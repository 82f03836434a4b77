using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using RotationService.Core.Display;
using Spectre.Console;

namespace RotationService.Output;

/// <summary>Where results and everything else go, and how far they may be decorated.</summary>
/// <remarks>
/// Whatever is written to <see cref="Out"/> and <see cref="Error"/> is made visible on the way: what others called something never
/// moves the cursor.
/// </remarks>
/// <param name="Out">Results, line by line.</param>
/// <param name="Error">Everything else, line by line.</param>
/// <param name="IsTerminal">Whether a person reads the results as they come.</param>
/// <param name="HasColour">Whether colours are wanted there.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsTerminal, bool HasColour)
{
    /// <summary>Results, line by line.</summary>
    public TextWriter Out { get; init => field = VisibleWriter.Around(value); } = VisibleWriter.Around(Out);

    /// <summary>Everything else, line by line.</summary>
    public TextWriter Error { get; init => field = VisibleWriter.Around(value); } = VisibleWriter.Around(Error);

    /// <summary>Results in a format that has escapes of its own and line breaks where they belong: JSON and CSV.</summary>
    public TextWriter Document => VisibleWriter.Around(Out).Raw;

    /// <summary>Whether a person watches everything else as it comes.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>The process's own: colours only on a terminal, and not if NO_COLOR is set (https://no-color.org).</summary>
    public static Terminal OfProcess()
    {
        var isAble = Environment.GetEnvironmentVariable("TERM") != "dumb";
        var isTerminal = !Console.IsOutputRedirected && isAble;
        return new Terminal(Console.Out, Console.Error, isTerminal, isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
        {
            IsErrorTerminal = !Console.IsErrorRedirected && isAble,
        };
    }

    /// <summary>Prints a table as a result.</summary>
    public void Print(TextTable table)
    {
        if (IsTerminal)
        {
            PrintDrawn(table);
        }
        else
        {
            table.WriteTo(Document);
        }
    }

    /// <summary>Does something that comes in pages, whose number is not known before the last, and meanwhile shows a bar and the count so far; only on a terminal, and gone at the end.</summary>
    /// <param name="what">What is counted: "applications".</param>
    /// <param name="work">Does it, and tells the count with each page.</param>
    public Task<T> CountAsync<T>(string what, Func<IProgress<int>?, Task<T>> work) => IsErrorTerminal ? CountDrawnAsync(what, work) : work(null);

    /// <summary>Writes a line of which parts are painted, where there are colours.</summary>
    public void WriteLine(params ReadOnlySpan<Painted> parts)
    {
        var line = new StringBuilder();
        var left = VisibleText.LongestLine;
        foreach (var (text, code) in parts)
        {
            var shown = VisibleText.Of(text, left);
            left = Math.Max(0, left - shown.Length);
            line.Append(HasColour && code is { } number ? $"\u001b[{number}m{shown}\u001b[0m" : shown);
        }

        Document.WriteLine(line.ToString());
    }

    /// <summary>A part of a line in a colour; in none if that is null.</summary>
    /// <remarks>By SGR, the codes that every terminal knows: 30 to 37 for the dark colours, 90 to 97 for the bright.</remarks>
    public static Painted Paint(string text, Colour? colour) =>
        new(text, colour is { } one ? (int)one < 8 ? 30 + (int)one : 82 + (int)one : null);

    /// <summary>A part of a line in bold.</summary>
    public static Painted Embolden(string text) => new(text, 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<T> CountDrawnAsync<T>(string what, Func<IProgress<int>?, Task<T>> work) => AnsiConsole.Create(new AnsiConsoleSettings
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

    // Apart from the rest so that verbs that print no table do not load what draws it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void PrintDrawn(TextTable table)
    {
        var drawn = new Table { Border = TableBorder.Rounded };
        foreach (var header in table.Headers)
        {
            drawn.AddColumn(new TableColumn(new Markup(Markup.Escape(header), new Style(decoration: Decoration.Bold))));
        }

        foreach (var row in table.Rows)
        {
            drawn.AddRow(row.Select(cell => new Text(cell.Text, HasColour && cell.Colour is { } colour ? new Style(Spectre.Console.Color.FromInt32((int)colour)) : null)));
        }

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Document), ColorSystem = HasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors }).Write(drawn);
    }

    /// <summary>A bar without an end, since nobody has said how many there will be, and beside it how far it is and how fast.</summary>
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
            var rate = _task.ElapsedTime is { TotalSeconds: > 0 and var seconds } ? string.Create(CultureInfo.InvariantCulture, $", {_pages / seconds:F1} pages/s") : "";
            _task.Description($"{value.ToString("N0", CultureInfo.InvariantCulture)} {_what} so far{rate}");
            _context.Refresh();
        }
    }
}
