using System.Text;
using System.Text.RegularExpressions;
using RotationService.Tests.Cli;

namespace RotationService.Tests.Processes;

/// <summary>Files that are no policies, and the real executable: an error with a place for each, exit code 2, and never a stack trace.</summary>
public sealed partial class BrokenPolicyFileTests : IDisposable
{
    private const int AtOnce = 2;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_is_refused_with_its_place_and_exit_code_2()
    {
        var files = Files().ToList();
        Assert.InRange(files.Count, 40, 100);
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (file, _) =>
        {
            var (what, content) = file;
            await File.WriteAllBytesAsync(_folder.File($"{what}.yaml"), content, CancellationToken.None);
            var (exitCode, output, errors) = await Executable.RunAsync(_folder.Path, "validate", "--policies", $"{what}.yaml");

            Assert.True(exitCode == 2, $"{what} ended with {exitCode}:\n{output}{errors}");
            Assert.Empty(errors);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
            var lines = output.TrimEnd().Split('\n');
            Assert.All(lines[..^1], line => Assert.Matches(Placed, line));
            Assert.Matches("error", lines[^1]);
        });
    }

    [Fact]
    public async Task One_of_fifty_megabytes_is_refused_as_well()
    {
        using (var huge = File.Create(_folder.File("huge.yaml")))
        {
            huge.SetLength(50 * 1024 * 1024);
        }

        var (exitCode, output, _) = await Executable.RunAsync(_folder.Path, "validate", "--policies", "huge.yaml");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("huge.yaml:1:1: the file has 50 MiB", output, StringComparison.Ordinal);
    }

    // A third of those that are tried one by one in process, all that are hostile, and what is no text.
    private static IEnumerable<(string What, byte[] Content)> Files()
    {
        var rows = PolicyFile.BrokenPolicyFileTests.Rows.Select(row => Encoding.UTF8.GetBytes((string)row[0]));
        foreach (var (content, number) in rows.Select((content, index) => (content, index)).Where(row => row.index % 3 == 0))
        {
            yield return ($"row-{number}", content);
        }

        foreach (var (content, number) in PolicyFile.HostileFileTests.Files.Select((row, index) => ((string)row[1], index)))
        {
            yield return ($"hostile-{number}", Encoding.UTF8.GetBytes(content));
        }

        yield return ("executable", File.ReadAllBytes(typeof(BrokenPolicyFileTests).Assembly.Location)[..100_000]);
        yield return ("latin", Encoding.Latin1.GetBytes("version: 1 # caf\u00E9\n"));
    }

    [GeneratedRegex(@"^[a-z]+(-[0-9]+)?\.yaml:[1-9][0-9]*:[1-9][0-9]*: .{10,}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Placed { get; }
}
