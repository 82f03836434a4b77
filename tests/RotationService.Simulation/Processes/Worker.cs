using RotationService.Simulation.Processes.Judging;
using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>One copy of the service: started, killed, paused, and started again, always on the same audit log.</summary>
internal sealed class Worker(ServiceProgram program, string name, string directory, Disk disk, Uri sandbox, string policies) : IAsyncDisposable
{
    private Child? _child;
    private bool _isEnding;
    private bool _isReadOnly;
    private bool _hadBegun;
    private long _saidBefore;
    private int _sandboxKills;

    /// <summary>Its name in the history.</summary>
    public string Name { get; } = name;

    /// <summary>Where it works, and where everything that it writes is.</summary>
    public string Directory { get; } = directory;

    /// <summary>The disk under its audit log.</summary>
    public Disk Disk { get; } = disk;

    /// <summary>Its audit log.</summary>
    public string AuditPath => Path.Combine(Disk.Path, "rotation-audit.jsonl");

    /// <summary>Whether it runs, paused or not.</summary>
    public bool IsUp => _child is { HasExited: false };

    /// <summary>Whether it is paused.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>When it is to be started again if it is down, by the run's stopwatch.</summary>
    public TimeSpan StartAt { get; set; }

    /// <summary>Whether it has said its first word since it was started: before that it cannot answer signals yet.</summary>
    public bool HasBegun => IsUp && Said() > _saidBefore;

    /// <summary>Whether it does nothing, since it is down or waits.</summary>
    public bool IsAtRest => _child is not { HasExited: false } child || (HasBegun && child.IsAtRest());

    /// <summary>Starts it, if it does not run.</summary>
    /// <param name="sandboxKills">How often the sandbox has been killed so far.</param>
    public async Task StartAsync(int sandboxKills)
    {
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        _sandboxKills = sandboxKills;
        _isEnding = false;
        _isReadOnly = Disk.IsReadOnly;
        _saidBefore = Said();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Serilog__WriteTo__0__Name"] = "File",
            ["Serilog__WriteTo__0__Args__path"] = "logs/operational-.log",
        };
        _child = Child.Start(program, Directory, "console", environment, "run", $"--sandbox={sandbox}", "--policies", policies, "--interval", "10m", "--verbosity", "debug", $"--Audit:Path={AuditPath}");
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_child is { HasExited: false } child)
        {
            await KeepWhatOthersSeeAsync(child);
            await child.KillAsync();
        }

        IsPaused = false;
        _isEnding = true;
    }

    /// <summary>SIGTERM. It may take a while to end.</summary>
    public async Task TerminateAsync()
    {
        if (_child is { HasExited: false } child)
        {
            await KeepWhatOthersSeeAsync(child);
            _isEnding = true;
            _hadBegun = HasBegun;
            await child.SignalAsync("TERM");
        }
    }

    /// <summary>SIGSTOP.</summary>
    public async Task PauseAsync()
    {
        if (_child is { HasExited: false } child)
        {
            IsPaused = true;
            await child.SignalAsync("STOP");
        }
    }

    /// <summary>SIGCONT.</summary>
    public async Task ContinueAsync()
    {
        if (_child is { HasExited: false } child && IsPaused)
        {
            await child.SignalAsync("CONT");
        }

        IsPaused = false;
    }

    /// <summary>Judges how it ended, if it has and it was not we who killed it; then forgets that.</summary>
    /// <param name="sandboxKills">How often the sandbox has been killed so far.</param>
    public Violation? JudgeExit(int sandboxKills)
    {
        if (_child is not { HasExited: true, ExitCode: var code })
        {
            return null;
        }

        var told = _isEnding;
        _isEnding = true;
        return code switch
        {
            0 when told => null,
            137 when told => null,
            143 when told && !_hadBegun => null,

            // Without a place for its records it refuses to start.
            2 when _isReadOnly => null,

            // It could not reach the sandbox to begin with, and that was our doing.
            3 when sandboxKills > _sandboxKills => null,
            _ => new Violation("Exit", $"{Name} ended with {code}{(told ? " when told to stop" : " by itself")}"),
        };
    }

    /// <summary>Waits for its end.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => _child?.EndAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
        {
            await _child.DisposeAsync();
        }

        await Disk.DisposeAsync();
    }

    private long Said() => new FileInfo(Path.Combine(Directory, "console.err")) is { Exists: true, Length: var length } ? length : 0;

    private async Task KeepWhatOthersSeeAsync(Child child)
    {
        await using var file = new FileStream(Path.Combine(Directory, "shown-to-others"), FileMode.Append);
        await file.WriteAsync(await child.ShownToOthersAsync());
    }
}
