namespace RotationService.Output;

/// <summary>The colours that are used, by their numbers among the sixteen of every terminal.</summary>
internal enum Colour
{
    /// <summary>It failed, or a person must act.</summary>
    Red = 1,

    /// <summary>All is well.</summary>
    Green = 2,

    /// <summary>Something is due, or worth a look.</summary>
    Yellow = 3,

    /// <summary>Said for completeness.</summary>
    Grey = 8,
}
