using System.Text.RegularExpressions;

namespace RotationService.PolicyFile;

/// <summary>Characters that look like those of a policy file and are others: they come with a text that was pasted, and nobody sees them.</summary>
internal static partial class LookAlikes
{
    /// <summary>So much of a text is looked at, in characters: what is longer is no word of a policy file.</summary>
    private const int MaxLooked = 1000;

    /// <summary>What to add to an error at a place: which such character stands there; nothing if none does.</summary>
    public static string Note(YamlNode at) => at is YamlScalar scalar && Find(scalar.Value) is { } found
        ? $" (mind the character {found.Name} in it: it only looks like an ordinary one, so type it anew)"
        : "";

    /// <summary>The first such character of a text and its index there; null if there is none.</summary>
    public static (string Name, int Index)? Find(ReadOnlySpan<char> text)
    {
        foreach (var match in LookAlike().EnumerateMatches(text[..Math.Min(text.Length, MaxLooked)]))
        {
            return ($"U+{(int)text[match.Index]:X4}", match.Index);
        }

        return null;
    }

    // What is invisible, quotes of typographers, full-width forms, blanks, hyphens and digits of other kinds; and of the letters those of
    // scripts that share shapes with the Latin one, where they stand beside a Latin letter: a word of one script is meant as it is.
    [GeneratedRegex("[\\p{Cf}\\p{Pi}\\p{Pf}\\uFF01-\\uFF5E]|[\\p{Zs}-[ ]]|[\\p{Pd}-[-]]|[\\p{Nd}-[0-9]]|(?<=[A-Za-z])[\\p{IsCyrillic}\\p{IsGreek}]|[\\p{IsCyrillic}\\p{IsGreek}](?=[A-Za-z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex LookAlike();
}
