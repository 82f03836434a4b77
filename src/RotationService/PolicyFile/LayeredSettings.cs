using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>
/// The settings that apply to a policy or an override, from the most specific to <c>defaults</c>. The most specific
/// setting takes precedence.
/// </summary>
/// <param name="layers">The settings, the most specific first.</param>
internal sealed class LayeredSettings(IReadOnlyList<PolicySettings> layers)
{
    /// <summary>Returns the same settings below more specific ones.</summary>
    public LayeredSettings Below(PolicySettings settings) => new([settings, .. layers]);

    /// <summary>Applies the settings to a policy, and then the defaults of the service.</summary>
    public Policy ApplyTo(Policy policy)
    {
        T? First<T>(Func<PolicySettings, T?> of) => layers.Select(of).FirstOrDefault(value => value is not null);

        var lifetime = First(settings => settings.Lifetime) ?? Policy.DefaultLifetime;
        return policy with
        {
            Lifetime = lifetime,
            RenewBefore = First(settings => settings.RenewBefore)
                ?? TimeSpan.FromSeconds(Math.Floor((lifetime / 3).TotalSeconds)),
            GracePeriod = First(settings => settings.GracePeriod) ?? Policy.DefaultGracePeriod,
            Verify = First(settings => settings.Verify) ?? VerifyRule.Default,
            Window = First(settings => settings.Window)?.Window,
            Adopt = First(settings => settings.Adopt) ?? false,
            Hold = First(settings => settings.Hold) ?? false,
        };
    }

    /// <summary>Returns the places of the settings in the file, and the settings that could not be read.</summary>
    /// <param name="node">The place of the policy or override.</param>
    public PolicyPlaces PlacesIn(YamlNode node)
    {
        Dictionary<PolicyField, YamlNode> places = [];
        HashSet<PolicyField> unreadable = [];
        foreach (var settings in layers)
        {
            foreach (var (field, place) in settings.Places)
            {
                if (places.TryAdd(field, place) && settings.Unreadable.Contains(field))
                {
                    unreadable.Add(field);
                }
            }
        }

        return new PolicyPlaces(node, places, unreadable);
    }
}
