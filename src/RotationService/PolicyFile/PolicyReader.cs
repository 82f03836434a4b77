using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Reads one entry of <c>policies</c>.</summary>
/// <param name="problems">Receives the errors.</param>
/// <param name="values">Reads single values.</param>
/// <param name="selectors">Reads selectors.</param>
/// <param name="defaults">The settings of <c>defaults</c>.</param>
internal sealed class PolicyReader(
    ProblemList problems,
    ValueReader values,
    SelectorReader selectors,
    PolicySettings defaults)
{
    /// <summary>The keys that select the applications of a policy.</summary>
    private static readonly string[] Selectors = ["application", "applications", "servicePrincipal"];

    private readonly OverridesReader _overrides = new(problems, values, selectors);

    /// <summary>Reads a policy. Null if it is not complete.</summary>
    public (Policy Policy, PolicyPlaces Places)? Read(YamlNode node)
    {
        if (node is not YamlMapping mapping)
        {
            if (node.IsComplete)
            {
                problems.Say(node, $"a policy must be a map of keys that begins with `name:`, not {node.Kind}");
            }

            return null;
        }

        var map = new MappingReader(mapping, "a policy", problems);
        var nameNode = map.Take("name");
        var name = nameNode is null ? null : values.Text(nameNode, "name");
        var selector = selectors.OfPolicy(map, mapping);
        var settings = PolicySettings.Read(map, problems);
        var overridesNode = map.Take("overrides");
        map.RefuseTheRest();
        if (!mapping.IsComplete)
        {
            return null;
        }

        ReportMissing(map, mapping, name, selector, settings);
        settings.Places[PolicyField.Name] = nameNode ?? mapping;
        settings.Places[PolicyField.Application] = map.Key(Selectors.FirstOrDefault(map.Has) ?? Selectors[0]);
        var policy = new Policy(
            name ?? "",
            selector ?? ApplicationSelector.ByDisplayName(""),
            settings.Vaults ?? defaults.Vaults ?? [],
            settings.Secret ?? "unknown");
        var layers = new LayeredSettings([settings, defaults]);
        var overrides = _overrides.Read(overridesNode, policy, selector, layers);
        var complete = layers.ApplyTo(policy) with { Overrides = [.. overrides.Select(entry => entry.Policy)] };
        var places = layers.PlacesIn(mapping) with { Overrides = [.. overrides.Select(entry => entry.Places)] };
        foreach (var (field, value) in ((PolicyField, object?)[])[
            (PolicyField.Name, name),
            (PolicyField.Application, selector),
            (PolicyField.Secret, settings.Secret)])
        {
            if (value is null)
            {
                places.Unreadable.Add(field);
            }
        }

        return (complete, places);
    }

    private void ReportMissing(
        MappingReader map,
        YamlMapping mapping,
        string? name,
        ApplicationSelector? selector,
        PolicySettings settings)
    {
        if (!map.Has("name"))
        {
            problems.Say(mapping, "`name` is missing: every policy needs a name of its own");
        }

        if (!settings.Places.ContainsKey(PolicyField.Secret))
        {
            var example = selector?.Group is not null || map.Has("applications")
                ? "\"{displayName}-client-secret\""
                : name is null ? null : $"{name.ToLowerInvariant().Replace(' ', '-')}-client-secret";
            problems.Say(
                mapping,
                $"`secret` is missing; write the name of the secret in the vault{(example is null ? "" : $", such as {example}")}");
        }

        if ((settings.Vaults ?? defaults.Vaults) is null
            && !settings.Unreadable.Contains(PolicyField.Vaults)
            && !defaults.Unreadable.Contains(PolicyField.Vaults))
        {
            problems.Say(
                mapping,
                "`vault` is missing here and under `defaults`; write `vault: https://NAME.vault.azure.net`");
        }
    }
}
