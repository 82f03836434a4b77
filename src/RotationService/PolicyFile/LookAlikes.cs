using System.Text.RegularExpressions;

namespace RotationService.PolicyFile;

/// <summary>
/// Finds characters that look like the ordinary ones of a policy file. They come with pasted text, and nobody sees the
/// difference.
/// </summary>
internal static partial class LookAlikes
{
    /// <summary>The number of characters of a text that are checked. No word of a policy file is longer.</summary>
    private const int MaxLooked = 1000;

    /// <summary>
    /// A note for an error message at a node, with the first such character in it. Empty if there is none.
    /// </summary>
    public static string Note(YamlNode at) => at is YamlScalar scalar && Find(scalar.Value) is { } found
        ? $" (it contains {found.Name}, which only looks like an ordinary character; type it again)"
        : "";

    /// <summary>The first such character of a text and its index. Null if there is none.</summary>
    public static (string Name, int Index)? Find(ReadOnlySpan<char> text)
    {
        foreach (var match in LookAlike().EnumerateMatches(text[..Math.Min(text.Length, MaxLooked)]))
        {
            return ($"U+{(int)text[match.Index]:X4}", match.Index);
        }

        return null;
    }

    // Matches invisible characters, typographic quotes, full-width forms, and unusual spaces, hyphens and digits. It
    // also matches Cyrillic and Greek letters beside a Latin letter, because those scripts share shapes with the Latin
    // one. A word in a single script is intended.
    [GeneratedRegex(
        "[\\p{Cf}\\p{Pi}\\p{Pf}\\uFF01-\\uFF5E]|[\\p{Zs}-[ ]]|[\\p{Pd}-[-]]|[\\p{Nd}-[0-9]]|(?<=[A-Za-z])[\\p{IsCyrillic}\\p{IsGreek}]|[\\p{IsCyrillic}\\p{IsGreek}](?=[A-Za-z])",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex LookAlike();
}
