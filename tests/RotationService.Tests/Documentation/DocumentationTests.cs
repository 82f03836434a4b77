using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RotationService.Audit;
using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.PolicyFile;
using RotationService.Tests.Audit;
using RotationService.Tests.Processes;

namespace RotationService.Tests.Documentation;

/// <summary>What the pages say is held against the code.</summary>
public sealed partial class DocumentationTests
{
    private const string Readme = "README.md";
    private const string Troubleshooting = "docs/troubleshooting.md";

    [Fact]
    public void Every_policy_file_that_a_page_shows_loads_without_a_word()
    {
        var samples = Pages.PolicyFiles().ToList();

        Assert.NotEmpty(samples);
        foreach (var sample in samples)
        {
            var result = PolicyFileLoader.Parse(Readme, Encoding.UTF8.GetBytes(sample));
            Assert.Empty(result.Messages.Select(message => message.Format(Readme)));
            Assert.NotNull(result.Policies);
        }
    }

    [Fact]
    public void Every_test_that_a_page_names_exists()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .GroupBy(file => Path.GetFileName(file).Split('.')[0], StringComparer.Ordinal)
            .ToDictionary(file => file.Key, file => string.Concat(file.Select(File.ReadAllText)), StringComparer.Ordinal);
        var named = Pages.All.SelectMany(page => NamedTest().Matches(Pages.Read(page)).Select(match => (Page: page, Class: match.Groups["class"].Value, Method: match.Groups["method"].Value))).ToList();

