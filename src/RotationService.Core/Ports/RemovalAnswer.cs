namespace RotationService.Core.Ports;

/// <summary>The answer of Graph to removePassword.</summary>
public enum RemovalAnswer
{
    /// <summary>Graph accepted the removal.</summary>
    Removed,

    /// <summary>
    /// "No password credential found". The credential was removed before, or is not visible yet on the replica that
    /// answered.
    /// </summary>
    NotFound,
}
