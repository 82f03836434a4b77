using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RotationService.Azure.Graph;

/// <summary>Reads Graph's error answers before Kiota does and passes on only the members that it understands.</summary>
/// <remarks>
/// Kiota reads an error by its content type and its model. An HTML page from a proxy, or a member of another type,
/// makes Kiota discard the status, which decides what the failure means, and <c>Retry-After</c>, which the service must
/// respect.
/// </remarks>
internal sealed class GraphErrorHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var understood = Understand(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            response.Content = new ReadOnlyMemoryContent(understood);
            response.Content.Headers.ContentType = understood.IsEmpty
                ? null
                : new MediaTypeHeaderValue("application/json");
        }

        return response;
    }

    /// <summary>
    /// The code, the message and the request id, each if it is a string. Empty if the body is not an error of Graph.
    /// </summary>
    private static ReadOnlyMemory<byte> Understand(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = Member(document.RootElement, "error");
            if (error is not { ValueKind: JsonValueKind.Object } source)
            {
                return default;
            }

            var understood = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(understood))
            {
                json.WriteStartObject();
                json.WriteStartObject("error");
                Copy(json, source, "code");
                Copy(json, source, "message");
                if (Member(source, "innerError") is { } innerError)
                {
                    json.WriteStartObject("innerError");
                    Copy(json, innerError, "request-id");
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            return understood.WrittenMemory;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body is not JSON, or its text is not valid Unicode. The status is enough.
            return default;
        }
    }

    private static void Copy(Utf8JsonWriter json, JsonElement from, string name)
    {
        if (Member(from, name) is { ValueKind: JsonValueKind.String } text)
        {
            json.WriteString(name, text.GetString());
        }
    }

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}
