using System.Text.RegularExpressions;
using RotationService.Core.Display;
using RotationService.Core.Ports;
using RotationService.Output;

namespace RotationService.Tests.Output;

public sealed partial class VisibleTextTests
{
    [Theory]
    [InlineData("payments-api", "payments-api")]
    [InlineData("Ümlaut 日本 \U0001f600", "Ümlaut 日本 \U0001f600")]
    [InlineData("a\nb\r\tc", "a\\nb\\r\\tc")]
    [InlineData("\u001b[31mred", "\\u{1B}[31mred")]
    [InlineData("\u009b2J", "\\u{9B}2J")]
    [InlineData("abc\u202egpj", "abc\\u{202E}gpj")]
    [InlineData("a\u2028b\u200bc\ufeff", "a\\u{2028}b\\u{200B}c\\u{FEFF}")]
    [InlineData("\U000e0041\ue000", "\\u{E0041}\\u{E000}")]
    public void What_is_obeyed_or_not_shown_is_written_out_and_nothing_else(string text, string shown) =>
        Assert.Equal(shown, VisibleText.Of(text));

    [Fact]
    public void Half_a_character_is_none_and_what_is_very_long_is_cut_and_how_much_is_missing_is_said()
    {
        Assert.Equal("half\ufffd", VisibleText.Of("half\ud800"));
        Assert.Equal("xxxxx… (3 more)", VisibleText.Of("xxxxxxxx", 5));
        Assert.Equal("\\n\\n… (2 more)", VisibleText.Of("\n\n\n\n", 5));
        Assert.Equal("xxxx… (3 more)", VisibleText.Shorten("xxxx\U0001f600x", 5));
        Assert.Equal("xxxxx", VisibleText.Shorten("xxxxx", 5));
    }

    [Fact]
    public void What_was_shown_once_is_shown_the_same_again() => Hostile.Holds(text =>
    {
        var shown = VisibleText.Of(text, 500);
        return VisibleText.Of(shown) == shown && !Hostile.IsRaw(shown) && shown.Length < 520;
    });

    [Fact]
    public void Whatever_a_service_answers_its_failure_is_not_endless() => Hostile.Holds(text =>
    {
        var failure = new CallFailure(CallFailureKind.Rejected, text) { Code = text, RequestId = text };
        return failure.Message.Length < 2020 && failure.Code!.Length < 150 && failure.RequestId!.Length < 150
            && (failure with { Message = text }).Message == failure.Message;
    });

    [Fact]
    public void Colours_come_from_the_terminal_alone()
    {
        // An empty text has no style.
        Hostile.Holds(text => text.Length == 0 || Codes(text).SequenceEqual(Codes("harmless")));

        static IEnumerable<string> Codes(string text)
        {
            using var printed = new StringWriter();
            var terminal = new Terminal(printed, printed, IsTerminal: false, HasColour: true);
            terminal.WriteLine(Terminal.Paint(text, Colour.Red), text, Terminal.Embolden(text));
            terminal.Out.WriteLine(text);
            terminal.Error.Write(text);
            return Escapes().Matches(printed.ToString()).Select(match => match.Value);
        }
    }

    [Fact]
    public void Nothing_is_written_past_the_terminal()
    {
        // What is written to these is fixed text, or goes through a writer that makes it visible.
        string[] allowed = ["Program.cs", "Terminal.cs", "CommandLine.cs", "NotBuilt.cs"];
        var writers = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "RotationService"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && Writes().IsMatch(File.ReadAllText(file)))
            .Select(Path.GetFileName);

        Assert.Equal(allowed.Order(StringComparer.Ordinal), writers.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("\u001b[^m]*m?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Escapes();

    [GeneratedRegex(
        @"\bConsole\.(?:Out|Error|Write|WriteLine)\b",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Writes();
}
