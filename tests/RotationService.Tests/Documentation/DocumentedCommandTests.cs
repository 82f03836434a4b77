using System.Text.Json;
using System.Text.RegularExpressions;
using RotationService.Tests.Processes;

namespace RotationService.Tests.Documentation;

/// <summary>Every command of the program that a page shows is executed, in the sandbox where the page means a tenant.</summary>
public sealed partial class DocumentedCommandTests : IDisposable
{
    private static readonly string[] Contacting = ["run", "plan", "status", "discover", "doctor", "rotate"];

    private readonly TemporaryFolder _folder = new();

    public DocumentedCommandTests()
    {
        File.Copy(Path.Combine(Repository.Root, "rotation-policies.yaml"), _folder.File("rotation-policies.yaml"));
        File.WriteAllText(_folder.File("bad.yaml"), """
            version: 1
            policies:
              - name: payments-api
                application: { appId: 00000000-0000-0000-0000-000000000001 }
                secret: payments_api
                vault: https://contoso-prod.vault.azure.net
                renewBefore: 30d
                lifetme: 90d

            """);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_command_that_a_page_shows_does_what_it_is_shown_for()
    {
        var sweep = await Executable.RunAsync(_folder.Path, "run", "--once", "--sandbox");
        Assert.Equal(1, sweep.Code);
        var log = _folder.File(Path.Combine("audit", "rotation-audit.jsonl"));
        foreach (var copy in new[] { "a.jsonl", "b.jsonl", "r20260101120000.jsonl" })
        {
            File.Copy(log, _folder.File(copy));
        }

        var commands = Pages.All.SelectMany(CommandsOf).Distinct(StringComparer.Ordinal).ToList();
        Assert.InRange(commands.Count, 25, 100);
        foreach (var command in commands)
        {
            await ExecuteAsync(command);
        }
    }

    private async Task ExecuteAsync(string command)
    {
        var words = Words(command);
        if (words is ["run", ..] && !words.Contains("--once") || words is ["sandbox", ..])
        {
            await StartAndStopAsync(command, words);
            return;
        }

        File.Delete(_folder.File("draft.yaml"));
        var ending = await Executable.RunAsync(_folder.Path, [.. words]);
        var shown = $"{command}\nexit code {ending.Code}\n{ending.Output}\n{ending.Error}";
        if (words.Contains("bad.yaml"))
        {
            Assert.True(ending.Code == 2, shown);
            Assert.Contains(
                Pages.Blocks("docs/commands.md", "").Single(block => block.StartsWith("bad.yaml:", StringComparison.Ordinal)),
                (ending.Output + ending.Error).ReplaceLineEndings("\n"),
                StringComparison.Ordinal);
            return;
        }

        // 1 where an application needs a person, as two in the sandbox do, or a rotation has to wait for a grace period.
        Assert.True(ending.Code is 0 or 1, shown);
        Assert.DoesNotContain("unexpected", ending.Error, StringComparison.Ordinal);
        if (words.Contains("json"))
        {
            JsonDocument.Parse(ending.Output).Dispose();
        }
    }

    private async Task StartAndStopAsync(string command, List<string> words)
    {
        await using var program = Executable.Start(_folder.Path, [.. words]);
        await SandboxProcess.Until(
            () => program.HasExited || program.Output.Length + program.Errors.Length > 0,
            () => $"{command} writes nothing");
        await program.SignalAsync("TERM");
        Assert.True(await program.EndAsync() == 0, $"{command}\n{program.Output}\n{program.Errors}");
    }

    private static IEnumerable<string> CommandsOf(string page) =>
        Pages.Blocks(page, "bash")
            .SelectMany(block => Command().Matches(block))
            .Select(match => match.Groups["command"].Value.TrimEnd());

    // What a shell makes of the line, as far as the pages need it. What would collide on one machine is chosen anew.
    private List<string> Words(string command)
    {
        var words = Word().Matches(command).Select(match => match.Value.Trim('"')).ToList();
        if (Contacting.Contains(words[0]) && !words.Contains("--sandbox"))
        {
            words.Add("--sandbox");
        }

        if (words.Contains("--revoke-previous"))
        {
            words.Add("--yes");
        }

        return
        [
            .. words.Select(word => word switch
            {
                "audit/*.jsonl" => "audit/rotation-audit.jsonl",
                "8443" or "8480" => "0",
                "/tmp/sandbox" => _folder.File("data"),
                _ => word,
            }),
        ];
    }

    [GeneratedRegex(
        """^(out/)?(rotation-service|dotnet run --project src/RotationService --) (?<command>[^#|>\\\n]+)""",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Command();

    [GeneratedRegex("[^\\s\"]+|\"[^\"]*\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
