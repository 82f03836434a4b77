namespace RotationService.Core.Ports;

/// <summary>What Graph answered to removePassword.</summary>
public enum RemovalAnswer
{
    /// <summary>Accepted.</summary>
    Removed,

    /// <summary>"No password credential found": removed before, or not yet visible on the replica that answered.</summary>
    NotFound,
}
