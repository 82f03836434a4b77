using System.Diagnostics;
using System.Text;
using FsCheck.Fluent;
using RotationService.Core.Display;

namespace RotationService.Tests.Output;

public sealed class ShellCommandTests
{
    [Theory]
    [InlineData("payments-api", "payments-api")]
    [InlineData("team@contoso.example", "team@contoso.example")]
    [InlineData("a b", "'a b'")]
    [InlineData("", "''")]
    [InlineData("$(id)", "'$(id)'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("it's $HOME", "'it'\\''s $HOME'")]
    [InlineData("@args", "'@args'")]
    [InlineData("a,b", "'a,b'")]
    [InlineData("x\n\u202ey", "$'x\\012\\342\\200\\256y'")]
    public void A_word_is_quoted_where_it_must_be(string word, string quoted) => Assert.Equal(quoted, ShellCommand.Quoted(word));

    [Fact]
    public void What_is_filled_in_is_one_word_and_what_is_written_is_left_as_it_is() =>
        Assert.Equal(
            "az x --name '; exit 3' --id 00000001-0000-0000-0000-000000000000 | \"$(cat)\"",
            ShellCommand.Of($"az x --name {"; exit 3"} --id {Reports.Id(1)} | \"$(cat)\""));

    [Fact]
    public async Task A_shell_reads_whatever_word_it_was()
    {
        // A word of a command holds no NUL, and half a surrogate pair is no character.
        var words = Hostile.Batches().SelectMany(batch => batch)
            .Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace("\0", "", StringComparison.Ordinal))
            .ToList();
        var commands = words.ConvertAll(word => ShellCommand.Of($"printf '%s\\0' {word}"));
        Assert.DoesNotContain(commands, Hostile.IsRaw);

        using var folder = new TemporaryFolder();
        var script = folder.File("words.sh");
        await File.WriteAllTextAsync(script, string.Join('\n', commands) + "\n");

        // Restricted and without a path: should a word ever not be one, nothing in it finds a program to run or a file to write.
        using var shell = Process.Start(new ProcessStartInfo("/bin/bash", ["--norc", "-r", script])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
            Environment = { ["PATH"] = "" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = new UTF8Encoding(false),
        })!;
        shell.StandardInput.Close();
        var read = await shell.StandardOutput.ReadToEndAsync();

        Assert.Equal(words, read.Split('\0')[..^1]);
    }
}
