namespace RotationService.Core.Policies;

/// <summary>
/// Hashes that depend only on the text and are the same in every process, unlike <see cref="string.GetHashCode()"/>.
/// They stand in for random numbers that must not change between calls.
/// </summary>
internal static class StableHash
{
    private const ulong Prime64 = 1099511628211ul;

    /// <summary>Returns the 32-bit FNV-1a hash of the UTF-16 code units of a text.</summary>
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return hash;
    }

    /// <summary>
    /// Returns a 64-bit FNV-1a hash of two texts without regard to the case of ASCII letters. Among a hundred thousand
    /// pairs, the chance of a collision is about one in a billion.
    /// </summary>
    public static ulong OfPair(string one, string other)
    {
        var hash = Add(14695981039346656037ul, one);
        return Add(unchecked((hash ^ '/') * Prime64), other);

        static ulong Add(ulong hash, string text)
        {
            foreach (var character in text)
            {
                hash = unchecked(
                    (hash ^ (char.IsAsciiLetterUpper(character) ? char.ToLowerInvariant(character) : character))
                        * Prime64);
            }

            return hash;
        }
    }
}
