namespace RotationService.Audit;

/// <summary>An audit log that this process must not or cannot write. The message says why and what to do.</summary>
internal sealed class AuditLogException : Exception
{
    /// <summary>With what to tell the user.</summary>
    public AuditLogException(string message)
        : base(message)
    {
    }

    /// <summary>With what to tell the user, and why.</summary>
    public AuditLogException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether its chain is broken, rather than its file in use.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Whether a later attempt may succeed with nothing set otherwise: the disk is full, a share does not answer.</summary>
    public bool MayPass { get; init; }
}
