using System.Globalization;

namespace RotationService.Core.Credentials;

/// <summary>The identifier of one rotation. It is a UUIDv7, so a later rotation compares greater.</summary>
/// <param name="Value">The UUIDv7.</param>
public readonly record struct RotationId(Guid Value) : IComparable<RotationId>
{
    /// <summary>When the identifier was made, in milliseconds, as the UUIDv7 encodes it.</summary>
    public DateTimeOffset MadeAt => DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(
        long.Parse(Value.ToString("N").AsSpan(0, 12), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    /// <inheritdoc/>
    public int CompareTo(RotationId other) => string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>Parses the standard text form with hyphens.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RotationId rotationId)
    {
        var ok = Guid.TryParseExact(text, "D", out var value);
        rotationId = new RotationId(value);
        return ok;
    }

    /// <summary>Whether the left rotation is older.</summary>
    public static bool operator <(RotationId left, RotationId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left rotation is newer.</summary>
    public static bool operator >(RotationId left, RotationId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left rotation is older or the same.</summary>
    public static bool operator <=(RotationId left, RotationId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left rotation is newer or the same.</summary>
    public static bool operator >=(RotationId left, RotationId right) => left.CompareTo(right) >= 0;

    /// <summary>Returns the standard text form in lower case with hyphens.</summary>
    public override string ToString() => Value.ToString("D");
}
