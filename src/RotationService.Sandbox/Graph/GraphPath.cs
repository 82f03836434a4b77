using RotationService.Sandbox.State;

namespace RotationService.Sandbox.Graph;

/// <summary>
/// The parts of a path below <c>/v1.0</c>, such as <c>/applications/{id}/addPassword</c> or
/// <c>/applications(appId='…')/addPassword</c>.
/// </summary>
/// <param name="Collection">The first segment, without the part in parentheses.</param>
/// <param name="Id">The object ID, as sent. Null if there is none.</param>
/// <param name="AppId">The client ID, if it addresses the object. Null otherwise.</param>
/// <param name="Rest">The segments that follow.</param>
internal sealed record GraphPath(string Collection, string? Id, string? AppId, IReadOnlyList<string> Rest)
{
    /// <summary>Whether the path addresses one object of the collection.</summary>
    public bool IsObject => Id is not null || AppId is not null;

    /// <summary>
    /// The kind of the objects in the collection. Null if the collection has neither applications nor service
    /// principals.
    /// </summary>
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

    /// <summary>Returns the path with the key of the object replaced by <c>{id}</c>.</summary>
    public string Route()
    {
        var rest = string.Concat(Rest.Select(r => $"/{r}"));
        return IsObject ? $"/{Collection}/{{id}}{rest}" : $"/{Collection}{rest}";
    }
}
