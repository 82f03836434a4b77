namespace RotationService.Audit;

/// <summary>The result of checking the chain of a log.</summary>
/// <param name="File">The log.</param>
/// <param name="Records">
/// The number of whole records before the first broken line, or of all records if the chain is whole.
/// </param>
/// <param name="BrokenLine">The number of the first broken line, counted from 1. Null if the chain is whole.</param>
/// <param name="Problem">What is wrong with that line. Empty if the chain is whole.</param>
internal sealed record AuditVerdict(string File, long Records, long? BrokenLine, string Problem)
{
    /// <summary>The number of intents that have no outcome in this file.</summary>
    public int OpenIntents { get; init; }

    /// <summary>The number of torn lines that were sealed.</summary>
    public int Recoveries { get; init; }

    /// <summary>
    /// The number of bytes after the last line break. They belong to a line that is being written, or that is torn and
    /// not yet sealed.
    /// </summary>
    public int TornBytes { get; init; }

    /// <summary>Whether the chain is whole.</summary>
    public bool IsWhole => BrokenLine is null;
}
