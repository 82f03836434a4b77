using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using RotationService.Cli;
using RotationService.Core.Policies;
using RotationService.Hosting;
using RotationService.Output;
using RotationService.PolicyFile;
using RotationService.Settings;
using RotationService.Worker;

namespace RotationService.Tests.PolicyFile;

/// <summary>What <c>validate</c>, and a worker whose policy file is overwritten, make of every broken file that there is.</summary>
public sealed class BrokenFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public static TheoryData<string, int, int, string> All => BrokenFiles.All;

    private string File => _folder.File("policies.yaml");

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    [Fact]
    public void There_are_more_than_forty_and_none_of_the_folder_is_left_out()
    {
        var names = All.Select(row => (string)((object[])row)[0]).ToList();
        Assert.True(names.Count > 40);
        Assert.Equal(Directory.EnumerateFiles(BrokenFiles.Folder).Select(Path.GetFileName).Order(), names.Where(name => name!.EndsWith(".yaml", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Validate_names_the_place_and_the_remedy_and_ends_with_2(string name, int line, int column, string remedy)
    {
        BrokenFiles.Put(name, File);

        Assert.Equal(ExitCode.Usage, ValidateCommand.Execute(Invocation()));
        var lines = Lines(_output);
        Assert.Contains(lines, said => said.StartsWith($"{File}:{line}:{column}: ", StringComparison.Ordinal) && said.Contains(remedy, StringComparison.Ordinal));
        AssertOnlyPlacesAreNamed(lines[..^1]);
        Assert.Matches($"^{Regex.Escape(File)}: [0-9]+ errors?$", lines[^1]);
        Assert.Empty(Lines(_errors));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_worker_goes_on_with_the_policies_it_had_and_says_so(string name, int line, int column, string remedy)
    {
        WriteGood("before");
        var taken = new List<PolicySet>();
        var invocation = Invocation();
        var news = new PolicyNews(result => PolicyLoading.Show(invocation, result), invocation.Complain, isQuiet: false, NullLogger<PolicyNews>.Instance);
        var watch = new PolicyWatch(PolicyFileLoader.Load(File), news.Tell, taken.Add);
        var inForce = watch.Current;

        BrokenFiles.Put(name, File);
        Assert.Same(inForce, watch.Current);
        Assert.Same(inForce, watch.Current);
        Assert.Empty(taken);
        var lines = Lines(_errors);
        Assert.Contains(lines, said => said.StartsWith($"{File}:{line}:{column}: ", StringComparison.Ordinal) && said.Contains(remedy, StringComparison.Ordinal));
        AssertOnlyPlacesAreNamed(lines[..^1]);
        Assert.Equal($"rotation-service: {File} has changed and has errors; the previous policies remain in force", lines[^1]);

        WriteGood("after");
        Assert.Equal("after", Assert.Single(watch.Current.Policies).Name);
        Assert.Empty(Lines(_output));
    }

    [Fact]
    public void No_text_made_of_these_files_by_chance_ends_in_an_exception()
    {
        var random = new Random(20261125);
        var texts = Directory.EnumerateFiles(BrokenFiles.Folder).Order(StringComparer.Ordinal).Select(System.IO.File.ReadAllBytes).Where(bytes => bytes.Length > 0).ToList();
        for (var round = 0; round < 5_000; round++)
        {
            var (head, tail) = (texts[random.Next(texts.Count)], texts[random.Next(texts.Count)]);
            byte[] bytes = [.. head[..random.Next(head.Length)], .. tail[random.Next(tail.Length)..]];
            var result = PolicyFileLoader.Parse("f", bytes);
            Assert.True(result.Policies is not null || result.Errors.Any());
        }
    }

    private static void AssertOnlyPlacesAreNamed(IReadOnlyCollection<string> lines) => Assert.All(lines, line => Assert.Matches(@"^[^ ]+:[1-9][0-9]*:[1-9][0-9]*: \S", line));

    private static List<string> Lines(StringWriter writer) => [.. writer.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private Invocation Invocation() => new(File, Sandbox: null, OutputFormat.Table, Verbosity.Normal, new Dictionary<string, string?>(), new Terminal(_output, _errors, IsTerminal: false, HasColour: false));

    private void WriteGood(string name) => System.IO.File.WriteAllText(
        File,
        $"version: 1\npolicies:\n  - {{ name: {name}, application: {{ displayName: {name} }}, vault: https://contoso-prod.vault.azure.net, secret: {name}-secret }}\n");
}
