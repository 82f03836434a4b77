namespace RotationService.Simulation.World;

/// <summary>How an effect may go wrong. A closed set: the protocol's list of faults at every call, and what a disk can do.</summary>
internal enum Outcome
{
    /// <summary>It does not.</summary>
    Success,

    /// <summary>The process dies before it.</summary>
    CrashBefore,

    /// <summary>The process dies after it was applied.</summary>
    CrashAfter,

    /// <summary>Applied, and the connection cut before the answer.</summary>
    AnswerLost,

    /// <summary>Applied while the process waits, and never answered.</summary>
    TimeOut,

    /// <summary>Never answered, and applied after the process has given up waiting.</summary>
    AppliedLate,

    /// <summary>429, to be tried again in whole seconds.</summary>
    ThrottledInteger,

    /// <summary>429, in a decimal number of seconds.</summary>
    ThrottledDecimal,

    /// <summary>429, at a date.</summary>
    ThrottledDate,

    /// <summary>429, and no word of when.</summary>
    ThrottledBare,

    /// <summary>Applied, and answered with a 5xx.</summary>
    ServerErrorApplied,

    /// <summary>Answered with a 5xx and not applied.</summary>
    ServerError,

    /// <summary>401 from now on, from that host.</summary>
    Unauthorized,

    /// <summary>403 from now on, from that host.</summary>
    Forbidden,

    /// <summary>The disk refuses this record.</summary>
    WriteFails,

    /// <summary>The disk takes no records from now on.</summary>
    DiskFull,

    /// <summary>The process dies while the record is written, and half of it is on the disk.</summary>
    Torn,
}
