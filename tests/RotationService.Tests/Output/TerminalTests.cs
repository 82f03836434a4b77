using RotationService.Output;

namespace RotationService.Tests.Output;

public sealed class TerminalTests
{
    [Fact]
    public async Task A_bar_and_the_count_so_far_are_shown_on_a_terminal_and_gone_at_the_end()
    {
        var (result, output, error) = await CountAsync(isErrorTerminal: true);
        Assert.Equal(42, result);
        Assert.Empty(output);
        Assert.Contains("1,998 applications so far", error, StringComparison.Ordinal);
        Assert.Contains("pages/s", error, StringComparison.Ordinal);
        Assert.Contains("\u2501", error, StringComparison.Ordinal);
        Assert.EndsWith("\u001b[?25h", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_watches_nothing_is_shown()
    {
        var (result, output, error) = await CountAsync(isErrorTerminal: false);
        Assert.Equal(42, result);
        Assert.Empty(output + error);
    }

    private static async Task<(int Result, string Output, string Error)> CountAsync(bool isErrorTerminal)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var terminal = new Terminal(output, error, IsTerminal: false, HasColour: false) { IsErrorTerminal = isErrorTerminal };
        var result = await terminal.CountAsync("applications", progress =>
        {
            progress?.Report(999);
            progress?.Report(1998);
            return Task.FromResult(42);
        });
        return (result, output.ToString(), error.ToString());
    }
}
