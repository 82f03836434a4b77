using RotationService.Core.Auditing;

namespace RotationService.Audit;

/// <summary>One line of an audit log, read from the file.</summary>
/// <param name="Sequence">The number of the line, counted from 1 in each file.</param>
/// <param name="Record">The record.</param>
/// <param name="Hash">
/// The SHA-256 hash of the line without this field, in lower-case hex. The next line repeats it as <c>prev</c>.
/// </param>
/// <param name="Previous">The hash of the previous line.</param>
internal sealed record AuditEntry(long Sequence, AuditRecord Record, string Hash, string Previous)
{
    /// <summary>
    /// On a `recovered` record: the number of bytes of the torn line before it. Null on other records.
    /// </summary>
    public long? TornBytes { get; init; }

    /// <summary>
    /// On a `recovered` record: the SHA-256 hash of those bytes, so that the chain covers them. Null on other records.
    /// </summary>
    public string? TornHash { get; init; }
}
