namespace RotationService.Audit;

/// <summary>What checking a log's chain found.</summary>
/// <param name="File">The log.</param>
/// <param name="Records">How many whole records stand before the first broken line, or all.</param>
/// <param name="BrokenLine">The first broken line, from 1; null if the chain holds.</param>
/// <param name="Problem">What is wrong with it.</param>
internal sealed record AuditVerdict(string File, long Records, long? BrokenLine, string Problem)
{
    /// <summary>How many intents have no outcome in this file.</summary>
    public int OpenIntents { get; init; }

    /// <summary>How many torn lines were sealed.</summary>
    public int Recoveries { get; init; }

    /// <summary>How many bytes stand behind the last line break: a line being written, or torn and not yet sealed.</summary>
    public int TornBytes { get; init; }

    /// <summary>Whether the chain holds.</summary>
    public bool IsWhole => BrokenLine is null;
}
