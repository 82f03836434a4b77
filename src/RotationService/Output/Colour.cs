namespace RotationService.Output;

/// <summary>The colors in use, numbered as in the sixteen colors of every terminal.</summary>
internal enum Colour
{
    /// <summary>A failure, or a condition that needs a person.</summary>
    Red = 1,

    /// <summary>Success.</summary>
    Green = 2,

    /// <summary>A step that is due, or a condition that is worth attention.</summary>
    Yellow = 3,

    /// <summary>Additional information.</summary>
    Grey = 8,
}
