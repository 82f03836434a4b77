using System.Diagnostics;
using System.Globalization;

namespace RotationService.Tests.Processes;

/// <summary>The audit file cannot be had, or is lost: nothing is begun, one sentence says why, and no stack trace does.</summary>
public sealed class AuditFileLostTests
{
    /// <summary>How the file is lost while the worker runs, what is said, and whether the next start goes on with what is there.</summary>
    public static TheoryData<string, string, int> Losses => new()
    {
        { "deleted", "was deleted or moved while", 0 },
        { "replaced by a copy", "was replaced: its path leads to another file now", 0 },
        { "cut short", "was truncated: it has 10 bytes", 0 },
        { "emptied", "was truncated: it has 0 bytes", 0 },
        { "added to", "was appended to: this process did not write the last 6 bytes", 1 },
        { "replaced by a device", "was replaced: its path leads to a character device now", 2 },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task An_audit_file_that_is_lost_in_mid_rotation_stops_it_before_the_next_change(string loss, string problem, int exitCode)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        string[] arguments = [$"--sandbox={sandbox.Url}", $"--Audit:Path={sandbox.AuditPath}"];
        await using var worker = Executable.Start(sandbox.Directory, ["run", .. arguments]);
        await worker.UntilItSaysAsync("stored as pending");

        Lose(loss, sandbox.AuditPath);
        await sandbox.PostAsync("clock", """{"speed":20}""");
        await worker.UntilItSaysAsync(problem);
        await worker.UntilItSaysAsync("needs a person: The audit log accepts no records");
        Assert.Empty(await application.VersionsAsync());
        Assert.Single(await application.CredentialsAsync());
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.EndAsync());
        Assert.Single(worker.Errors.Split('\n'), line => line.Contains("No new operation is started", StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", worker.Errors, StringComparison.Ordinal);

        var (code, output, errors) = await Executable.RunAsync(sandbox.Directory, ["run", "--once", .. arguments]);
        Assert.True(code == exitCode, output + errors);
        Assert.Equal(exitCode == 0 ? 1 : 0, (await application.VersionsAsync()).Count);
        File.Delete(sandbox.AuditPath);
    }

    [Fact]
    public async Task A_full_disk_stops_a_rotation_and_space_lets_it_go_on_with_a_whole_chain()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        string[] arguments = ["run", $"--sandbox={sandbox.Url}", $"--Audit:Path={sandbox.AuditPath}"];
        await using var worker = Executable.Start(sandbox.Directory, arguments);
        await worker.UntilItSaysAsync("stored as pending");

        // Room for a part of the next line; the signal that comes with it, SIGXFSZ, would end a process that does not catch it.
        await LimitAsync(worker, (new FileInfo(sandbox.AuditPath).Length + 100).ToString(CultureInfo.InvariantCulture));
        await sandbox.PostAsync("clock", """{"speed":20}""");
        await worker.UntilItSaysAsync($"No new operation is started: the audit log {sandbox.AuditPath} cannot be written: ");
        await worker.UntilItSaysAsync("needs a person: The audit log accepts no records");
        Assert.Empty(await application.VersionsAsync());

        await LimitAsync(worker, "unlimited");
        await sandbox.AdvanceAsync("PT2H");
        await worker.UntilItSaysAsync("cleaned up versions of");
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.EndAsync());
        Assert.DoesNotContain("   at ", worker.Errors, StringComparison.Ordinal);
        var (verified, output, errors) = await Executable.RunAsync(sandbox.Directory, "audit", "verify", "--log", sandbox.AuditPath);
        Assert.True(verified == 0, output + errors);
        Assert.DoesNotContain("a crash", output, StringComparison.Ordinal);
        AuditFile.AssertEveryIntentHasOneOutcome(sandbox.AuditPath);
    }

    [Fact]
    public async Task An_audit_file_that_cannot_be_had_at_the_start_ends_the_process_with_one_sentence()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var folder = new TemporaryFolder();
        File.Copy(Path.Combine(Repository.Root, "rotation-policies.yaml"), folder.File("rotation-policies.yaml"));
        await File.WriteAllTextAsync(folder.File("open.jsonl"), "");
        File.SetUnixFileMode(folder.File("open.jsonl"), (UnixFileMode)0b110_110_110);
        await File.WriteAllTextAsync(folder.File("broken.jsonl"), "this is no record\n");
        Directory.CreateDirectory(folder.File("folder"));
        using (var pipe = Process.Start("mkfifo", [folder.File("pipe")]))
        {
            await pipe.WaitForExitAsync();
        }

        foreach (var (verb, path, problem, exitCode) in ((string, string, string, int)[])
        [
            ("run", "/dev/null", "is a character device, not a regular file", 2),
            ("run", "pipe", "is a named pipe, not a regular file", 2),
            ("run", "folder", "is a folder", 2),
            ("run", "open.jsonl", "can be written by every user", 2),
            ("run", "/sys/rotation-audit.jsonl", "cannot be opened", 2),
            ("run", new string('a', 256), "cannot be opened", 2),
            ("rotate", "rotation-policies.yaml/log.jsonl", "cannot be opened", 2),
            ("run", "broken.jsonl", "is broken on line 1", 1),
        ])
        {
            string[] words = verb == "rotate" ? [verb, "payments-api"] : [verb];
            var (code, output, errors) = await Executable.RunAsync(folder.Path, [.. words, "--sandbox", $"--Audit:Path={path}"]);
            Assert.True(code == exitCode, $"{path}: {code} {output}{errors}");
            var sentence = Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.StartsWith($"rotation-service: the audit log {path} {problem}", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("managed", output, StringComparison.Ordinal);
        }

        // Nor does a verb that only looks wait for somebody to write into a pipe.
        var (looked, _, complaint) = await Executable.RunAsync(folder.Path, "status", "--sandbox", "--Audit:Path=pipe");
        Assert.True(looked is 0 or 1, complaint);

        var allowing = new Dictionary<string, string?> { ["Audit__AllowWorldWritable"] = "true" };
        string[] once = ["run", "--once", "--sandbox", "--Audit:Path=open.jsonl"];
        var (allowed, _, refusal) = await Executable.RunAsync(folder.Path, allowing, once);
        Assert.True(allowed is 0 or 1 && refusal.Length == 0 && new FileInfo(folder.File("open.jsonl")).Length > 0, refusal);
    }

    [Fact]
    public async Task A_second_writer_is_refused_by_whatever_name_it_calls_the_file()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var sandbox = await SandboxProcess.StartAsync();
        await sandbox.SeedAsync();
        await using var worker = sandbox.Service("run");
        await SandboxProcess.Until(() => File.Exists(sandbox.AuditPath) && new FileInfo(sandbox.AuditPath).Length > 0, () => worker.Errors);
        File.CreateSymbolicLink(Path.Combine(sandbox.Directory, "link.jsonl"), sandbox.AuditPath);
        using (var hard = Process.Start("ln", [sandbox.AuditPath, Path.Combine(sandbox.Directory, "hard.jsonl")]))
        {
            await hard.WaitForExitAsync();
        }

        foreach (var name in (string[])["audit.jsonl", "link.jsonl", "hard.jsonl"])
        {
            string[] arguments = ["run", "--once", $"--sandbox={sandbox.Url}", $"--Audit:Path={name}"];
            var (code, _, errors) = await Executable.RunAsync(sandbox.Directory, arguments);
            Assert.True(code == 2, $"{name}: {code} {errors}");
            Assert.Contains("is in use by another process", errors, StringComparison.Ordinal);
        }
    }

    private static void Lose(string how, string path)
    {
        switch (how)
        {
            case "deleted":
                File.Delete(path);
                break;
            case "replaced by a copy":
                File.Copy(path, path + ".copy");
                File.Move(path + ".copy", path, overwrite: true);
                break;
            case "replaced by a device":
                File.Delete(path);
                File.CreateSymbolicLink(path, "/dev/null");
                break;
            case "added to":
                File.AppendAllText(path, "hello\n");
                break;
            default:
                using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    stream.SetLength(how == "emptied" ? 0 : 10);
                }

                break;
        }
    }

    private static async Task LimitAsync(Executable program, string bytes)
    {
        var id = program.Id.ToString(CultureInfo.InvariantCulture);
        using var limit = Process.Start("prlimit", ["--pid", id, $"--fsize={bytes}:unlimited"]);
        await limit.WaitForExitAsync();
        Assert.Equal(0, limit.ExitCode);
    }
}
