namespace RotationService.Core.Policies;

/// <summary>Guesses the intended word for a misspelt one.</summary>
public static class Spelling
{
    /// <summary>
    /// Returns the candidate closest to a word. Returns null if no candidate is close enough for a typing error.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var (best, distance) = ((string?)null, int.MaxValue);
        foreach (var candidate in candidates)
        {
            var limit = Math.Max(1, Math.Min(word.Length, candidate.Length) / 3);
            if (Math.Abs(word.Length - candidate.Length) > limit && !IsWholeBeginning(word, candidate))
            {
                continue;
            }

            var d = IsWholeBeginning(word, candidate)
                ? 1
                : Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (d <= limit && d < distance)
            {
                (best, distance) = (candidate, d);
            }
        }

        return best;
    }

    private static bool IsWholeBeginning(string word, string candidate) =>
        word.Length >= 3 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the optimal string alignment distance: the number of insertions, deletions, replacements and swaps of
    /// neighbours.
    /// </summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            d[i, 0] = i;
        }

        for (var j = 0; j <= b.Length; j++)
        {
            d[0, j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
