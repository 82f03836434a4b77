namespace RotationService.Core.Auditing;

/// <summary>What an audit record is. A closed set.</summary>
public enum AuditKind
{
    /// <summary>Something is about to be changed.</summary>
    Intent,

    /// <summary>How that ended.</summary>
    Outcome,

    /// <summary>The log's last line had been torn by a crash and is sealed. Written by the log itself.</summary>
    Recovered,
}
