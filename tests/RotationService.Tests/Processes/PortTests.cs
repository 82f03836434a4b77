using System.Globalization;

namespace RotationService.Tests.Processes;

/// <summary>The worker listens on no port: what it is asked for, it reads from Entra, vaults and files.</summary>
public sealed class PortTests
{
    private const string Listening = "0A";

    private static readonly string[] Families = ["tcp", "tcp6"];

    [Fact]
    public async Task A_worker_that_rotates_listens_on_no_port_and_its_sandbox_does()
    {
        // Which process listens is read from /proc.
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await using var worker = sandbox.Service("run");
        await SandboxProcess.Until(async () => (await application.CredentialsAsync()).Count == 1, () => worker.Errors);
        Assert.Empty(PortsOf(worker.Id));
        Assert.Contains(sandbox.Url.Port, PortsOf(sandbox.ProcessId));
    }

    private static IReadOnlyList<int> PortsOf(int processId)
    {
        var sockets = Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(target => target![8..^1])
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. Families
                .SelectMany(family => File.ReadLines($"/proc/{processId}/net/{family}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(columns => columns[3] == Listening && sockets.Contains(columns[9]))
                .Select(columns => int.Parse(columns[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
        ];
    }
}
