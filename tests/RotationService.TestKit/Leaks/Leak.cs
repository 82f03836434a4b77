namespace RotationService.TestKit.Leaks;

/// <summary>A place at which a secret was written.</summary>
/// <param name="Form">How it was encoded.</param>
/// <param name="Position">Where it begins, in characters or bytes.</param>
/// <param name="Before">What stands before it; the secret itself is not repeated.</param>
public sealed record Leak(string Form, long Position, string Before)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Form} at {Position}, behind: …{Before}";
}
