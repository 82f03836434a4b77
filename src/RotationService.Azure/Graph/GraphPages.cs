using RotationService.Azure.Http;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>Following paging links to their end, if they have one.</summary>
internal static class GraphPages
{
    /// <summary>At 999 objects a page that is two million, several times what a tenant may hold.</summary>
    public const int Most = 2000;

    /// <summary>All items of a paged collection.</summary>
    /// <param name="read">Reads a page: the first one if the link is null.</param>
    /// <param name="keep">What is kept of an item, and null for nothing; null to keep all as they are.</param>
    /// <param name="progress">Told after each page how many items it has shown so far; null if nobody wants to know.</param>
    /// <exception cref="ExchangeException">The links loop or do not end, or the pages are too large together.</exception>
    public static async Task<List<TItem>> AllAsync<TItem>(Func<string?, Task<GraphPage<TItem>?>> read, Func<TItem, TItem?>? keep = null, IProgress<int>? progress = null)
        where TItem : notnull
    {
        List<IReadOnlyList<TItem>> pages = [];
        var shown = 0;
        var size = 0L;
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? link = null;
        do
        {
            if (link is not null && (!seen.Add(link) || seen.Count >= Most))
            {
                throw new ExchangeException(new CallFailure(
                    CallFailureKind.Rejected,
                    $"Graph's paging links do not come to an end: the one after page {seen.Count} was followed before, or there are more than {Most} pages."));
            }

            var page = await read(link);
            size += page?.Size ?? 0;
            if (size > Bounds.Listing)
            {
                throw new ExchangeException(new CallFailure(CallFailureKind.Rejected, $"Graph's listing is larger than {Bounds.Megabytes(Bounds.Listing)} and was not read to its end."));
            }

            var items = page?.Items ?? [];
            pages.Add(keep is null ? items : [.. items.Select(keep).OfType<TItem>()]);
            link = page?.NextLink;
            progress?.Report(shown += items.Count);
        }
        while (!string.IsNullOrEmpty(link));

        // In one list of its size: one that grew would leave half as much again behind it.
        var all = new List<TItem>(pages.Sum(page => page.Count));
        pages.ForEach(all.AddRange);
        return all;
    }
}
