namespace RotationService.Core.Planning;

/// <summary>The outcome of a step. The set is closed.</summary>
public enum StepOutcome
{
    /// <summary>The step would be done.</summary>
    Planned,

    /// <summary>The step was done.</summary>
    Done,

    /// <summary>The step was not begun.</summary>
    Skipped,

    /// <summary>The step was refused or failed. Nothing was changed.</summary>
    Failed,

    /// <summary>The step may or may not have been applied. The next observation shows it.</summary>
    Ambiguous,

    /// <summary>The step was begun and given up. What it made is removed again.</summary>
    Abandoned,
}
