using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Reads <c>overrides</c>: the settings of single applications of a group.</summary>
internal sealed class OverridesReader(ProblemList problems, ValueReader values, SelectorReader selectors)
{
    /// <summary>Reads the overrides of a policy.</summary>
    /// <param name="node">The value of <c>overrides</c>. Null if the policy has none.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="selector">The selector of the policy. Null if it could not be read.</param>
    /// <param name="settings">The settings of the policy.</param>
    public List<(Policy Policy, PolicyPlaces Places)> Read(
        YamlNode? node,
        Policy policy,
        ApplicationSelector? selector,
        LayeredSettings settings)
    {
        List<(Policy Policy, PolicyPlaces Places)> overrides = [];
        if (node is null)
        {
            return overrides;
        }

        if (node is not YamlSequence sequence)
        {
            if (node.IsComplete)
            {
                problems.Say(node, "`overrides` must be a list in which each entry begins with `- application:`");
            }

            return overrides;
        }

        if (selector is { Group: null })
        {
            problems.Say(
                node,
                "`overrides` is for policies with `applications`; this policy selects a single application, so write the settings in the policy itself");
        }

        foreach (var item in sequence.Items.TakeWhile(_ => !problems.IsFull))
        {
            if (ReadEntry(item, policy, settings, overrides) is { } entry)
            {
                overrides.Add(entry);
            }
        }

        return overrides;
    }

    // Reads one entry. Null if it is not complete.
    private (Policy Policy, PolicyPlaces Places)? ReadEntry(
        YamlNode item,
        Policy policy,
        LayeredSettings settings,
        List<(Policy Policy, PolicyPlaces Places)> before)
    {
        if (item is not YamlMapping mapping)
        {
            if (item.IsComplete)
            {
                problems.Say(
                    item,
                    $"an entry of `overrides` must be a map that begins with `application:`, not {item.Kind}");
            }

            return null;
        }

        var map = new MappingReader(mapping, "an entry of `overrides`", problems);
        var application = map.Take("application") is { } applicationNode ? selectors.One(applicationNode) : null;
        var own = PolicySettings.Read(map, problems);
        var isOptional = map.Take("optional") is { } optionalNode
            && values.Boolean(optionalNode, "optional") == true;
        map.RefuseHere("name", "it belongs to the policy and has no name of its own");
        map.RefuseTheRest();
        if (!mapping.IsComplete)
        {
            return null;
        }

        if (!map.Has("application"))
        {
            problems.Say(
                mapping,
                "`application` is missing: it selects the member of the group that this entry changes; write `application: { appId: … }`");
        }
        else if (application is not null && before.Any(entry => entry.Policy.Application == application))
        {
            problems.Say(
                map.Key("application"),
                $"the {application} already has an entry; combine the two entries");
        }

        own.Places[PolicyField.Application] = map.Key("application");
        var layers = settings.Below(own);
        var places = layers.PlacesIn(mapping);
        if (application is null)
        {
            places.Unreadable.Add(PolicyField.Application);
        }

        var complete = layers.ApplyTo(policy with
        {
            Application = application ?? ApplicationSelector.ByDisplayName(""),
            Vaults = own.Vaults ?? policy.Vaults,
            Secret = own.Secret ?? policy.Secret
        });
        return (complete with { IsOptional = isOptional }, places);
    }
}
