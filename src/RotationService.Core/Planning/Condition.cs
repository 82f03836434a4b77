namespace RotationService.Core.Planning;

/// <summary>The state of an application in one word. The set is closed.</summary>
public enum Condition
{
    /// <summary>Everything is as desired.</summary>
    Healthy,

    /// <summary>A rotation is due and has not begun.</summary>
    Due,

    /// <summary>A rotation is in progress: the credential is issued and not yet published.</summary>
    Rotating,

    /// <summary>The credential that consumers read has ended.</summary>
    Expired,

    /// <summary>A human must act. The message says what to do.</summary>
    NeedsAttention,

    /// <summary>A step failed.</summary>
    Failed,
}
