namespace RotationService.Audit;

/// <summary>This process must not or cannot write an audit log. The message gives the cause and the remedy.</summary>
internal sealed class AuditLogException : Exception
{
    /// <summary>Creates the exception with a message for the user.</summary>
    public AuditLogException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message for the user and its cause.</summary>
    public AuditLogException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the chain of the log is broken. Default false.</summary>
    public bool IsBroken { get; init; }

    /// <summary>
    /// Whether a later attempt may succeed without any change of settings, for example when the disk is full or a share
    /// does not answer. Default false.
    /// </summary>
    public bool MayPass { get; init; }
}
