namespace RotationService.Core.Auditing;

/// <summary>The kind of an audit record. The set is closed.</summary>
public enum AuditKind
{
    /// <summary>The service is about to change something.</summary>
    Intent,

    /// <summary>The change that an intent announced has ended.</summary>
    Outcome,

    /// <summary>
    /// A crash left the last line of the log incomplete, and the log sealed it. Only the log itself writes this kind.
    /// </summary>
    Recovered,
}
