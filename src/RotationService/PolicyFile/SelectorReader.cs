using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Reads the selector of a policy. Returns null, after adding an error, if it cannot be read.</summary>
internal sealed class SelectorReader(ProblemList problems)
{
    private const string OneForm = "write `application: { appId: … }` or `application: { displayName: … }`";
    private const string PrincipalForm = "write `servicePrincipal: { appId: … }`";

    private readonly ValueReader _values = new(problems);
    private readonly GroupSelectorReader _groups = new(problems);

    /// <summary>The tenants that the file lists. Null if the list could not be read.</summary>
    public IReadOnlyList<Guid>? Tenants { get; set; } = [];

    /// <summary>Reads the selector of a policy.</summary>
    public ApplicationSelector? OfPolicy(MappingReader map, YamlMapping policy)
    {
        var one = map.Take("application");
        var many = map.Take("applications");
        var principal = map.Take("servicePrincipal");
        switch (one, many, principal)
        {
            case (null, null, null):
                if (policy.IsComplete)
                {
                    problems.Say(policy, $"`application` is missing; {OneForm}");
                }

                return null;
            case (not null, not null, _):
                problems.Say(
                    map.Key("applications"),
                    "`application` and `applications` are both given; keep `application` for one application, or `applications` for several");
                return null;
            case (not null, _, not null):
                problems.Say(
                    map.Key("servicePrincipal"),
                    "`application` and `servicePrincipal` are both given; keep `application` for secrets on the registration, `servicePrincipal` for those on the service principal, or write a policy for each");
                return null;
            case (_, not null, not null):
                problems.Say(
                    map.Key("servicePrincipal"),
                    "`applications` and `servicePrincipal` are both given; write a policy for each");
                return null;
            case (not null, _, _):
                return One(one);
            case (_, not null, _):
                return _groups.Read(many);
            default:
                return Principal(principal);
        }
    }

    /// <summary>Reads the selector of a single application.</summary>
    public ApplicationSelector? One(YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                return One(mapping);
            case YamlScalar { IsNull: false, IsComplete: true } scalar:
                problems.Say(scalar, Guid.TryParse(scalar.Value, out _)
                    ? $"`application` must be a map; write `application: {{ appId: {scalar.Value} }}`"
                    : $"`application` must be a map; write `application: {{ displayName: {scalar.Value} }}`");
                return null;
            default:
                if (node.IsComplete)
                {
                    problems.Say(node, $"`application` must be a map, not {node.Kind}; {OneForm}");
                }

                return null;
        }
    }

    private ApplicationSelector? One(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "`application`", problems);
        var appIdNode = map.Take("appId");
        var displayNameNode = map.Take("displayName");
        var appId = appIdNode is null ? null : _values.Identifier(appIdNode, "appId", "the application's client id");
        var displayName = displayNameNode is null ? null : _values.Text(displayNameNode, "displayName");
        var tenant = Tenant(map);
        map.RefuseHere("objectId", "write `appId`, the client id, which the portal shows beside it");
        foreach (var key in (ReadOnlySpan<string>)["tag", "owner", "appIds", "except"])
        {
            map.RefuseHere(key, "it selects several applications; write `applications:` instead of `application:`");
        }

        map.RefuseTheRest();
        if (appIdNode is not null && displayNameNode is not null)
        {
            problems.Say(
                map.Key("displayName"),
                "`appId` and `displayName` are both given; keep `appId`, which never matches two applications");
            return null;
        }

        if (appIdNode is null && displayNameNode is null && mapping.IsComplete)
        {
            problems.Say(mapping, "`application` selects nothing; write `{ appId: … }` or `{ displayName: … }`");
        }

        if (displayName is not null && displayName.Contains('*', StringComparison.Ordinal))
        {
            problems.Say(
                displayNameNode!,
                $"a pattern can match several applications; write `applications: {{ displayName: \"{displayName}\" }}`, or the whole name");
            return null;
        }

        return appId is { } id ? ApplicationSelector.ByAppId(id) with { TenantId = tenant }
            : displayName is null ? null
            : ApplicationSelector.ByDisplayName(displayName) with { TenantId = tenant };
    }

    private ApplicationSelector? Principal(YamlNode? node)
    {
        if (node is not YamlMapping mapping)
        {
            if (node is { IsComplete: true })
            {
                problems.Say(node, node is YamlScalar scalar && Guid.TryParse(scalar.Value, out _)
                    ? $"`servicePrincipal` must be a map; write `servicePrincipal: {{ appId: {scalar.Value} }}`"
                    : $"`servicePrincipal` must be a map, not {node.Kind}; {PrincipalForm}");
            }

            return null;
        }

        var map = new MappingReader(mapping, "`servicePrincipal`", problems);
        var before = problems.Count;
        var appIdNode = map.Take("appId");
        var appId = appIdNode is null ? null : _values.Identifier(appIdNode, "appId", "the application's client id");
        var tenant = Tenant(map);
        map.RefuseHere("objectId", "write `appId`, the client id, which is the same in every tenant");
        map.RefuseHere(
            "displayName",
            "the publisher of the application can rename it; write `appId`, the client id");
        foreach (var key in (ReadOnlySpan<string>)["tag", "owner", "appIds", "except"])
        {
            map.RefuseHere(key, "each service principal needs a policy of its own; write `appId`, the client id");
        }

        map.RefuseTheRest();
        if (appIdNode is null && problems.Count == before && mapping.IsComplete)
        {
            problems.Say(mapping, $"`servicePrincipal` selects nothing; {PrincipalForm}");
        }

        return appId is { } id ? ApplicationSelector.ServicePrincipal(id) with { TenantId = tenant } : null;
    }

    // Reads which of the file's tenants holds the application, for names that exist in two of them.
    private Guid? Tenant(MappingReader map)
    {
        if (map.Take("tenant") is not { } node
            || _values.Identifier(node, "tenant", "the id of one of the file's tenants") is not { } tenant)
        {
            return null;
        }

        if (Tenants is { Count: 0 })
        {
            problems.Say(
                node,
                "`tenant` selects one of the file's `tenants`, but the file has no such list; remove it");
        }
        else if (Tenants?.Contains(tenant) == false)
        {
            problems.Say(node, $"{tenant} is not one of the file's `tenants`; correct it, or add it to the list");
        }

        return tenant;
    }
}
