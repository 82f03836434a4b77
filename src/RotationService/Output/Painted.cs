namespace RotationService.Output;

/// <summary>A part of a line and its style on a terminal.</summary>
/// <param name="Text">The text.</param>
/// <param name="Code">The number of its SGR code. Null, the default, for no style.</param>
internal readonly record struct Painted(string Text, int? Code = null)
{
    /// <summary>Converts text to a part without a style.</summary>
    public static implicit operator Painted(string text) => new(text);
}
