namespace RotationService.Core.Credentials;

/// <summary>
/// Shares the string objects of texts that occur often. A listing of a hundred thousand applications repeats the same
/// few vaults, tags and audiences.
/// </summary>
/// <remarks>
/// Each text has one slot by its hash and can be displaced by another text. At most <see cref="Places"/> texts and as
/// many lists are kept. Reference equality of the results has no meaning.
/// </remarks>
public static class RecurringText
{
    private const int Places = 1024;

    private static readonly string?[] Kept = new string?[Places];

    private static readonly IReadOnlyList<string>?[] KeptLists = new IReadOnlyList<string>?[Places];

    /// <summary>Returns the text. If the text is already kept, returns the kept object.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        ref var place = ref Kept[string.GetHashCode(text, StringComparison.Ordinal) & (Places - 1)];
        return place is { } kept && text.SequenceEqual(kept) ? kept : place = text.ToString();
    }

    /// <summary>
    /// Returns the list. If a list of the same texts in the same order is already kept, returns the kept object.
    /// Callers must not change the list afterwards.
    /// </summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> texts)
    {
        var hash = default(HashCode);
        foreach (var text in texts)
        {
            hash.Add(text, StringComparer.Ordinal);
        }

        ref var place = ref KeptLists[hash.ToHashCode() & (Places - 1)];
        return place is { } kept && texts.SequenceEqual(kept) ? kept : place = texts;
    }
}
