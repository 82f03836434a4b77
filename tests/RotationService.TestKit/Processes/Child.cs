using System.Diagnostics;
using System.Globalization;

namespace RotationService.TestKit.Processes;

/// <summary>A process of the service's executable. What it writes to its console goes into files, byte by byte.</summary>
public sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _console;

    private Child(Process process, string consolePath)
    {
        _process = process;
        _console = Task.WhenAll(CopyAsync(process.StandardOutput.BaseStream, $"{consolePath}.out"), CopyAsync(process.StandardError.BaseStream, $"{consolePath}.err"));
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>How it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts one.</summary>
    /// <param name="program">The executable.</param>
    /// <param name="directory">Where it works.</param>
    /// <param name="console">The name of the files for its console, there; they are appended to.</param>
    /// <param name="environment">What is added to its environment.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Child Start(ServiceProgram program, string directory, string console, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = ServiceProgram.StartInfo(program.Path, directory, arguments);

        // It lives too briefly for code that is compiled better to pay.
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Child(Process.Start(start)!, Path.Combine(directory, console));
    }

    /// <summary>Whether all its threads sleep. One that only waits for a processor does not: on a busy machine silence alone says nothing.</summary>
    public bool IsAtRest()
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{Id}/task").All(task => File.ReadAllText($"{task}/stat") is var stat && stat[stat.LastIndexOf(')') + 2] == 'S');
        }
        catch (IOException)
        {
            // A thread ended between the list and the look.
            return false;
        }
    }

    /// <summary>SIGKILL, and waits for the end.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync(CancellationToken.None);
    }

    /// <summary>Sends a signal by its name: TERM, STOP, CONT.</summary>
    public Task SignalAsync(string signal) => RunAsync("kill", $"-{signal}", Id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Waits until it has ended and all that it wrote is in the files.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _console;
    }

    /// <summary>What others on the machine may see of it: its command line and its environment.</summary>
    public async Task<byte[]> ShownToOthersAsync()
    {
        try
        {
            return [.. await File.ReadAllBytesAsync($"/proc/{Id}/cmdline"), (byte)'\n', .. await File.ReadAllBytesAsync($"/proc/{Id}/environ")];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        await _console;
        _process.Dispose();
    }

    /// <summary>Runs a tool of the system.</summary>
    /// <returns>Whether it succeeded.</returns>
    public static async Task<bool> RunAsync(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static async Task CopyAsync(Stream stream, string path)
    {
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        var block = new byte[16 * 1024];
        while (await stream.ReadAsync(block) is > 0 and var length)
        {
            await file.WriteAsync(block.AsMemory(0, length));
            await file.FlushAsync();
        }
    }
}
