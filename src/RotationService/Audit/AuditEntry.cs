using RotationService.Core.Auditing;

namespace RotationService.Audit;

/// <summary>One line of an audit log, read back.</summary>
/// <param name="Sequence">Its number, from 1 in each file.</param>
/// <param name="Record">What it records.</param>
/// <param name="Hash">The SHA-256 of the line without this field, in lower-case hex: the next line's <c>prev</c>.</param>
/// <param name="Previous">The hash of the line before.</param>
internal sealed record AuditEntry(long Sequence, AuditRecord Record, string Hash, string Previous)
{
    /// <summary>On a `recovered` record: how many bytes of a torn line stand before it; null on others.</summary>
    public long? TornBytes { get; init; }

    /// <summary>On a `recovered` record: the SHA-256 of those bytes, so that the chain covers them too.</summary>
    public string? TornHash { get; init; }
}
