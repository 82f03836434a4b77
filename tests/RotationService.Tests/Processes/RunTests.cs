using System.Text.Json.Nodes;
using RotationService.Tests.PolicyFile;

namespace RotationService.Tests.Processes;

/// <summary>The first command of the README, and what a person does next.</summary>
public sealed class RunTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("rotation-service-").FullName;

    public RunTests() => File.Copy(Path.Combine(Repository.Root, "rotation-policies.yaml"), Path.Combine(_directory, "rotation-policies.yaml"));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task One_sweep_of_a_new_sandbox_rotates_and_only_what_the_cast_makes_so_needs_a_person()
    {
        var (exitCode, output, errors) = await Executable.RunAsync(_directory, "run", "--sandbox", "--once", "--output", "json");
        var document = JsonNode.Parse(output)!;
        Assert.Equal(1, exitCode);
        Assert.True((int)document["summary"]!["rotated"]! >= 1, errors);
        Assert.Equal(0, (int)document["summary"]!["failed"]!);
        Assert.Equal(
            ["CredentialLimit", "NotOwner"],
            document["applications"]!.AsArray().Where(application => (bool)application!["needsHuman"]!).Select(application => (string)application!["reason"]!).Order());
        Assert.Equal(2, (int)document["summary"]!["attention"]!);

        var (again, _, _) = await Executable.RunAsync(_directory, "audit", "verify");
        Assert.Equal(0, again);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task The_worker_shows_rotations_and_retirements_and_a_signal_ends_it_with_0(string signal)
    {
        await using var worker = Executable.Start(_directory, "run", "--sandbox", "--speed", "24h");
        await SandboxProcess.Until(() => Tells(worker, " rotated: ") && Tells(worker, " retired "), () => worker.Output + worker.Errors);
        await worker.SignalAsync(signal);
        Assert.Equal(0, await worker.EndAsync());
        Assert.DoesNotContain("   at ", worker.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_any_verb_writes_at_its_most_verbose_has_a_secret_in_it()
    {
        var written = new List<string>();
        foreach (var arguments in new string[][] { ["plan"], ["run", "--once"], ["status"], ["rotate", "reporting", "--revoke-previous", "--yes"], ["plan", "--output", "json"] })
        {
            var (_, output, errors) = await Executable.RunAsync(_directory, [.. arguments, "--sandbox", "--verbosity", "debug"]);
            written.AddRange([output, errors]);
        }

        var (_, records, _) = await Executable.RunAsync(_directory, "audit", "show", "--output", "json");
        written.AddRange([records, await File.ReadAllTextAsync(Path.Combine(_directory, "audit", "rotation-audit.jsonl"))]);
        Assert.Contains("\"Revoke\"", records, StringComparison.Ordinal);
        LeakHunt.AssertNone(written, LeakHunt.SecretsOf(Path.Combine(_directory, ".sandbox")));
    }

    [Fact]
    public async Task A_policy_file_that_is_broken_while_the_worker_runs_is_refused_and_a_valid_one_taken_up()
    {
        var file = Path.Combine(_directory, "rotation-policies.yaml");
        var policies = await File.ReadAllTextAsync(file);
        await using var worker = Executable.Start(_directory, "run", "--sandbox");
        await SandboxProcess.Until(() => Tells(worker, " rotated: "), () => worker.Output + worker.Errors);

        await File.WriteAllTextAsync(file, policies + "\n  - name: newcomer\n    colour: blue\n");
        await SandboxProcess.Until(() => worker.Errors.Contains("the previous policies remain in force", StringComparison.Ordinal), () => worker.Output + worker.Errors);
        Assert.Contains("`colour` is not a key of a policy", worker.Errors, StringComparison.Ordinal);

        foreach (var (broken, refused) in ((string, int)[])[("unclosed-brace.yaml", 2), ("a program", 3), ("cycle-through-two.yaml", 4), ("fifty megabytes of nothing", 5), ("empty.yaml", 6)])
        {
            // As editors do it: the whole file at once.
            BrokenFiles.Put(broken, file + ".new");
            File.Move(file + ".new", file, overwrite: true);
            await SandboxProcess.Until(() => Count(worker.Errors, "rotation-service: rotation-policies.yaml has changed and has errors") == refused, () => worker.Output + worker.Errors);
        }

        Assert.DoesNotContain("   at ", worker.Errors, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, policies + "\n  - name: newcomer\n    application: { displayName: newcomer }\n    secret: newcomer-secret\n");
        await SandboxProcess.Until(() => worker.Output.Split('\n').Any(line => line.Contains("newcomer", StringComparison.Ordinal) && line.Contains("rotated: ", StringComparison.Ordinal)), () => worker.Output + worker.Errors);
        Assert.Contains("its 12 policies apply from the next sweep on", worker.Errors, StringComparison.Ordinal);
        await worker.SignalAsync("INT");
        Assert.Equal(0, await worker.EndAsync());
    }

    private static bool Tells(Executable worker, string what) =>
        worker.Output.Split('\n').Any(line => line.Contains("payments-api", StringComparison.Ordinal) && line.Contains(what, StringComparison.Ordinal));

    private static int Count(string text, string what) => text.Split(what).Length - 1;

    [Fact]
    public async Task A_one_shot_verb_that_is_interrupted_ends_with_130()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        await sandbox.SeedAsync();
        await using var once = sandbox.Service("run", "--once");
        await SandboxProcess.Until(() => once.Output.Contains("stored", StringComparison.Ordinal) || once.Errors.Contains("stored", StringComparison.Ordinal), () => once.Output + once.Errors);
        await once.SignalAsync("INT");
        Assert.Equal(130, await once.EndAsync());
    }

    [Fact]
    public async Task Validate_loads_neither_the_graph_nor_the_azure_assemblies()
    {
        await using var program = Executable.Start(_directory, new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location }, "validate");
        Assert.True(await program.EndAsync() == 0, program.Errors);
        Assert.Contains("loaded: rotation-service", program.Errors, StringComparison.Ordinal);
        Assert.DoesNotMatch("loaded: (Microsoft.Graph|Microsoft.Kiota|Azure\\.|Microsoft.Identity|RotationService.Azure|RotationService.Sandbox)", program.Errors);
    }

    [Fact]
    public async Task An_unreachable_tenant_ends_with_3_and_says_why()
    {
        var (exitCode, _, errors) = await Executable.RunAsync(_directory, "plan", "--sandbox=https://127.0.0.1:1");
        Assert.Equal(3, exitCode);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.NotEmpty(errors.Trim());
    }
}
