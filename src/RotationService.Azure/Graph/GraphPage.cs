using System.Text.Json;

namespace RotationService.Azure.Graph;

/// <summary>One page of a collection, read item by item as it arrives.</summary>
/// <remarks>
/// Graph's own model costs thirty times as much memory per application and keeps every member that it meets. This class
/// holds only the items and a buffer as large as the largest item. It skips members that nobody selects.
/// </remarks>
/// <typeparam name="TItem">The type that an item is read into.</typeparam>
internal sealed class GraphPage<TItem>
{
    private readonly ReadObject<TItem> _readItem;
    private readonly List<TItem> _items = [];
    private JsonReaderState _state;
    private bool _isInItems;

    private GraphPage(ReadObject<TItem> readItem) => _readItem = readItem;

    public IReadOnlyList<TItem> Items => _items;

    /// <summary>The number of bytes of the page.</summary>
    public long Size { get; private set; }

    /// <summary>The link to the next page. Null on the last page.</summary>
    public string? NextLink { get; private set; }

    /// <summary>Reads a page to its end.</summary>
    public static async Task<GraphPage<TItem>> ReadAsync(
        Stream body,
        ReadObject<TItem> readItem,
        CancellationToken cancellationToken)
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

    /// <summary>Reads everything that is complete. Returns the number of bytes read.</summary>
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

    /// <summary>
    /// Reads one item, or one member beside the items. False if it is incomplete; then nothing is read.
    /// </summary>
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
            // Only the page's own braces may stand here. With anything else the body is not a page.
            return json.TokenType is JsonTokenType.StartObject or JsonTokenType.EndObject
                ? true
                : throw new JsonException("The answer is not a page.");
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
