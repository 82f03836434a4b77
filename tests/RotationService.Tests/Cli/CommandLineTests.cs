using System.Text.Json;
using RotationService.Tests.Processes;

namespace RotationService.Tests.Cli;

/// <summary>The executable as people and scripts meet it.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--help", "validate")]
    [InlineData("run --help", "--interval")]
    [InlineData("rotate --help", "--revoke-previous")]
    [InlineData("audit verify --help", "--log")]
    [InlineData("sandbox --help", "--proxy-port")]
    [InlineData("plan --help", "  --sandbox[=URL]                                Use a sandbox")]
    public async Task Help_has_examples(string arguments, string fragment)
    {
        var ending = await RunAsync(arguments);

        Assert.Equal(0, ending.Code);
        Assert.Contains(fragment, ending.Output, StringComparison.Ordinal);
        Assert.Contains("Examples:", ending.Output, StringComparison.Ordinal);
        Assert.Empty(ending.Error);
    }

    [Theory]
    [InlineData("valdiate", "did you mean `validate`?")]
    [InlineData("plan --polices x.yaml", "did you mean --policies?")]
    [InlineData("run --onec", "did you mean --once?")]
    [InlineData("audit verfy", "did you mean `verify`?")]
    [InlineData("audit verify --lgo x", "did you mean --log?")]
    [InlineData("plan --Adit:Path=x", "did you mean --Audit:Path=VALUE?")]
    [InlineData("plan --Nothing:Like=that", "is not a setting")]
    [InlineData("frobnicate", "unknown command `frobnicate`. Commands: run, ")]
    [InlineData("validate --frobnicate", "`rotation-service validate` has no option --frobnicate")]
    [InlineData("validate one two", "unexpected argument `two` for `rotation-service validate`")]
    [InlineData("validate --output xml", "xml")]
    [InlineData("rotate", "APP is missing: a policy name, an appId or a display name")]
    [InlineData("", "a command is missing. Commands: run, ")]
    [InlineData("audit", "`rotation-service audit` needs a subcommand. Commands: show, verify")]
    [InlineData("audit export --to x", "`audit export` is not implemented yet")]
    [InlineData("run --interval 90", "has no unit")]
    [InlineData("run --once --interval 1h", "remove one of them")]
    [InlineData("run --sandbox --speed quick", "--speed")]
    [InlineData("run --speed 6h", "--sandbox")]
    [InlineData("plan --sandbox=nowhere", "--sandbox=https://localhost:8443")]
    [InlineData("plan --sandbox=https://example.com", "on this machine")]
    [InlineData("plan --Cloud=Moon", "write one of Public, UsGovernment, China")]
    [InlineData("rotate a --revoke-previous", "add --yes")]
    [InlineData("audit verify", "there is no audit log")]
    [InlineData("audit show --since yesterday", "there is no audit log")]
    public async Task Bad_usage_ends_with_2_and_says_what_to_write(string arguments, string fragment)
    {
        WritePolicies(Good);
        var ending = await RunAsync(arguments);

        Assert.Equal(2, ending.Code);
        Assert.Contains(fragment, ending.Error, StringComparison.Ordinal);
        Assert.Empty(ending.Output);
        Assert.DoesNotContain("   at ", ending.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Audit__Pth", "x", "the environment variable Audit__Pth is not a setting; did you mean Audit__Path?")]
    [InlineData("ROTATION_Intervall", "1h", "did you mean ROTATION_Interval?")]
    [InlineData("ROTATION_INTERVAL", "5", "the environment variable ROTATION_INTERVAL: ")]
    [InlineData("Serilog__WriteTo__0__Name", "Seq", "sinks: File, Async, Console")]
    public async Task A_variable_of_ours_that_does_not_do_ends_with_2(string name, string value, string fragment)
    {
        WritePolicies(Good);
        var ending = await Executable.RunAsync(_folder.Path, new Dictionary<string, string?> { [name] = value }, "plan");

        Assert.Equal(2, ending.Code);
        Assert.Contains(fragment, ending.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_anybody_may_use_in_the_environment_are_not_ours()
    {
        WritePolicies(Good);
        var ending = await Executable.RunAsync(
            _folder.Path,
            new Dictionary<string, string?> { ["INTERVAL"] = "5", ["Interval"] = "5", ["VaultCheckEverySweeps"] = "x", ["Cloud"] = "Moon" },
            "audit",
            "show");

        Assert.Contains("there is no audit log audit/rotation-audit.jsonl", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_or_stands_in_a_file_is_never_raw_on_a_terminal()
    {
        WritePolicies("version: 1\n\"lifetime\\u001b[2J\\u202e\": 1d\n");
        var validated = await RunAsync("validate");
        var mistyped = await Executable.RunAsync(_folder.Path, "plan", "--frob\u001b[2J\n=1", "\u202e");

        Assert.Equal((2, 2), (validated.Code, mistyped.Code));
        Assert.Contains("lifetime\\u{1B}[2J\\u{202E}", validated.Output, StringComparison.Ordinal);
        Assert.Contains("\\u{1B}[2J\\n", mistyped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202e', validated.Output + mistyped.Error);
        Assert.DoesNotContain('\u001b', validated.Output + mistyped.Error);
    }

    [Fact]
    public async Task A_right_policy_file_ends_with_0()
    {
        WritePolicies(Good);
        var ending = await RunAsync("validate");

        Assert.Equal(0, ending.Code);
        Assert.Contains("1 policy, nothing wrong", ending.Output, StringComparison.Ordinal);
        Assert.Empty(ending.Error);
    }

    [Fact]
    public async Task A_broken_policy_file_ends_with_2_and_all_its_errors()
    {
        WritePolicies(Good + "    lifetime: 90\n    hold: yes\n");
        var ending = await RunAsync("validate");

        Assert.Equal(2, ending.Code);
        Assert.Contains("rotation-policies.yaml:7:15: ", ending.Output, StringComparison.Ordinal);
        Assert.Contains("rotation-policies.yaml:8:11: ", ending.Output, StringComparison.Ordinal);
        Assert.Contains("2 errors", ending.Output, StringComparison.Ordinal);
        Assert.Empty(ending.Error);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("status --output json")]
    [InlineData("run --once")]
    [InlineData("rotate a")]
    public async Task No_verb_acts_on_a_broken_policy_file(string arguments)
    {
        WritePolicies(Good + "    lifetime: 90\n");
        var ending = await RunAsync(arguments);

        Assert.Equal(2, ending.Code);
        Assert.Contains("rotation-policies.yaml:7:15: ", ending.Error, StringComparison.Ordinal);
        Assert.Empty(ending.Output);
    }

    [Fact]
    public async Task Validating_for_programs_gives_one_json_document()
    {
        WritePolicies(Good + "    lifetime: 365d\n");
        var ending = await RunAsync("validate --output json");

        using var document = JsonDocument.Parse(ending.Output);
        Assert.True(document.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal(7, document.RootElement.GetProperty("warnings")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task A_missing_policy_file_is_named_with_the_option()
    {
        var ending = await RunAsync("validate --policies team/policies.yaml");

        Assert.Equal(2, ending.Code);
        Assert.StartsWith("team/policies.yaml:1:1: ", ending.Output, StringComparison.Ordinal);
        Assert.Contains("--policies", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_chain_ends_with_1()
    {
        File.WriteAllText(_folder.File("audit.jsonl"), "{\"seq\":1}\n");
        var ending = await RunAsync("audit verify --log audit.jsonl");

        Assert.Equal(1, ending.Code);
        Assert.Contains("audit.jsonl:1: the chain is broken here", ending.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("status")]
    [InlineData("discover")]
    [InlineData("run --once")]
    public async Task Nobody_being_signed_in_is_said_in_one_line_that_begins_with_what_to_do(string arguments)
    {
        WritePolicies(Good);
        var ending = await RunSignedOutAsync(arguments);

        Assert.Equal(3, ending.Code);
        var line = Assert.Single(ending.Error.ReplaceLineEndings("\n").Split('\n'), line => line.StartsWith("rotation-service: ", StringComparison.Ordinal));
        Assert.StartsWith("rotation-service: nobody is signed in to Azure: run `az login`", line, StringComparison.Ordinal);
        Assert.Contains("--sandbox", line, StringComparison.Ordinal);
        Assert.DoesNotContain("EnvironmentCredential", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_tried_to_sign_in_is_told_to_those_who_ask_for_it()
    {
        WritePolicies(Good);
        var ending = await RunSignedOutAsync("plan --verbosity detailed");

        Assert.Equal(3, ending.Code);
        Assert.Contains("nobody is signed in to Azure", ending.Error, StringComparison.Ordinal);
        Assert.Contains("EnvironmentCredential", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_there_is_one_document_though_nothing_could_be_listed()
    {
        WritePolicies(Good);
        foreach (var verb in (string[])["status", "discover"])
        {
            using var document = JsonDocument.Parse((await RunSignedOutAsync($"{verb} --output json")).Output);
            Assert.Contains("No identity", document.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    private const string Good = """
        version: 1
        policies:
          - name: a
            application: { appId: 00000000-0000-0000-0000-000000000001 }
            vault: https://contoso-prod.vault.azure.net
            secret: a-secret

        """;

    private Task<Ending> RunAsync(string arguments) =>
        Executable.RunAsync(_folder.Path, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    // No identity whatever machine this runs on: only the environment is asked, and it holds none.
    private Task<Ending> RunSignedOutAsync(string arguments) => Executable.RunAsync(
        _folder.Path,
        new Dictionary<string, string?> { ["AZURE_TOKEN_CREDENTIALS"] = "EnvironmentCredential", ["AZURE_CLIENT_ID"] = null, ["AZURE_TENANT_ID"] = null },
        arguments.Split(' '));

    private void WritePolicies(string yaml) => File.WriteAllText(_folder.File("rotation-policies.yaml"), yaml);
}
