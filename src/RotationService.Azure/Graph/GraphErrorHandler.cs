using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RotationService.Azure.Graph;

/// <summary>Reads Graph's refusals before Kiota does, and hands on only what is understood of them.</summary>
/// <remarks>
/// Kiota reads an error by its content type and by its model. A page of HTML from something in between, or a member of another type, makes it
/// throw away the status, by which we judge, and <c>Retry-After</c>, which we must keep to.
/// </remarks>
internal sealed class GraphErrorHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var understood = Understand(await response.Content.ReadAsByteArrayAsync(cancellationToken));
            response.Content = new ReadOnlyMemoryContent(understood);
            response.Content.Headers.ContentType = understood.IsEmpty ? null : new MediaTypeHeaderValue("application/json");
        }

        return response;
    }

    /// <summary>The code, the message and the id of the request, as far as they are text; empty if it is no error of Graph's.</summary>
    private static ReadOnlyMemory<byte> Understand(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = Member(document.RootElement, "error");
            if (error is not { ValueKind: JsonValueKind.Object } told)
            {
                return default;
            }

            var understood = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(understood))
            {
                json.WriteStartObject();
                json.WriteStartObject("error");
                Copy(json, told, "code");
                Copy(json, told, "message");
                if (Member(told, "innerError") is { } innerError)
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
            // Not JSON, or text that is no Unicode: the status says enough.
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
