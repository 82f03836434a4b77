using System.Text.Json;

namespace RotationService.Azure.Graph;

/// <summary>One page of a collection, read item by item as it comes in.</summary>
/// <remarks>
/// Graph's own model costs thirty times as much per application and keeps every member it meets. Here a buffer as large as the largest
/// item, and the items themselves, are all that is held. Members that are not asked for are passed over.
/// </remarks>
/// <typeparam name="TItem">What an item becomes.</typeparam>
internal sealed class GraphPage<TItem>
{
    private readonly ReadObject<TItem> _readItem;
    private readonly List<TItem> _items = [];
    private JsonReaderState _state;
    private bool _isInItems;

    private GraphPage(ReadObject<TItem> readItem) => _readItem = readItem;

    public IReadOnlyList<TItem> Items => _items;

    /// <summary>How many bytes it took.</summary>
    public long Size { get; private set; }

    /// <summary>Where the next page is; null on the last.</summary>
    public string? NextLink { get; private set; }

    /// <summary>Reads a page to its end.</summary>
    public static async Task<GraphPage<TItem>> ReadAsync(Stream body, ReadObject<TItem> readItem, CancellationToken cancellationToken)
    {
        var page = new GraphPage<TItem>(readItem);
        using var buffer = new BodyBuffer(body);
        int read;
        do
        {
            read = await buffer.FillAsync(cancellationToken);
            buffer.Drop(page.Take(buffer.Held, isLast: read == 0));
        }
        while (read > 0);

        page.Size = buffer.Received;
        return page;
    }

    /// <summary>Takes in all that is complete; returns how many bytes that is.</summary>
    private int Take(ReadOnlySpan<byte> data, bool isLast)
    {
        var json = new Utf8JsonReader(data, isLast, _state);
        var complete = json;
        while (TakeOne(ref json))
        {
            complete = json;
        }

        _state = complete.CurrentState;
        return (int)complete.BytesConsumed;
    }

    /// <summary>Takes in one item, or one member beside the items; false, and nothing is taken in, if it is not all there yet.</summary>
    private bool TakeOne(ref Utf8JsonReader json)
    {
        if (!json.Read())
        {
            return false;
        }

        if (_isInItems)
        {
            return TakeItem(ref json);
        }

        if (json.TokenType != JsonTokenType.PropertyName)
        {
            // The page's own braces; whatever else stands here in their place is no page.
            return json.TokenType is JsonTokenType.StartObject or JsonTokenType.EndObject ? true : throw new JsonException("That is no page.");
        }

        var isItems = json.ValueTextEquals("value"u8);
        var isLink = json.ValueTextEquals("@odata.nextLink"u8);
        if (!json.Read())
        {
            return false;
        }

        if (isItems && json.TokenType == JsonTokenType.StartArray)
        {
            _isInItems = true;
            return true;
        }

        NextLink = isLink && json.TokenType == JsonTokenType.String ? json.GetString() : NextLink;
        return json.TrySkip();
    }

    private bool TakeItem(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.EndArray)
        {
            _isInItems = false;
            return true;
        }

        var end = json;
        if (!end.TrySkip())
        {
            return false;
        }

        if (json.TokenType == JsonTokenType.StartObject)
        {
            _readItem(ref json, _items);
        }

        json = end;
        return true;
    }
}
