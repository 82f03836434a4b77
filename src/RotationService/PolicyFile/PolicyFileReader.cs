using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Reads the tree of a policy file into policies, with every default applied and every error gathered.</summary>
internal sealed class PolicyFileReader(ProblemList problems)
{
    private const int MaxPolicies = 100_000;

    private readonly ValueReader _values = new(problems);
    private readonly List<Policy> _policies = [];
    private readonly List<ReadPolicy> _read = [];
    private SharedSettings _defaults = SharedSettings.None;

    /// <summary>Reads it; null if there is any error.</summary>
    /// <param name="root">The document's root; null if the file has none.</param>
    public PolicySet? Read(YamlNode? root)
    {
        Guid? tenant = null;
        if (root is YamlMapping mapping)
        {
            tenant = Root(mapping);
        }
        else if (root is null or YamlScalar { IsNull: true })
        {
            if (!problems.HasErrors)
            {
                problems.Say(root?.Line ?? 1, root?.Column ?? 1, "the file says nothing; it needs `version: 1` and a list of `policies:`");
            }
        }
        else if (root.IsComplete)
        {
            problems.Say(root, $"a policy file is a map with the keys `version`, `defaults` and `policies`, not {root.Kind}");
        }

        Judge();
        return problems.HasErrors ? null : new PolicySet(tenant, _policies);
    }

    private Guid? Root(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "a policy file", problems);
        Version(map, mapping);
        var tenant = map.Take("tenant") is { } node ? _values.Identifier(node, "tenant", "the tenant's id") : null;
        map.RefuseNotBuilt("tenants", "name a single one with `tenant`, and run one service for each tenant");

        switch (map.Take("defaults"))
        {
            case YamlMapping defaults:
                Defaults(defaults);
                break;
            case null or YamlScalar { IsNull: true } or { IsComplete: false }:
                break;
            case var other:
                problems.Say(other, $"`defaults` is a map of keys such as `lifetime`, not {other.Kind}");
                break;
        }

        switch (map.Take("policies"))
        {
            case YamlSequence { Items.Count: > MaxPolicies } sequence:
                problems.Say(sequence, $"more than {MaxPolicies} policies; split the file");
                break;
            case YamlSequence { Items.Count: > 0 } sequence:
                foreach (var item in sequence.Items.TakeWhile(_ => !problems.IsFull))
                {
                    Policy(item);
                }

                break;
            case YamlSequence { IsComplete: false } or { IsComplete: false }:
                break;
            case null when mapping.IsComplete:
                problems.Say(mapping, "`policies:` is missing: a list with one entry for each application");
                break;
            case YamlSequence or YamlScalar { IsNull: true }:
                problems.Say(map.Key("policies"), "`policies` is empty; write one entry for each application, beginning with `- name:`");
                break;
            case { } other:
                problems.Say(other, $"`policies` is a list, each entry beginning with `- name:`, not {other.Kind}");
                break;
        }

        foreach (var key in (ReadOnlySpan<string>)["vault", "vaults", "lifetime", "renewBefore", "gracePeriod", "verify", "hold"])
        {
            map.RefuseHere(key, "write it under `defaults` for all, or in a policy");
        }

