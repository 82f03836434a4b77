using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Text.Json;

namespace RotationService.Simulation.World;

/// <summary>What can be told of a request by looking at it.</summary>
/// <param name="Host">Its host: <c>graph.microsoft.com</c>, a vault's, or the token service's.</param>
/// <param name="Effect">What it does.</param>
/// <param name="About">The application or the secret that it is about, for people.</param>
/// <param name="Form">The fields of a form; null if it is none.</param>
internal sealed record Request(string Host, Effect Effect, string About, string? Form)
{
    /// <summary>Before when its host wants no other; null if it did not say.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>Whether something went wrong with it on its way.</summary>
    public bool IsDisturbed { get; set; }

    /// <summary>The tenant of the token that it bears; null if it bears none, or is not for Graph.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>When it was sent.</summary>
    public DateTimeOffset SentAt { get; init; }

    /// <summary>Whether it only asks a vault where to get a token. The client does so once a process for each vault, so that it has no place in a history.</summary>
    public static bool IsChallenge(HttpRequestMessage request) =>
        request.Headers.Authorization is null && request.RequestUri!.Host.EndsWith(".vault.azure.net", StringComparison.Ordinal) && request.RequestUri.AbsolutePath != "/healthstatus";

    public static Request Of(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        var segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kind = request.Method == HttpMethod.Get ? EffectKind.Read : EffectKind.Mutation;
        if (uri.Host.StartsWith("login", StringComparison.Ordinal) && request.Content is null)
        {
            return new Request(uri.Host, new Effect(Route.Of(request), EffectKind.Read), "", null);
        }

        if (uri.Host.StartsWith("login", StringComparison.Ordinal))
        {
            var form = request.Content!.ReadAsStringAsync().GetAwaiter().GetResult();
            return new Request(uri.Host, new Effect(Route.Of(request), EffectKind.Read), "", form);
        }

        return uri.Host.StartsWith("graph", StringComparison.Ordinal)
            ? new Request(uri.Host, new Effect(Route.Of(request), kind), segments.Length > 2 ? segments[2] : "", null) { TenantId = TenantOf(request.Headers.Authorization?.Parameter) }
            : new Request(uri.Host, new Effect(Route.Of(request), kind), $"{uri.Host.Split('.')[0]}/{segments.ElementAtOrDefault(1)}", null);
    }

    /// <summary>The same request once more.</summary>
    public static HttpRequestMessage Copy(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var (name, values) in request.Headers)
        {
            copy.Headers.TryAddWithoutValidation(name, values);
        }

        if (request.Content is { } content)
        {
            copy.Content = new ByteArrayContent(content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
            copy.Content.Headers.ContentType = content.Headers.ContentType is { } type ? MediaTypeHeaderValue.Parse(type.ToString()) : null;
        }

        return copy;
    }

    private static Guid? TenantOf(string? token)
    {
        if (token?.Split('.') is not [_, var payload, _])
        {
            return null;
        }

        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
        return claims.RootElement.GetProperty("tid").GetGuid();
    }
}
