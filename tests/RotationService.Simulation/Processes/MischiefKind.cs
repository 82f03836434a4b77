namespace RotationService.Simulation.Processes;

/// <summary>What is done to a run.</summary>
internal enum MischiefKind
{
    /// <summary>SIGKILL of a worker, which is started again.</summary>
    Kill,

    /// <summary>SIGKILL of both.</summary>
    KillAll,

    /// <summary>SIGTERM of a worker, which is started again.</summary>
    Terminate,

    /// <summary>SIGSTOP of a worker, 90 s of sandbox time or more, SIGCONT.</summary>
    Pause,

    /// <summary>SIGKILL of the sandbox, which is started again on the same data.</summary>
    KillSandbox,

    /// <summary>The disk under a worker's audit log is full for a while.</summary>
    FillDisk,

    /// <summary>A worker is killed and begins again on a disk that is read-only for a while.</summary>
    ReadOnlyDisk,

    /// <summary>Calls fail for a while.</summary>
    Faults,
}
