namespace RotationService.Core.Planning;

/// <summary>How an application stands, in one word. A closed set.</summary>
public enum Condition
{
    /// <summary>All is as desired.</summary>
    Healthy,

    /// <summary>A rotation is due and has not begun.</summary>
    Due,

    /// <summary>A rotation is under way: issued, not yet published.</summary>
    Rotating,

    /// <summary>The credential that consumers read has ended.</summary>
    Expired,

    /// <summary>Something needs a human; the message says what to do.</summary>
    NeedsAttention,

    /// <summary>A step failed.</summary>
    Failed,
}
