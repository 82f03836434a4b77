using System.Text;
using RotationService.Tests.PolicyFile;

namespace RotationService.Tests.Processes;

/// <summary>Files that are no policies, and the real executable: an error with a place for each, exit code 2, and never a stack trace.</summary>
public sealed class BrokenPolicyFileTests : IDisposable
{
    private const int AtOnce = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Each_broken_file_is_refused_with_its_place_and_remedy() => ForEachAsync(BrokenFiles.All, async row =>
    {
        var (name, line, column, remedy) = ((string)row[0], (int)row[1], (int)row[2], (string)row[3]);
        BrokenFiles.Put(name, _folder.File(name));
        Assert.Contains(await RefusedAsync(name), said => said.StartsWith($"{name}:{line}:{column}: ", StringComparison.Ordinal) && said.Contains(remedy, StringComparison.Ordinal));
    });

    [Fact]
    public Task Each_hostile_file_is_refused_with_a_place() => ForEachAsync(HostileFileTests.Files, async row =>
    {
        var name = $"{((string)row[0]).Replace(' ', '-')}.yaml";
        await File.WriteAllTextAsync(_folder.File(name), (string)row[1], new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Assert.NotEmpty(await RefusedAsync(name));
    });

    private static Task ForEachAsync(IEnumerable<object[]> rows, Func<object[], Task> test) =>
        Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (row, _) => await test(row));

    // What is said of it, the last line apart, which only counts.
    private async Task<IReadOnlyList<string>> RefusedAsync(string name)
    {
        var (exitCode, output, errors) = await Executable.RunAsync(_folder.Path, "validate", "--policies", name);
        Assert.True(exitCode == 2, $"{name} ended with {exitCode}:\n{output}{errors}");
        Assert.Empty(errors);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        var lines = output.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines[..^1], said => Assert.Matches($"^{System.Text.RegularExpressions.Regex.Escape(name)}:[1-9][0-9]*:[1-9][0-9]*: .{{10,}}", said));
        Assert.Matches("[0-9]+ errors?$", lines[^1]);
        return lines[..^1];
    }
}
