using RotationService.Azure.Http;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>Follows paging links to the last page.</summary>
internal static class GraphPages
{
    /// <summary>
    /// The most pages that are read. At 999 objects a page that is two million objects, several times what a tenant may
    /// hold.
    /// </summary>
    public const int Most = 2000;

    /// <summary>Reads all items of a paged collection.</summary>
    /// <param name="read">Reads a page. A null link means the first page.</param>
    /// <param name="keep">
    /// Returns what to keep of an item, or null to keep nothing of it. Null, the default, keeps all items as they are.
    /// </param>
    /// <param name="progress">
    /// Receives after each page the number of items read so far. Null, the default, for no reports.
    /// </param>
    /// <exception cref="ExchangeException">
    /// The links loop or do not end, or all pages together are too large.
    /// </exception>
    public static async Task<List<TItem>> AllAsync<TItem>(
        Func<string?, Task<GraphPage<TItem>?>> read,
        Func<TItem, TItem?>? keep = null,
        IProgress<int>? progress = null)
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
                    $"Graph's paging links do not end: the link after page {seen.Count} was followed before, or there are more than {Most} pages."));
            }

            var page = await read(link);
            size += page?.Size ?? 0;
            if (size > Bounds.Listing)
            {
                throw new ExchangeException(new CallFailure(
                    CallFailureKind.Rejected,
                    $"Graph's listing is larger than {Bounds.Megabytes(Bounds.Listing)} and was not read to its end."));
            }

            var items = page?.Items ?? [];
            pages.Add(keep is null ? items : [.. items.Select(keep).OfType<TItem>()]);
            link = page?.NextLink;
            progress?.Report(shown += items.Count);
        }
        while (!string.IsNullOrEmpty(link));

        // The list gets its final capacity at once. A list that grew would leave half as much memory again for the
        // collector.
        var all = new List<TItem>(pages.Sum(page => page.Count));
        pages.ForEach(all.AddRange);
        return all;
    }
}
