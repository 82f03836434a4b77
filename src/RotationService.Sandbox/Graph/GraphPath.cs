using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>A path below <c>/v1.0</c>, taken apart: <c>/applications/{id}/addPassword</c> or <c>/applications(appId='…')/addPassword</c>.</summary>
/// <param name="Collection">The first segment, without what stands in parentheses.</param>
/// <param name="Id">The object id, as sent; null if there is none.</param>
/// <param name="AppId">The appId, where the object is addressed by it.</param>
/// <param name="Rest">What follows.</param>
internal sealed record GraphPath(string Collection, string? Id, string? AppId, IReadOnlyList<string> Rest)
{
    /// <summary>Whether one object of the collection is addressed.</summary>
    public bool IsObject => Id is not null || AppId is not null;

    /// <summary>Applications or service principals; null for any other collection.</summary>
    public EntryKind? Kind => Collection.ToLowerInvariant() switch
    {
        "applications" => EntryKind.Application,
        "serviceprincipals" => EntryKind.ServicePrincipal,
        _ => null,
    };

    public static GraphPath Of(IReadOnlyList<string> segments)
    {
        var path = segments is ["v1.0" or "beta", ..] ? [.. segments.Skip(1)] : segments;
        if (path.Count == 0)
        {
            return new GraphPath("", null, null, []);
        }

        var first = path[0];
        var parenthesis = first.IndexOf('(', StringComparison.Ordinal);
        if (parenthesis > 0)
        {
            var inside = first[(parenthesis + 1)..].TrimEnd(')').Split('=', 2);
            return inside is [var key, var value] && key.Trim().Equals("appId", StringComparison.OrdinalIgnoreCase)
                ? new GraphPath(first[..parenthesis], null, value.Trim().Trim('\''), [.. path.Skip(1)])
                : new GraphPath(first, null, null, [.. path.Skip(1)]);
        }

        var whole = new GraphPath(first, null, null, [.. path.Skip(1)]);
        return whole.Kind is not null && path.Count > 1 ? whole with { Id = path[1], Rest = [.. path.Skip(2)] } : whole;
    }

    /// <summary>The path with the object's key replaced.</summary>
    public string Route()
    {
        var rest = string.Concat(Rest.Select(r => $"/{r}"));
        return IsObject ? $"/{Collection}/{{id}}{rest}" : $"/{Collection}{rest}";
    }
}
