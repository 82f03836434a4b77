using System.Text.RegularExpressions;
using RotationService.Output;

namespace RotationService.Tests.Output;

public sealed partial class TableLayoutTests
{
    private static readonly string[] Headers = ["POLICY", "CONDITION", "REASON", "NEXT", "FOREIGN"];

    private static readonly string[][] Rows =
    [
        ["newsletter-sender", "Due", "NearingExpiry", "Issue now", "0"],
        ["team-services/svc-mailer", "NeedsAttention", "CredentialLimit", "waits for a person", "12"],
        ["reporting", "Healthy", "UpToDate", "-", "0"],
    ];

    [Theory]
    [InlineData(null, true, false)]
    [InlineData(120, true, false)]
    [InlineData(81, false, false)]
    [InlineData(72, false, true)]
    public void The_table_takes_the_widest_form_that_fits(int? width, bool hasBorder, bool breaksAtSlash)
    {
        var layout = TableLayout.For(Table(), width)!;
        Assert.Equal((hasBorder, breaksAtSlash), (layout.HasBorder, layout.BreaksAtSlash));
    }

    [Fact]
    public void Where_no_table_fits_each_row_is_printed_below_the_other_and_says_what_its_cells_mean()
    {
        Assert.Null(TableLayout.For(Table(), 40));
        Assert.Equal(
            [
                "newsletter-sender",
                "  condition Due; reason NearingExpiry;",
                "    next Issue now; foreign 0",
                "team-services/svc-mailer",
                "  condition NeedsAttention; reason",
                "    CredentialLimit; next waits for a",
                "    person; foreign 12",
                "reporting",
                "  condition Healthy; reason UpToDate;",
                "    foreign 0",
            ],
            Printed(40));
    }

    [Fact]
    public void At_every_width_no_line_is_too_long_and_no_word_is_broken()
    {
        foreach (var width in Enumerable.Range(30, 100))
        {
            var lines = Printed(width).ToList();
            Assert.All(lines, line => Assert.True(line.Length <= width, $"{width}: {line}"));
            var words = lines.SelectMany(line => line.Split([' ', '│', ';', '/'], StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
            Assert.All(Rows.SelectMany(row => row).SelectMany(cell => cell.Split([' ', '/'])).Where(word => word is not "-"), word => Assert.Contains(word, words));
        }
    }

    [Fact]
    public void A_styled_line_is_broken_at_the_same_places_and_keeps_its_styles()
    {
        using var text = new StringWriter();
        var terminal = new Terminal(text, TextWriter.Null, IsTerminal: true, HasColour: true) { Columns = () => 20 };
        terminal.WriteLine(Terminal.Embolden("payments-api"), ": waits for ", Terminal.Paint("a person to act", Colour.Red));
        Assert.Equal(
            ["\u001b[1mpayments-api\u001b[0m: waits", "  for \u001b[31ma person to\u001b[0m", "  \u001b[31mact\u001b[0m"],
            Lines(text));
    }

    private static TextTable Table()
    {
        var table = new TextTable(Headers);
        foreach (var row in Rows)
        {
            table.Add([.. row.Select(cell => new TextCell(cell))]);
        }

        return table;
    }

    private static IEnumerable<string> Printed(int width)
    {
        using var text = new StringWriter();
        new Terminal(text, TextWriter.Null, IsTerminal: true, HasColour: false) { Columns = () => width }.Print(Table());
        return Lines(text).Select(line => Style.Replace(line, ""));
    }

    private static IEnumerable<string> Lines(StringWriter text) =>
        text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.NonBacktracking)]
    private static partial Regex Style { get; }
}
