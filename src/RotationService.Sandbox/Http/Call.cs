using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Http;

/// <summary>A request, split into its parts.</summary>
internal sealed class Call
{
    private readonly SandboxRequest _request;
    private Dictionary<string, StringValues>? _query;
    private Dictionary<string, StringValues>? _form;

    public Call(SandboxRequest request, Guid requestId)
    {
        _request = request;
        RequestId = requestId;
        var path = request.PathAndQuery;
        var question = path.IndexOf('?', StringComparison.Ordinal);
        Path = question < 0 ? path : path[..question];
        RawQuery = question < 0 ? "" : path[(question + 1)..];
        Segments = Array.ConvertAll(Path.Split('/', StringSplitOptions.RemoveEmptyEntries), Uri.UnescapeDataString);
        Host = request.Host.ToLowerInvariant();
    }

    public string Method => _request.Method;

    public string Host { get; }

    /// <summary>The path as sent, without the query.</summary>
    public string Path { get; }

    public string RawQuery { get; }

    /// <summary>
    /// The unescaped segments of the path. Empty segments are left out, so a trailing slash has no effect.
    /// </summary>
    public IReadOnlyList<string> Segments { get; }

    public ReadOnlyMemory<byte> Body => _request.Body;

    /// <summary>The request id that the sandbox assigns.</summary>
    public Guid RequestId { get; }

    /// <summary>The request id in the form of a header value.</summary>
    public string RequestIdText => field ??= RequestId.ToString();

    /// <summary>
    /// The request id of the client, or else of the sandbox (seen in the field: both are equal then).
    /// </summary>
    public string ClientRequestId => Header("client-request-id") ?? RequestIdText;

    /// <summary>The bearer token. Null if there is none.</summary>
    public string? Bearer =>
        Header("Authorization") is { } value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value["Bearer ".Length..].Trim()
            : null;

    public string? Header(string name)
    {
        if (_request.Headers.TryGetValue(name, out var exact))
        {
            return exact;
        }

        foreach (var (other, value) in _request.Headers)
        {
            if (string.Equals(other, name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>Returns a query option. Returns null if there is none.</summary>
    public string? Query(string name) => First(_query ??= Parse(RawQuery), name);

    /// <summary>Returns a field of a form body. Returns null if there is none.</summary>
    public string? Form(string name) =>
        First(_form ??= Utf8.IsValid(Body.Span) ? Parse(Encoding.UTF8.GetString(Body.Span)) : [], name);

    /// <summary>Parses the body as JSON. Unknown members are ignored.</summary>
    /// <returns>The parsed body. Null if it is not JSON or does not match the type.</returns>
    public T? Json<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body.Span, SandboxJson.Lenient);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the URL of this request with another skip token.</summary>
    public string NextLink(string skipToken)
    {
        var kept = RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries).Where(p => !IsSkipToken(p));
        return $"https://{Host}{Path}?{string.Join('&', [.. kept, $"$skiptoken={skipToken}"])}";
    }

    private static bool IsSkipToken(string pair) =>
        Uri.UnescapeDataString(pair).StartsWith("$skiptoken=", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, StringValues> Parse(string text) => QueryHelpers.ParseNullableQuery(text) ?? [];

    private static string? First(Dictionary<string, StringValues> values, string name) =>
        values.TryGetValue(name, out var found) ? found[0] : null;
}
