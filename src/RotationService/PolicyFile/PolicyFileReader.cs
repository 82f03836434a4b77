using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Reads the tree of a policy file into policies. Applies all defaults and collects all errors.</summary>
internal sealed class PolicyFileReader(ProblemList problems)
{
    private const int MaxPolicies = 100_000;

    /// <summary>The keys that select the applications of a policy.</summary>
    private static readonly string[] Selectors = ["application", "applications", "servicePrincipal"];

    private readonly ValueReader _values = new(problems);
    private readonly SelectorReader _selectors = new(problems);
    private IReadOnlyList<Guid> _tenants = [];
    private readonly List<Policy> _policies = [];
    private readonly List<ReadPolicy> _read = [];
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
                    "the file says nothing; it needs `version: 1` and a list of `policies:`");
            }
        }
        else if (root.IsComplete)
        {
            problems.Say(
                root,
                $"a policy file is a map with the keys `version`, `defaults` and `policies`, not {root.Kind}; begin it with `version: 1`");
        }

        Judge();
        return problems.HasErrors ? null : new PolicySet(tenant, _policies) { Tenants = _tenants };
    }

    private Guid? Root(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "a policy file", problems);
        Version(map, mapping);
        var tenant = map.Take("tenant") is { } node ? _values.Identifier(node, "tenant", "the tenant's id") : null;
        if (map.Take("tenants") is { } several)
        {
            var before = problems.Count;
            _tenants = _values.Identifiers(several, "tenants", "a list of tenant ids");
            if (several is YamlSequence { IsComplete: true, Items.Count: 0 })
            {
                problems.Say(
                    several,
                    "`tenants` is empty; list one at least, or leave it out for the identity's own");
            }

            if (map.Has("tenant"))
            {
                problems.Say(
                    map.Key("tenants"),
                    "`tenant` and `tenants` are both given; keep `tenant` for one, `tenants` for several");
            }

            _selectors.Tenants = problems.Count == before ? _tenants : null;
        }

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
                problems.Say(
                    map.Key("policies"),
                    "`policies` is empty; write one entry for each application, beginning with `- name:`");
                break;
            case { } other:
                problems.Say(other, $"`policies` is a list, each entry beginning with `- name:`, not {other.Kind}");
                break;
        }

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
            problems.Say(node, $"version \"{version}\" is not understood; this release reads `version: 1`");
        }
    }

    private void Defaults(YamlMapping mapping)
    {
        var map = new MappingReader(mapping, "`defaults`", problems);
        _defaults = PolicySettings.ReadDefaults(map, problems);
        map.RefuseHere(
            "adopt",
            "it puts credentials that others made up for removal, so each policy says it for itself");
        map.RefuseHere("secret", "two policies cannot share one; name it in each policy");
        map.RefuseHere("name", "it belongs in a policy");
        map.RefuseHere("application", "it belongs in a policy");
        map.RefuseHere("applications", "it belongs in a policy");
        map.RefuseHere("servicePrincipal", "it belongs in a policy");
        map.RefuseHere("overrides", "it belongs in a policy with `applications`");
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
        var selector = _selectors.OfPolicy(map, mapping);
        var settings = PolicySettings.Read(map, problems);
        var overridesNode = map.Take("overrides");
        map.RefuseTheRest();
        if (!mapping.IsComplete)
        {
            return;
        }

        if (nameNode is null)
        {
            problems.Say(mapping, "`name` is missing: every policy has a name of its own");
        }

        if (!settings.Places.ContainsKey(PolicyField.Secret))
        {
            var example = selector?.Group is not null || map.Has("applications")
                ? "\"{displayName}-client-secret\""
                : name is null ? null : $"{name.ToLowerInvariant().Replace(' ', '-')}-client-secret";
            problems.Say(
                mapping,
                $"`secret` is missing: the name of the secret in the vault{(example is null ? "" : $", such as {example}")}");
        }

        var vaults = settings.Vaults ?? _defaults.Vaults;
        if (vaults is null
            && !settings.Unreadable.Contains(PolicyField.Vaults)
            && !_defaults.Unreadable.Contains(PolicyField.Vaults))
        {
            problems.Say(
                mapping,
                "`vault` is missing, here and under `defaults`; write `vault: https://NAME.vault.azure.net`");
        }

        settings.Places[PolicyField.Name] = nameNode ?? mapping;
        settings.Places[PolicyField.Application] = map.Key(Selectors.FirstOrDefault(map.Has) ?? Selectors[0]);
        var policy = new Policy(
            name ?? "",
            selector ?? ApplicationSelector.ByDisplayName(""),
            vaults ?? [],
            settings.Secret ?? "unknown");
        IReadOnlyList<PolicySettings> said = [settings, _defaults];
        var overrides = Overrides(overridesNode, policy, selector, said);
        _policies.Add(Complete(policy, said) with { Overrides = [.. overrides.Select(entry => entry.Policy)] });

        var read = ReadAs(mapping, said) with { Overrides = [.. overrides.Select(entry => entry.Read)] };
        foreach (var (field, value) in ((PolicyField, object?)[])[
            (PolicyField.Name, name),
            (PolicyField.Application, selector),
            (PolicyField.Secret, settings.Secret)])
        {
            if (value is null)
            {
                read.Unreadable.Add(field);
            }
        }

        _read.Add(read);
    }

    /// <summary>Reads the settings of single applications of a group.</summary>
    private List<(Policy Policy, ReadPolicy Read)> Overrides(
        YamlNode? node,
        Policy policy,
        ApplicationSelector? selector,
        IReadOnlyList<PolicySettings> theirs)
    {
        List<(Policy, ReadPolicy)> overrides = [];
        if (node is null)
        {
            return overrides;
        }

        if (node is not YamlSequence sequence)
        {
            if (node.IsComplete)
            {
                problems.Say(node, "`overrides` is a list, each entry beginning with `- application:`");
            }

            return overrides;
        }

        if (selector is { Group: null })
        {
            problems.Say(
                node,
                "`overrides` is for policies with `applications`; this one is about a single application, so write it in the policy itself");
        }

        foreach (var item in sequence.Items.TakeWhile(_ => !problems.IsFull))
        {
            if (item is not YamlMapping mapping)
            {
                if (item.IsComplete)
                {
                    problems.Say(
                        item,
                        $"an entry of `overrides` is a map beginning with `application:`, not {item.Kind}");
                }

                continue;
            }

            var map = new MappingReader(mapping, "an entry of `overrides`", problems);
            var application = map.Take("application") is { } applicationNode ? _selectors.One(applicationNode) : null;
            var settings = PolicySettings.Read(map, problems);
            var isOptional = map.Take("optional") is { } optionalNode
                && _values.Boolean(optionalNode, "optional") == true;
            map.RefuseHere("name", "it is a part of the policy and has no name of its own");
            map.RefuseTheRest();
            if (!mapping.IsComplete)
            {
                continue;
            }

            if (!map.Has("application"))
            {
                problems.Say(
                    mapping,
                    "`application` is missing: which one of the group is this about? Write `application: { appId: … }`");
            }
            else if (application is not null && overrides.Any(entry => entry.Item1.Application == application))
            {
                problems.Say(
                    map.Key("application"),
                    $"the {application} has an entry already; put both into one");
            }

            IReadOnlyList<PolicySettings> said = [settings, .. theirs];
            settings.Places[PolicyField.Application] = map.Key("application");
            var read = ReadAs(mapping, said);
            if (application is null)
            {
                read.Unreadable.Add(PolicyField.Application);
            }

            overrides.Add((
                Complete(
                    policy with
                    {
                        Application = application ?? ApplicationSelector.ByDisplayName(""),
                        Vaults = settings.Vaults ?? policy.Vaults,
                        Secret = settings.Secret ?? policy.Secret
                    },
                    said) with
                {
                    IsOptional = isOptional
                },
                read));
        }

        return overrides;
    }

    /// <summary>Applies settings to a policy, the most specific first, and then the defaults of the service.</summary>
    private static Policy Complete(Policy policy, IReadOnlyList<PolicySettings> said)
    {
        T? First<T>(Func<PolicySettings, T?> of) => said.Select(of).FirstOrDefault(value => value is not null);

        var lifetime = First(settings => settings.Lifetime) ?? Core.Policies.Policy.DefaultLifetime;
        return policy with
        {
            Lifetime = lifetime,
            RenewBefore = First(settings => settings.RenewBefore)
                ?? TimeSpan.FromSeconds(Math.Floor((lifetime / 3).TotalSeconds)),
            GracePeriod = First(settings => settings.GracePeriod) ?? Core.Policies.Policy.DefaultGracePeriod,
            Verify = First(settings => settings.Verify) ?? VerifyRule.Default,
            Window = First(settings => settings.Window)?.Window,
            Adopt = First(settings => settings.Adopt) ?? false,
            Hold = First(settings => settings.Hold) ?? false,
        };
    }

    /// <summary>
    /// The places of a policy's settings, and those that could not be read. The most specific setting takes precedence.
    /// </summary>
    private static ReadPolicy ReadAs(YamlNode node, IReadOnlyList<PolicySettings> said)
    {
        Dictionary<PolicyField, YamlNode> places = [];
        HashSet<PolicyField> unreadable = [];
        foreach (var settings in said)
        {
            foreach (var (field, place) in settings.Places)
            {
                if (places.TryAdd(field, place) && settings.Unreadable.Contains(field))
                {
                    unreadable.Add(field);
                }
            }
        }

        return new ReadPolicy(node, places, unreadable);
    }

    /// <summary>
    /// Checks the policies against the rules of Core and adds each finding at its place. Findings that depend on an
    /// unreadable value are left out.
    /// </summary>
    private void Judge()
    {
        foreach (var finding in PolicyRules.Check(_policies))
        {
            var read = finding.Override is { } own ? _read[finding.Policy].Overrides[own] : _read[finding.Policy];
            var rival = finding.CollidesWith is { } other ? _read[other] : null;
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

    private sealed record ReadPolicy(
        YamlNode Node,
        Dictionary<PolicyField, YamlNode> Places,
        HashSet<PolicyField> Unreadable)
    {
        public IReadOnlyList<ReadPolicy> Overrides { get; init; } = [];

        public YamlNode PlaceOf(PolicyField field) => Places.GetValueOrDefault(field) ?? Node;
    }
}
