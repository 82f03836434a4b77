using System.Runtime.CompilerServices;
using Spectre.Console;

namespace RotationService.Output;

/// <summary>Where results and everything else go, and how far they may be decorated.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Everything else.</param>
/// <param name="IsTerminal">Whether a person reads the results as they come.</param>
/// <param name="HasColour">Whether colours are wanted there.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsTerminal, bool HasColour)
{
    /// <summary>The process's own: colours only on a terminal, and not if NO_COLOR is set (https://no-color.org).</summary>
    public static Terminal OfProcess()
    {
        var isTerminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Terminal(Console.Out, Console.Error, isTerminal, isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
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
            table.WriteTo(Out);
        }
    }

    /// <summary>A text in a colour, where there are colours.</summary>
    public string Paint(string text, Colour colour) => Dress(text, (int)colour < 8 ? 30 + (int)colour : 82 + (int)colour);

    /// <summary>A text in bold, where there are colours.</summary>
    public string Embolden(string text) => Dress(text, 1);

    // By SGR, the codes that every terminal knows: 30 to 37 for the dark colours, 90 to 97 for the bright.
    private string Dress(string text, int code) => HasColour ? $"\u001b[{code}m{text}\u001b[0m" : text;

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

        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out), ColorSystem = HasColour ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors }).Write(drawn);
    }
}
