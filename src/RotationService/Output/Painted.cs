namespace RotationService.Output;

/// <summary>A part of a line, and how it looks on a terminal.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Code">The number of its SGR code; null for the usual look.</param>
internal readonly record struct Painted(string Text, int? Code = null)
{
    /// <summary>A part that looks as usual.</summary>
    public static implicit operator Painted(string text) => new(text);
}
