namespace RotationService.TestKit;

/// <summary>The route of a request, without what differs between applications and secrets.</summary>
public static class Route
{
    private const string Pending = "-pending";

    /// <summary>Service, method and path, such as <c>graph POST /applications/{id}/addPassword</c>.</summary>
    public static string Of(HttpRequestMessage request)
    {
        var uri = request.RequestUri!;
        if (uri.Host.StartsWith("login", StringComparison.Ordinal))
        {
            return request.Content is null ? "login GET /common/v2.0/.well-known/openid-configuration" : "login POST /{tenant}/oauth2/v2.0/token";
        }

        var segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return uri.Host.StartsWith("graph", StringComparison.Ordinal)
            ? $"graph {request.Method} /{string.Join('/', segments.Skip(1).Select(WithoutId))}"
            : $"vault {request.Method} /{segments[0]}{OfSecret(segments)}";
    }

    private static string OfSecret(string[] segments)
    {
        if (segments.Length < 2)
        {
            return "";
        }

        var name = segments[1].EndsWith(Pending, StringComparison.Ordinal) ? "{name}" + Pending : "{name}";
        return segments.Length < 3 ? $"/{name}" : segments[2] == "versions" ? $"/{name}/versions" : $"/{name}/{{version}}";
    }

    private static string WithoutId(string segment) => Guid.TryParse(segment, out _) ? "{id}" : segment;
}