        Assert.Contains(named, test => test.Page == "docs/threat-model.md" && test.Method.Length > 0);
        Assert.DoesNotContain(named, test => !tests.TryGetValue(test.Class, out var code) || (test.Method.Length > 0 && !code.Contains($" {test.Method}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_claim_of_what_the_service_never_does_names_its_test()
    {
        var page = Pages.Read(Readme);
        var section = page[page.IndexOf("## What it never does", StringComparison.Ordinal)..page.IndexOf("Not built yet", StringComparison.Ordinal)];
        var claims = section.Split("\n- ")[1..];
        Assert.NotEmpty(claims);
        Assert.All(claims, claim => Assert.Matches(NamedTest(), claim));
    }

    [Fact]
    public void The_readme_stays_short() =>
        Assert.InRange(Pages.Read(Readme).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, 500, 1200);

    [Fact]
    public void The_policy_file_at_the_root_loads_without_a_word()
    {
        var result = PolicyFileLoader.Load(Path.Combine(Repository.Root, "rotation-policies.yaml"));

        Assert.Empty(result.Messages.Select(message => message.Format(result.File)));
        Assert.NotEmpty(result.Policies!.Policies);
    }

    [Fact]
    public async Task Every_verb_named_in_the_pages_exists_and_the_readme_names_every_verb()
    {
        using var folder = new TemporaryFolder();
        var help = (await Executable.RunAsync(folder.Path, "--help")).Output.ReplaceLineEndings("\n");
        var verbs = HelpedVerb().Matches(help[help.IndexOf("Commands:", StringComparison.Ordinal)..help.IndexOf("Examples:", StringComparison.Ordinal)])
            .Select(match => match.Groups["verb"].Value)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("run", verbs);

        foreach (var page in Pages.All)
        {
            var unknown = TypedVerb().Matches(Pages.Read(page)).Select(match => match.Groups["verb"].Value).Where(verb => !verbs.Contains(verb));
            Assert.Empty(unknown.Select(verb => $"{page}: {verb}"));
        }

        var table = ListedVerb().Matches(Pages.Read(Readme)).Select(match => match.Groups["verb"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(table, verbs);
    }

    [Fact]
    public void The_troubleshooting_page_explains_every_reason_in_the_section_that_it_belongs_to()
    {
        var page = Pages.Read(Troubleshooting);
        var otherReasons = page.IndexOf("## Other reasons", StringComparison.Ordinal);

        Assert.Equal(Reasons(needsHuman: true), Rows(page[page.IndexOf("## Reasons that need a person", StringComparison.Ordinal)..otherReasons]));
        Assert.Equal(Reasons(needsHuman: false), Rows(page[otherReasons..]));

        static IEnumerable<string> Rows(string section) => TableRow().Matches(section).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal);

        static IEnumerable<string> Reasons(bool needsHuman) =>
            Enum.GetValues<Reason>().Where(reason => reason.NeedsHuman() == needsHuman).Select(reason => reason.ToString()).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void The_troubleshooting_page_explains_every_condition()
    {
        var page = Pages.Read(Troubleshooting);

        Assert.All(Enum.GetNames<Condition>(), condition => Assert.Contains($"| `{condition}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_troubleshooting_page_explains_every_state_of_a_vault()
    {
        var page = Pages.Read(Troubleshooting);

        Assert.All(Enum.GetNames<VaultState>(), state => Assert.Contains($"| `{state}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_audit_log_page_explains_every_field_that_is_written()
    {
        var page = Pages.Read("docs/audit-log.md");

        var fields = FieldsOf(Full(AuditSamples.Outcome(1)), tornBytes: null)
            .Concat(FieldsOf(new AuditRecord(AuditKind.Recovered, DateTimeOffset.UnixEpoch, Guid.Empty, Step.None) { Message = "torn" }, tornBytes: 1))
            .ToHashSet(StringComparer.Ordinal);
        var explained = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => Code().Matches(line.Split('|')[1])).Select(match => match.Groups["name"].Value);

        Assert.Equal(fields.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_audit_log_page_explains_every_outcome_and_kind()
    {
        var page = Pages.Read("docs/audit-log.md");
        var words = Enum.GetNames<AuditKind>().Concat(Enum.GetNames<StepOutcome>().Where(outcome => outcome != nameof(StepOutcome.Planned)));

        Assert.All(words, word => Assert.Contains($"`{word}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_relative_link_leads_to_a_file_and_a_heading()
    {
        var broken = new List<string>();
        foreach (var page in Pages.All)
        {
            var folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
            foreach (var target in Link().Matches(Pages.Prose(page)).Select(match => match.Groups["target"].Value).Where(target => !target.Contains("://", StringComparison.Ordinal)))
            {
                var parts = target.Split('#', 2);
                var file = parts[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
                var isThere = File.Exists(file) || (Directory.Exists(file) && parts.Length == 1);
                if (!isThere || (parts.Length == 2 && !Anchors(File.ReadAllText(file)).Contains(parts[1])))
                {
                    broken.Add($"{page}: {target}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void The_change_log_tells_of_the_version_that_is_built()
    {
        var version = typeof(AuditLine).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

        Assert.Contains($"## {version}", Pages.Read("CHANGELOG.md"), StringComparison.Ordinal);
    }

    // A record with a value in every field that is there: one that is added later fails here until it is given one, and then until it is explained.
    private static AuditRecord Full(AuditRecord record)
    {
        var full = record with
        {
            RotationId = AuditSamples.Intent(1).RotationId,
            Vault = AuditSamples.Intent(1).Vault,
            Secret = AuditSamples.Intent(1).Secret,
            Version = "version",
            ObjectKind = DirectoryKind.ServicePrincipal,
            TenantId = AuditSamples.Id(600),
        };
        Assert.DoesNotContain(typeof(AuditRecord).GetProperties(BindingFlags.Public | BindingFlags.Instance), property => property.GetValue(full) is null);
        return full;
    }

    private static IEnumerable<string> FieldsOf(AuditRecord record, long? tornBytes)
    {
        var entry = new AuditEntry(1, record, "", AuditLine.NoHash) { TornBytes = tornBytes, TornHash = tornBytes is null ? null : AuditLine.NoHash };
        using var line = JsonDocument.Parse(AuditLine.Write(entry, "a process", out _));
        return [.. line.RootElement.EnumerateObject().Select(field => field.Name)];
    }

    private static HashSet<string> Anchors(string page) =>
        Heading().Matches(page.ReplaceLineEndings("\n"))
            .Select(match => string.Concat(match.Groups["text"].Value.ToLowerInvariant().Where(letter => char.IsLetterOrDigit(letter) || letter is ' ' or '-')).Replace(' ', '-'))
            .ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"`(?<class>\w+(Tests|Properties))(\.(?<method>\w+))?`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedTest();

    [GeneratedRegex("^  (?<verb>[a-z]+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HelpedVerb();

    [GeneratedRegex("(^|[`;] ?)rotation-service (?<verb>[a-z]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypedVerb();

    [GeneratedRegex("^\\| `(?<verb>[a-z]+)[ `]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ListedVerb();

    [GeneratedRegex("^\\| `(?<name>[A-Za-z]+)` \\|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableRow();

    [GeneratedRegex("`(?<name>[A-Za-z]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex("\\]\\((?<target>[^)\\s]+)\\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (?<text>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Heading();
}
