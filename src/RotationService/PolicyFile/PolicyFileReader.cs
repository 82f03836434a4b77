using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Reads the tree of a policy file into policies. Applies all defaults and collects all errors.</summary>
internal sealed class PolicyFileReader(ProblemList problems)
{
    private const int MaxPolicies = 100_000;

    private readonly ValueReader _values = new(problems);
    private readonly SelectorReader _selectors = new(problems);
    private IReadOnlyList<Guid> _tenants = [];
    private readonly List<Policy> _policies = [];
    private readonly List<PolicyPlaces> _places = [];
    private PolicySettings _defaults = PolicySettings.None;

    /// <summary>Reads the policies. Null if there is any error.</summary>
    /// <param name="root">The root of the document. Null if the file has no document.</param>
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
                problems.Say(
                    root?.Line ?? 1,
                    root?.Column ?? 1,
                    "the file contains no policies; write `version: 1` and a list of `policies:`");
            }
        }
        else if (root.IsComplete)
        {
            problems.Say(
                root,
                $"a policy file must be a map with the keys `version`, `defaults` and `policies`, not {root.Kind}; begin it with `version: 1`");
        }

        Judge();
        return problems.HasErrors ? null : new PolicySet(tenant, _policies) { Tenants = _tenants };
    }

    private Guid? Root(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "a policy file", problems);
        Version(map, mapping);
        var tenant = Tenant(map);
        Defaults(map);
        Policies(map, mapping);
        foreach (var key in (ReadOnlySpan<string>)[
            "vault", "vaults", "lifetime", "renewBefore", "gracePeriod", "verify", "window", "hold"])
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
            problems.Say(node, $"version \"{version}\" is not supported; this release reads `version: 1`");
        }
    }

    private Guid? Tenant(MappingReader map)
    {
        var tenant = map.Take("tenant") is { } node ? _values.Identifier(node, "tenant", "the tenant's id") : null;
        if (map.Take("tenants") is { } several)
        {
            var before = problems.Count;
            _tenants = _values.Identifiers(several, "tenants", "a list of tenant ids");
            if (several is YamlSequence { IsComplete: true, Items.Count: 0 })
            {
                problems.Say(
                    several,
                    "`tenants` is empty; list at least one tenant, or remove the key to use the identity's own tenant");
            }

            if (map.Has("tenant"))
            {
                problems.Say(
                    map.Key("tenants"),
                    "`tenant` and `tenants` are both given; keep `tenant` for one, `tenants` for several");
            }

            _selectors.Tenants = problems.Count == before ? _tenants : null;
        }

        return tenant;
    }

    private void Defaults(MappingReader map)
    {
        switch (map.Take("defaults"))
        {
            case YamlMapping defaults:
                Defaults(defaults);
                break;
            case null or YamlScalar { IsNull: true } or { IsComplete: false }:
                break;
            case var other:
                problems.Say(other, $"`defaults` must be a map of keys such as `lifetime`, not {other.Kind}");
                break;
        }
    }

    private void Defaults(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "`defaults`", problems);
        _defaults = PolicySettings.ReadDefaults(map, problems);
        map.RefuseHere(
            "adopt",
            "it allows the removal of credentials that others created, so each policy must set it itself");
        map.RefuseHere("secret", "two policies cannot share one; name it in each policy");
        map.RefuseHere("name", "it belongs in a policy");
        map.RefuseHere("application", "it belongs in a policy");
        map.RefuseHere("applications", "it belongs in a policy");
        map.RefuseHere("servicePrincipal", "it belongs in a policy");
        map.RefuseHere("overrides", "it belongs in a policy with `applications`");
        map.RefuseTheRest();
    }

    private void Policies(MappingReader map, YamlMapping mapping)
    {
        switch (map.Take("policies"))
        {
            case YamlSequence { Items.Count: > MaxPolicies } sequence:
                problems.Say(sequence, $"the file has more than {MaxPolicies} policies; split it");
                break;
            case YamlSequence { Items.Count: > 0 } sequence:
                Policies(sequence);
                break;
            case YamlSequence { IsComplete: false } or { IsComplete: false }:
                break;
            case null when mapping.IsComplete:
                problems.Say(mapping, "`policies:` is missing; write a list with one entry for each application");
                break;
            case YamlSequence or YamlScalar { IsNull: true }:
                problems.Say(
                    map.Key("policies"),
                    "`policies` is empty; write one entry for each application, beginning with `- name:`");
                break;
            case { } other:
                problems.Say(other, $"`policies` must be a list in which each entry begins with `- name:`, not {other.Kind}");
                break;
        }
    }

    private void Policies(YamlSequence sequence)
    {
        var reader = new PolicyReader(problems, _values, _selectors, _defaults);
        foreach (var item in sequence.Items.TakeWhile(_ => !problems.IsFull))
        {
            if (reader.Read(item) is var (policy, places))
            {
                _policies.Add(policy);
                _places.Add(places);
            }
        }
    }

    /// <summary>
    /// Checks the policies against the rules of Core and adds each finding at its place. Findings that depend on an
    /// unreadable value are left out.
    /// </summary>
    private void Judge()
    {
        foreach (var finding in PolicyRules.Check(_policies))
        {
            var read = finding.Override is { } own ? _places[finding.Policy].Overrides[own] : _places[finding.Policy];
            var rival = finding.CollidesWith is { } other ? _places[other] : null;
            if (finding.Fields.Any(field =>
                read.Unreadable.Contains(field) || rival?.Unreadable.Contains(field) == true))
            {
                continue;
            }

            var place = read.PlaceOf(finding.Fields[0]);
            var also = rival is null ? "" : $" (the other is on line {rival.PlaceOf(finding.Fields[0]).Line})";
            problems.Add(new PolicyFileMessage(
                place.Line,
                place.Column,
                finding.Message + also + (finding.IsWarning ? "" : LookAlikes.Note(place)),
                finding.IsWarning));
        }
    }
}
