namespace RotationService.Core.Policies;

/// <summary>
/// A pattern for display names, as a policy writes it. <c>*</c> matches any characters or none, and every other
/// character matches itself without regard to case.
/// </summary>
/// <param name="Text">The pattern as written.</param>
public sealed record NamePattern(string Text)
{
    private readonly string[] _parts = Text.Split('*');

    /// <summary>
    /// The beginning of every name that the pattern matches. Empty if a name may begin with anything.
    /// </summary>
    public string Beginning => _parts[0];

    /// <summary>Whether the pattern matches one name only.</summary>
    public bool IsWhole => _parts.Length == 1;

    /// <summary>Whether the pattern matches a name.</summary>
    public bool Fits(string name)
    {
        if (_parts is [var whole])
        {
            return string.Equals(name, whole, StringComparison.OrdinalIgnoreCase);
        }

        var (first, last) = (_parts[0], _parts[^1]);
        if (name.Length < first.Length + last.Length
            || !name.StartsWith(first, StringComparison.OrdinalIgnoreCase)
            || !name.EndsWith(last, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        // A part between two stars is taken at its first occurrence, because a later one would leave less room for the
        // rest.
        var rest = name.AsSpan(first.Length, name.Length - first.Length - last.Length);
        foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
        {
            var at = rest.IndexOf(part, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(NamePattern? other) =>
        other is not null && string.Equals(Text, other.Text, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
