namespace RotationService.Core.Credentials;

/// <summary>Keeps once the texts that come again and again: whoever reads a hundred thousand applications meets the same few vaults, tags and audiences.</summary>
/// <remarks>Each text has one place, which it may have to yield to another: no more than <see cref="Places"/> are ever kept. Which object a text is tells nothing.</remarks>
public static class RecurringText
{
    private const int Places = 1024;

    private static readonly string?[] Kept = new string?[Places];

    private static readonly IReadOnlyList<string>?[] KeptLists = new IReadOnlyList<string>?[Places];

    /// <summary>The text, as the object that was kept of it if there is one.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        ref var place = ref Kept[string.GetHashCode(text, StringComparison.Ordinal) & (Places - 1)];
        return place is { } kept && text.SequenceEqual(kept) ? kept : place = text.ToString();
    }

    /// <summary>The texts, as the object that was kept of just these in this order if there is one. Nobody may change the list afterwards.</summary>
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
