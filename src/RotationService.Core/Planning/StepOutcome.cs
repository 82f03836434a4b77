namespace RotationService.Core.Planning;

/// <summary>How a step ended. A closed set.</summary>
public enum StepOutcome
{
    /// <summary>It would be done.</summary>
    Planned,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was not begun.</summary>
    Skipped,

    /// <summary>It was refused or failed; nothing was changed.</summary>
    Failed,

    /// <summary>It may have been applied or not; the next look at the world tells.</summary>
    Ambiguous,

    /// <summary>It was begun and given up; what it had made is removed again.</summary>
    Abandoned,
}
