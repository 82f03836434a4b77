using RotationService.Simulation.Checking;

namespace RotationService.Simulation.World;

/// <summary>Where a process of the service runs, again and again: its clock, and its disk with the audit log on it.</summary>
internal sealed class Machine(SimulatedWorld world, int number, string folder)
{
    private ServiceProcess? _process;

    public string Name { get; } = $"P{number}";

    public int Number { get; } = number;

    /// <summary>The audit log of the processes that run here.</summary>
    public string AuditPath { get; } = Path.Combine(folder, $"audit-{number}.jsonl");

    /// <summary>What the audit log says, read from the file as it grows.</summary>
    public AuditTail Audit { get; } = new(Path.Combine(folder, $"audit-{number}.jsonl"));

    /// <summary>How far the local wall clock is ahead of true time.</summary>
    public TimeSpan ClockError { get; set; }

    /// <summary>Whether the disk takes no writes.</summary>
    public bool DiskIsFull { get; set; }

    /// <summary>The process that runs now; null if none does.</summary>
    public ServiceProcess? Process => _process is { IsDead: false } ? _process : null;

    /// <summary>How many processes have run here.</summary>
    public int Lives { get; private set; }

    /// <summary>Starts a process; nothing, if one runs.</summary>
    public void Start(Func<ServiceProcess, CancellationToken, Task> live)
    {
        if (Process is null)
        {
            Lives++;
            world.Transcript.Mark("a process starts");
            world.Transcript.Note(Name, "starts");
            _process = new ServiceProcess(world, this);
            _process.Start(live);
        }
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        if (Process is { } process)
        {
            world.Transcript.Note(Name, "is killed");
            world.Transcript.Mark("it is killed");
            process.Die();
            world.Judge.Disturbed(request: null);
            world.Ended(this);
        }
    }
}
