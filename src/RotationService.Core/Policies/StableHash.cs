namespace RotationService.Core.Policies;

/// <summary>A number that depends on a text alone and is the same in every process, unlike <see cref="string.GetHashCode()"/>: for what must look like chance and must not be drawn anew.</summary>
internal static class StableHash
{
    private const ulong Prime64 = 1099511628211ul;

    /// <summary>FNV-1a.</summary>
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 16777619u;
        }

        return hash;
    }

    /// <summary>The same, of 64 bits and of two texts without regard to the case of ASCII letters: so long that two of a hundred thousand are the same by chance only once in a billion times.</summary>
    public static ulong OfPair(string one, string other)
    {
        var hash = Add(14695981039346656037ul, one);
        return Add(unchecked((hash ^ '/') * Prime64), other);

        static ulong Add(ulong hash, string text)
        {
            foreach (var character in text)
            {
                hash = unchecked((hash ^ (char.IsAsciiLetterUpper(character) ? char.ToLowerInvariant(character) : character)) * Prime64);
            }

            return hash;
        }
    }
}
