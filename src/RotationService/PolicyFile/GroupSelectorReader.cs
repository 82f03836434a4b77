using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>
/// Reads <c>applications</c>, the selector of a group. Returns null, after adding an error, if it cannot be read.
/// </summary>
internal sealed class GroupSelectorReader(ProblemList problems)
{
    private const string Form =
        "write `applications: { tag: … }`, or select by `displayName: \"svc-*\"`, `owner` or `appIds`";

    private readonly ValueReader _values = new(problems);

    /// <summary>Reads the selector of a group.</summary>
    public ApplicationSelector? Read(YamlNode? node)
    {
        if (node is not YamlMapping mapping)
        {
            if (node is { IsComplete: true })
            {
                problems.Say(node, $"`applications` must be a map, not {node.Kind}; {Form}");
            }

            return null;
        }

        var map = new MappingReader(mapping, "`applications`", problems);
        var before = problems.Count;
        var tag = map.Take("tag") is { } tagNode ? _values.Text(tagNode, "tag") : null;
        var displayName = map.Take("displayName") is { } nameNode ? _values.Text(nameNode, "displayName") : null;
        var owner = map.Take("owner") is { } ownerNode ? Owner(ownerNode) : null;
        var appIds = map.Take("appIds") is { } appIdsNode
            ? _values.Identifiers(appIdsNode, "appIds", "a list of client ids")
            : [];
        List<Guid> exceptAppIds = [];
        List<NamePattern> exceptNames = [];
        List<string> optional = [];
        if (map.Take("except") is { } exceptNode)
        {
            Except(exceptNode, exceptAppIds, exceptNames, optional);
        }

        map.RefuseHere("appId", "write `appIds` with a list, or `application: { appId: … }` for one");
        map.RefuseHere(
            "tenant",
            "a group is searched for in all of the file's `tenants`; select it by an attribute that its applications share");
        map.RefuseTheRest();
        if (problems.Count > before || !mapping.IsComplete)
        {
            return null;
        }

        var group = new ApplicationGroup
        {
            Tag = tag,
            DisplayName = displayName is null ? null : new NamePattern(displayName),
            Owner = owner,
            AppIds = appIds,
            ExceptAppIds = exceptAppIds,
            ExceptNames = exceptNames,
            OptionalExceptions = optional,
        };
        if (group.Searches || appIds.Count > 0)
        {
            return ApplicationSelector.Of(group);
        }

        problems.Say(mapping, $"`applications` selects nothing; {Form}");
        return null;
    }

    private string? Owner(YamlNode node)
    {
        if (_values.Text(node, "owner") is not { } owner)
        {
            return null;
        }

        if (owner.Contains('@', StringComparison.Ordinal))
        {
            return owner;
        }

        if (Guid.TryParseExact(owner, "D", out var objectId))
        {
            return objectId.ToString("D");
        }

        problems.Say(
            node,
            $"`owner` must be a user principal name such as somebody@contoso.example, or the object id of a user or service principal, not \"{owner}\"");
        return null;
    }

    private void Except(YamlNode node, List<Guid> appIds, List<NamePattern> names, List<string> optional)
    {
        foreach (var item in _values.Items(node, "except"))
        {
            var (text, isOptional) = item is YamlMapping mapping
                ? Exception(mapping)
                : (_values.Text(item, "except"), false);
            if (text is null)
            {
                continue;
            }

            if (isOptional)
            {
                optional.Add(text);
            }

            if (Guid.TryParseExact(text, "D", out var appId))
            {
                appIds.Add(appId);
            }
            else
            {
                names.Add(new NamePattern(text));
            }
        }
    }

    // Reads an exception that is a map, which can have settings beside its name.
    private (string? Text, bool IsOptional) Exception(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "an entry of `except`", problems);
        var before = problems.Count;
        var text = map.Take("name") is { } nameNode ? _values.Text(nameNode, "name") : null;
        var isOptional = map.Take("optional") is { } optionalNode
            && _values.Boolean(optionalNode, "optional") == true;
        foreach (var key in (ReadOnlySpan<string>)["displayName", "appId"])
        {
            map.RefuseHere(key, "write `name` with a display name or a client id");
        }

        map.RefuseTheRest();
        if (!map.Has("name") && problems.Count == before && mapping.IsComplete)
        {
            problems.Say(mapping, "`name` is missing; write `{ name: svc-legacy, optional: true }`");
        }

        return (text, isOptional);
    }
}
