using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace RotationService.Benchmarks.Sweeping;

/// <summary>A worker in a process of its own, which ends with this object.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts one.</summary>
    /// <param name="sandbox">Where the sandbox is.</param>
    /// <param name="who">Who it is.</param>
    /// <param name="vaults">How many vaults there are.</param>
    /// <param name="most">The most applications that Terraform looks after.</param>
    public static WorkerProcess Start(Uri sandbox, Contender who, int vaults, int most)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (var argument in (string[])[SweepWorker.Verb, "--sandbox", sandbox.OriginalString, "--who", who.ToString(), "--vaults", $"{vaults}", "--most", $"{most}"])
        {
            start.ArgumentList.Add(argument);
        }

        return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("The worker did not start."));
    }

    /// <summary>Has it work once.</summary>
    public async Task<Measured> WorkAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync("go".AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        if (await _process.StandardOutput.ReadLineAsync(cancellationToken) is { } answer)
        {
            return JsonSerializer.Deserialize<Measured>(answer)!;
        }

        // Ctrl-C reaches it, too.
        cancellationToken.ThrowIfCancellationRequested();
        throw new InvalidOperationException("The worker ended before it had answered; see its standard error above.");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
