using System.Diagnostics;
using System.Text;
using RotationService.TestKit.Processes;

namespace RotationService.Tests.Processes;

/// <summary>The real executable, driven as a person would: arguments, signals, exit code, what it writes.</summary>
internal sealed class Executable : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private Executable(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where the executable is.</summary>
    public static string ProgramPath => ServiceProgram.Built.Path;

    public string Output => Read(_output);

    public string Errors => Read(_errors);

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>The most memory it has had so far, in bytes; null once it has ended.</summary>
    public long? PeakMemory
    {
        get
        {
            try
            {
                var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], System.Globalization.CultureInfo.InvariantCulture) * 1024;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    public static Executable Start(string directory, params string[] arguments) => Start(directory, new Dictionary<string, string?>(), arguments);

    public static Executable Start(string directory, IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        Start(directory, environment, ProgramPath, arguments);

    /// <summary>Starts it with a limit of open files, which nothing in the process can raise.</summary>
    public static Executable StartWithOpenFiles(int limit, string directory, params string[] arguments) => Start(
        directory,
        new Dictionary<string, string?>(),
        "/bin/sh",
        ["-c", "ulimit -n \"$0\" && exec \"$@\"", limit.ToString(System.Globalization.CultureInfo.InvariantCulture), ProgramPath, .. arguments]);

    /// <summary>Starts it by another program, such as setsid, which takes it for its last arguments.</summary>
    public static Executable Start(string directory, IReadOnlyDictionary<string, string?> environment, string program, string[] arguments)
    {
        var start = ServiceProgram.StartInfo(program, directory, arguments);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Executable(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<Ending> RunAsync(string directory, params string[] arguments) => RunAsync(directory, new Dictionary<string, string?>(), arguments);

    /// <summary>Runs it to its end, with variables of the environment set, or taken away where they are null.</summary>
    public static async Task<Ending> RunAsync(string directory, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var program = Start(directory, environment, arguments);
        program._process.StandardInput.Close();
        return new Ending(await program.EndAsync(), program.Output, program.Errors);
    }

    /// <summary>Waits until it has written something, to whichever output.</summary>
    public Task UntilItSaysAsync(string text) =>
        SandboxProcess.Until(() => (Output + Errors).Contains(text, StringComparison.Ordinal), () => Output + Errors);

    /// <summary>Waits for its end, a generous while.</summary>
    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The program does not end. It wrote:\n{Output}\n{Errors}");
        }

        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no code of the program runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>Sends a signal by its name, or by its number: TERM, INT, STOP, CONT, 35.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}

/// <summary>How the program ended.</summary>
internal sealed record Ending(int Code, string Output, string Error);
