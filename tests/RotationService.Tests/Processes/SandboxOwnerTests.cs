using System.Text.Json.Nodes;

namespace RotationService.Tests.Processes;

/// <summary>The process whose sandbox it is ends: while it makes it, or with others beside it.</summary>
public sealed class SandboxOwnerTests : IDisposable
{
    // What the first command of a new sandbox shows.
    private static readonly Lazy<Task<string>> Undisturbed = new(async () =>
    {
        using var folder = NewFolder();
        return await PlanAsync(folder);
    });

    private readonly TemporaryFolder _folder = NewFolder();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lock", "KILL")]
    [InlineData("owner", "KILL")]
    [InlineData("clock", "KILL")]
    [InlineData("clock", "INT")]
    [InlineData("state.jsonl.tmp", "KILL")]
    [InlineData("state.jsonl", "KILL")]
    [InlineData("state.jsonl", "INT")]
    [InlineData("ca-key.pem", "KILL")]
    [InlineData("ca.pem", "KILL")]
    [InlineData("server.pem", "KILL")]
    [InlineData("sandbox.json", "KILL")]
    [InlineData("sandbox.json", "INT")]
    public async Task Whenever_the_first_command_is_ended_the_next_shows_what_it_would_have_shown(string asSoonAsThereIs, string signal)
    {
        await using (var first = Executable.Start(_folder.Path, "plan", "--sandbox"))
        {
            var path = Path.Combine(_folder.Path, ".sandbox", asSoonAsThereIs);
            SpinWait.SpinUntil(() => File.Exists(path) || first.HasExited);
            await first.SignalAsync(signal);
            await first.EndAsync();
        }

        Assert.Equal(await Undisturbed.Value, await PlanAsync(_folder));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("KILL")]
    public async Task When_the_owner_ends_the_command_beside_it_runs_the_sandbox_and_comes_to_its_end(string signal)
    {
        await using var owner = Executable.Start(_folder.Path, "run", "--sandbox", "--speed", "1");
        await SandboxProcess.Until(() => owner.Output.Contains(" stored as pending ", StringComparison.Ordinal), () => owner.Output + owner.Errors);
        await using var second = Executable.Start(_folder.Path, "run", "--sandbox", "--once", "--output", "json", "--Audit:Path=audit/second.jsonl");
        await SandboxProcess.Until(() => second.Errors.Contains("checking 11 policies", StringComparison.Ordinal), () => second.Output + second.Errors);

        await owner.SignalAsync(signal);
        await owner.EndAsync();

        Assert.True(await second.EndAsync() == 1, second.Output + second.Errors);
        Assert.Contains("the process that ran the sandbox in .sandbox has ended; this process runs it now", second.Errors, StringComparison.Ordinal);
        var document = JsonNode.Parse(second.Output)!;
        Assert.Equal((0, 2), ((int)document["summary"]!["failed"]!, (int)document["summary"]!["attention"]!));
        Assert.True((int)document["summary"]!["rotated"]! >= 1, second.Errors);
    }

    private static TemporaryFolder NewFolder()
    {
        var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Repository.Root, "rotation-policies.yaml"), folder.File("rotation-policies.yaml"));
        return folder;
    }

    private static async Task<string> PlanAsync(TemporaryFolder folder)
    {
        var (_, output, errors) = await Executable.RunAsync(folder.Path, "plan", "--sandbox", "--output", "json");
        Assert.True(output.Length > 0, errors);
        return string.Join('\n', JsonNode.Parse(output)!["applications"]!.AsArray().Select(application =>
            $"{application!["policy"]} {application["condition"]} {application["reason"]} {application["nextAction"]} {application["foreign"]!.AsArray().Count} {application["current"] is not null}"));
    }
}
