using System.Text.Json.Nodes;

namespace RotationService.Tests.Processes;

/// <summary>Every signal that would end a process ends this one in order, a value that is being stored first.</summary>
public sealed class SignalTests
{
    /// <summary>A worker that began without a terminal, or a verb that does one thing: what it is sent and what it ends with.</summary>
    private static readonly (string Signal, bool Once)[] Cases =
    [
        ("INT", false), ("QUIT", false), ("TERM", false), ("USR1", false), ("USR2", false), ("ALRM", false), ("STKFLT", false),
        ("XCPU", false), ("VTALRM", false), ("PROF", false), ("IO", false), ("PWR", false), ("35", false), ("64", false),
        ("HUP", true), ("QUIT", true), ("USR1", true),
    ];

    [Fact]
    public async Task A_signal_between_issue_and_store_ends_the_process_after_the_store()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var sandbox = await SandboxProcess.StartAsync();
        var applications = new List<SeededApplication>();
        foreach (var (number, _) in Cases.Index())
        {
            applications.Add(await sandbox.SeedAsync($"s{number}"));
            File.Move(Path.Combine(sandbox.Directory, "rotation-policies.yaml"), Path.Combine(sandbox.Directory, $"s{number}.yaml"));
        }

        // The vault takes the intent, and no value until every process has been sent its signal.
        await RefuseAsync(sandbox, [.. applications.Select(application => application.Secret + "-pending")]);
        var programs = Cases.Index().Select(one => Start(sandbox, one.Index, one.Item.Once)).ToList();
        try
        {
            foreach (var (number, (signal, _)) in Cases.Index())
            {
                var (application, program) = (applications[number], programs[number]);
                await SandboxProcess.Until(async () => (await application.CredentialsAsync()).Count == 1, () => program.Errors);
                await program.SignalAsync(signal);
                bool IsStopping() => program.Errors.Contains("stopping;", StringComparison.Ordinal);
                await SandboxProcess.Until(() => program.HasExited || IsStopping(), () => signal);
                Assert.False(program.HasExited, $"{signal} ended the process with a value unstored");
            }

            await sandbox.PostAsync("clock", """{"speed":20}""");
            await sandbox.PostAsync("faults", "[]");
            foreach (var (number, (signal, once)) in Cases.Index())
            {
                var code = await programs[number].EndAsync();
                Assert.True(code == (once ? 130 : 0), $"{signal}: {code} {programs[number].Errors}");
                Assert.DoesNotContain("   at ", programs[number].Errors, StringComparison.Ordinal);
                await AssertStoredAsync(applications[number]);
            }
        }
        finally
        {
            foreach (var program in programs)
            {
                await program.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_terminal_that_is_closed_between_issue_and_store_ends_the_worker_after_the_store()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await RefuseAsync(sandbox, "payments-secret-pending");

        // `script` holds the other end of the terminal, as a session of ssh does. The shell is told of its loss and passes that on, as
        // shells do, and lives to write the exit code down.
        var ended = Path.Combine(sandbox.Directory, "ended");
        var service = $"\"{Executable.ProgramPath}\" run --sandbox={sandbox.Url} --Audit:Path={sandbox.AuditPath} --verbosity detailed";
        var command = $"trap 'kill -HUP $!' HUP; {service} & wait $!; wait $!; echo $? > {ended}.new; mv {ended}.new {ended}";
        var shell = new Dictionary<string, string?> { ["SHELL"] = "/bin/sh" };
        await using var script = Executable.Start(sandbox.Directory, shell, "script", ["--quiet", "--command", command, "/dev/null"]);
        await SandboxProcess.Until(async () => (await application.CredentialsAsync()).Count == 1, () => script.Output);
        await script.KillAsync();
        await WaitForRefusalAsync(sandbox);

        await sandbox.PostAsync("clock", """{"speed":20}""");
        await sandbox.PostAsync("faults", "[]");
        await SandboxProcess.Until(() => File.Exists(ended), () => script.Output);
        Assert.Equal("0", (await File.ReadAllTextAsync(ended)).Trim());
        await AssertStoredAsync(application);
    }

    [Fact]
    public async Task Hanging_up_a_worker_without_a_terminal_opens_the_operational_logs_files_again_and_never_the_audit_log()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await sandbox.PostAsync("clock", """{"speed":20}""");
        var log = Path.Combine(sandbox.Directory, "service.log");
        var settings = new Dictionary<string, string?>
        {
            ["Serilog__MinimumLevel__Default"] = "Information",
            ["Serilog__WriteTo__0__Name"] = "File",
            ["Serilog__WriteTo__0__Args__path"] = log,
        };
        string[] words = [Executable.ProgramPath, "run", $"--sandbox={sandbox.Url}", $"--Audit:Path={sandbox.AuditPath}"];
        await using var worker = Executable.Start(sandbox.Directory, settings, "setsid", words);
        await SandboxProcess.Until(() => Read(log).Contains("payments is \"Healthy\"", StringComparison.Ordinal), () => worker.Errors);

        // As logrotate does it, of all files that end in a name it was given.
        File.Move(log, log + ".1");
        File.Move(sandbox.AuditPath, sandbox.AuditPath + ".1");
        await worker.SignalAsync("HUP");
        await worker.UntilItSaysAsync("the files of the operational log were opened again");

        await sandbox.AdvanceAsync("P61D");
        var problem = $"No new operation is started: the audit log {sandbox.AuditPath} was deleted or moved while";
        await SandboxProcess.Until(() => Read(log).Contains(problem, StringComparison.Ordinal), () => worker.Errors);
        Assert.DoesNotContain("No new operation is started", await File.ReadAllTextAsync(log + ".1"), StringComparison.Ordinal);
        Assert.False(File.Exists(sandbox.AuditPath));
        Assert.Single(await application.CredentialsAsync());

        await worker.UntilItSaysAsync("payments is NeedsAttention, AuditUnwritable");
        File.Move(sandbox.AuditPath + ".1", sandbox.AuditPath);
        await sandbox.AdvanceAsync("PT2H");
        await SandboxProcess.Until(async () => (await application.VersionsAsync()).Count == 2, () => worker.Errors);
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.EndAsync());
        var (verified, output, errors) = await Executable.RunAsync(sandbox.Directory, "audit", "verify", "--log", sandbox.AuditPath);
        Assert.True(verified == 0, output + errors);
    }

    private static Executable Start(SandboxProcess sandbox, int number, bool once) => Executable.Start(
        sandbox.Directory,
        new Dictionary<string, string?>(),
        "setsid",
        [
            Executable.ProgramPath, "run", once ? "--once" : "--interval=1h", "--policies", $"s{number}.yaml",
            $"--sandbox={sandbox.Url}", $"--Audit:Path={sandbox.AuditPath}.{number}",
        ]);

    // The vault takes the first version of each, which announces a value, and none of the later ones.
    private static Task RefuseAsync(SandboxProcess sandbox, params string[] secrets)
    {
        var rules = secrets.Select(secret => JsonNode.Parse($$"""
            {"host":"vault","route":"PUT /secrets/{name}","match":{"name":"{{secret}}"},"nth":2,"times":1000,"when":"before","status":503}
            """));
        return sandbox.PostAsync("faults", new JsonArray([.. rules]).ToJsonString());
    }

    private static async Task AssertStoredAsync(SeededApplication application)
    {
        var live = Assert.Single(await application.LiveAsync());
        var versions = await application.VersionsAsync(secret: application.Secret + "-pending");
        var stored = Assert.Single(versions, version => version["tags"]!["key-id"] is not null);
        Assert.Equal((string)live["valueSha256"]!, (string)stored["valueSha256"]!);
    }

    // Once the value has been refused again after the terminal was lost, the process has outlived that.
    private static async Task WaitForRefusalAsync(SandboxProcess sandbox)
    {
        var seen = await RefusedAsync();
        await SandboxProcess.Until(async () => await RefusedAsync() > seen, () => "the value is not held any more");

        async Task<int> RefusedAsync()
        {
            var routes = (await sandbox.GetAsync("requests"))["byRoute"];
            return (int?)routes?["vault PUT /secrets/{name}"]?["byStatus"]?["503"] ?? 0;
        }
    }

    // While it is written; nothing if it is not there.
    private static string Read(string path)
    {
        if (!File.Exists(path))
        {
            return "";
        }

        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