        map.RefuseTheRest();
        return tenant;
    }

    private void Version(MappingReader map, YamlMapping mapping)
    {
        if (map.Take("version") is not { } node)
        {
            if (mapping.IsComplete)
            {
                problems.Say(mapping, "`version` is missing; write `version: 1` at the top");
            }
        }
        else if (_values.Text(node, "version") is { } version && version != "1")
        {
            problems.Say(node, $"version \"{version}\" is not understood; this release reads `version: 1`");
        }
    }

    private void Defaults(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "`defaults`", problems);
        _defaults = SharedSettings.Read(map, problems);
        map.RefuseNotBuilt("window", WindowInstead);
        map.RefuseHere("adopt", "it puts credentials that others made up for removal, so each policy says it for itself");
        map.RefuseHere("secret", "two policies cannot share one; name it in each policy");
        map.RefuseHere("name", "it belongs in a policy");
        map.RefuseHere("application", "it belongs in a policy");
        map.RefuseTheRest();
    }

    private void Policy(YamlNode node)
    {
        if (node is not YamlMapping mapping)
        {
            if (node.IsComplete)
            {
                problems.Say(node, $"a policy is a map of keys beginning with `name:`, not {node.Kind}");
            }

            return;
        }

        var map = new MappingReader(mapping, "a policy", problems);
        var nameNode = map.Take("name");
        var name = nameNode is null ? null : _values.Text(nameNode, "name");
        var selector = Application(map, mapping);
        var settings = SharedSettings.Read(map, problems);
        var secretNode = map.Take("secret");
        var secret = secretNode is null ? null : Secret(secretNode);
        var adopt = map.Take("adopt") is { } adoptNode && (_values.Boolean(adoptNode, "adopt") ?? false);
        map.RefuseNotBuilt("window", WindowInstead);
        map.RefuseTheRest();
        if (!mapping.IsComplete)
        {
            return;
        }

        if (nameNode is null)
        {
            problems.Say(mapping, "`name` is missing: every policy has a name of its own");
        }

        if (secretNode is null)
        {
            problems.Say(mapping, $"`secret` is missing: the name of the secret in the vault{(name is null ? "" : $", such as {name.ToLowerInvariant().Replace(' ', '-')}-client-secret")}");
        }

        var vaults = settings.Vaults ?? _defaults.Vaults;
        var unreadable = Unreadable(settings);
        if (vaults is null && !unreadable.Contains(PolicyField.Vaults))
        {
            problems.Say(mapping, "`vault` is missing, here and under `defaults`; write `vault: https://NAME.vault.azure.net`");
        }

        var lifetime = settings.Lifetime ?? _defaults.Lifetime ?? Core.Policies.Policy.DefaultLifetime;
        var policy = new Policy(name ?? "", selector ?? ApplicationSelector.ByDisplayName(""), vaults ?? [], secret ?? "unknown")
        {
            Lifetime = lifetime,
            RenewBefore = settings.RenewBefore ?? _defaults.RenewBefore ?? TimeSpan.FromSeconds(Math.Floor((lifetime / 3).TotalSeconds)),
            GracePeriod = settings.GracePeriod ?? _defaults.GracePeriod ?? Core.Policies.Policy.DefaultGracePeriod,
            Verify = settings.Verify ?? _defaults.Verify ?? VerifyRule.Default,
            Adopt = adopt,
            Hold = settings.Hold ?? _defaults.Hold ?? false,
        };

        foreach (var (field, value, place) in ((PolicyField, object?, YamlNode?)[])[(PolicyField.Name, name, nameNode), (PolicyField.Application, selector, map.Key("application")), (PolicyField.Secret, secret, secretNode)])
        {
            settings.Places[field] = place ?? mapping;
            if (value is null)
            {
                unreadable.Add(field);
            }
        }

        _policies.Add(policy);
        _read.Add(new ReadPolicy(mapping, settings.Places, unreadable));
    }

    private HashSet<PolicyField> Unreadable(SharedSettings settings)
    {
        var unreadable = new HashSet<PolicyField>(settings.Unreadable);
        unreadable.UnionWith(_defaults.Unreadable.Where(field => !settings.Places.ContainsKey(field)));
        return unreadable;
    }

    private ApplicationSelector? Application(MappingReader map, YamlMapping policy)
    {
        var isNotBuilt = map.RefuseNotBuilt("applications", "write one policy for each application with `application: { appId: … }` or `application: { displayName: … }`");
        isNotBuilt |= map.RefuseNotBuilt("servicePrincipal", "a secret on a service principal is still rotated by hand; `application` names an app registration");
        switch (map.Take("application"))
        {
            case null:
                if (!isNotBuilt && policy.IsComplete)
                {
                    problems.Say(policy, "`application` is missing; write `application: { appId: … }` or `application: { displayName: … }`");
                }

                return null;
            case YamlMapping mapping:
                return Selector(mapping);
            case YamlScalar { IsNull: false, IsComplete: true } scalar:
                problems.Say(scalar, Guid.TryParse(scalar.Value, out _)
                    ? $"`application` is a map; write `application: {{ appId: {scalar.Value} }}`"
                    : $"`application` is a map; write `application: {{ displayName: {scalar.Value} }}`");
                return null;
            case var other:
                if (other.IsComplete)
                {
                    problems.Say(other, $"`application` takes a map, not {other.Kind}; write `application: {{ appId: … }}` or `application: {{ displayName: … }}`");
                }

                return null;
        }
    }

    private ApplicationSelector? Selector(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "`application`", problems);
        var appIdNode = map.Take("appId");
        var displayNameNode = map.Take("displayName");
        var appId = appIdNode is null ? null : _values.Identifier(appIdNode, "appId", "the application's client id");
        var displayName = displayNameNode is null ? null : _values.Text(displayNameNode, "displayName");
        map.RefuseHere("objectId", "write `appId`, the client id, which the portal shows beside it");
        map.RefuseHere("tag", "choosing several applications is not built yet; write one policy for each");
        map.RefuseTheRest();
        if (appIdNode is not null && displayNameNode is not null)
        {
            problems.Say(map.Key("displayName"), "`appId` and `displayName` are both given; keep `appId`, which never fits two applications");
            return null;
        }

        if (appIdNode is null && displayNameNode is null && mapping.IsComplete)
        {
            problems.Say(mapping, "`application` names none; write `{ appId: … }` or `{ displayName: … }`");
        }

        if (displayName is not null && displayName.Contains('*', StringComparison.Ordinal))
        {
            problems.Say(displayNameNode!, "patterns in `displayName` are not built yet; write the whole name, one policy for each application");
            return null;
        }

        return appId is { } id ? ApplicationSelector.ByAppId(id) : displayName is null ? null : ApplicationSelector.ByDisplayName(displayName);
    }

    private string? Secret(YamlNode node)
    {
        if (_values.Text(node, "secret") is not { } secret)
        {
            return null;
        }

        if (!secret.Contains('{', StringComparison.Ordinal))
        {
            return secret;
        }

        problems.Say(node, $"a template in `secret` ({secret}) is not built yet; write the secret's name in full");
        return null;
    }

    /// <summary>Puts Core's rules on what was read, leaving out what rests on something unreadable, and finds each finding its place.</summary>
    private void Judge()
    {
        foreach (var finding in PolicyRules.Check(_policies))
        {
            if (finding.Fields.Any(field => !IsReadable(finding.Policy, field) || (finding.CollidesWith is { } rival && !IsReadable(rival, field))))
            {
                continue;
            }

            var place = Place(finding.Policy, finding.Fields[0]);
            var also = finding.CollidesWith is { } other ? $" (the other is on line {Place(other, finding.Fields[0]).Line})" : "";
            problems.Add(new PolicyFileMessage(place.Line, place.Column, finding.Message + also, finding.IsWarning));
        }
    }

    private bool IsReadable(int policy, PolicyField field) => !_read[policy].Unreadable.Contains(field);

    private YamlNode Place(int policy, PolicyField field) =>
        _read[policy].Places.GetValueOrDefault(field) ?? _defaults.Places.GetValueOrDefault(field) ?? _read[policy].Node;

    private const string WindowInstead = "promoting is allowed at any hour; to keep a policy from retiring anything meanwhile, write `hold: true`";

    private sealed record ReadPolicy(YamlNode Node, Dictionary<PolicyField, YamlNode> Places, HashSet<PolicyField> Unreadable);
}
