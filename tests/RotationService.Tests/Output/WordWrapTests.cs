using RotationService.Output;

namespace RotationService.Tests.Output;

public sealed class WordWrapTests
{
    [Theory]
    [InlineData("a line that fits", 16, "a line that fits")]
    [InlineData("a line that does not", 16, "a line that does|  not")]
    [InlineData("  an indented line goes on below its text", 20, "  an indented line|    goes on below|    its text")]
    [InlineData("a word-that-is-longer-than-the-width stays whole", 16, "a|  word-that-is-longer-than-the-width|  stays whole")]
    [InlineData("add `applications: { tag: x }` to it", 20, "add|  `applications: { tag: x }`|  to it")]
    [InlineData("an odd ` is no quotation", 16, "an odd ` is no|  quotation")]
    [InlineData("It does not own it. Run: az ad app owner add --id 1", 24, "It does not own it. Run:|  az ad app owner add --id 1")]
    [InlineData("", 16, "")]
    public void A_line_is_broken_between_words_and_never_inside_a_quotation_or_a_command(string text, int width, string expected) =>
        Assert.Equal(expected, string.Join('|', WordWrap.Broken(text, width)));

    [Fact]
    public void Without_a_width_a_line_stays_whole() =>
        Assert.Equal(new string('a', 500), Assert.Single(WordWrap.Broken(new string('a', 500), width: null)));

    [Fact]
    public void At_every_width_no_word_is_lost_and_no_line_with_two_words_is_too_long()
    {
        const string Text = "  The application is open to personal accounts and may have only 2 secrets: team-services/svc-mailer has 2.";
        foreach (var width in Enumerable.Range(1, 120))
        {
            var lines = WordWrap.Broken(Text, width).ToList();
            Assert.Equal(Text.Split(' ', StringSplitOptions.RemoveEmptyEntries), lines.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            Assert.All(lines, line => Assert.True(line.Length <= width || !line.Trim().Contains(' ', StringComparison.Ordinal), $"{width}: {line}"));
        }
    }
}
