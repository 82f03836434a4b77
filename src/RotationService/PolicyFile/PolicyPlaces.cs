using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Where the settings of a policy or an override are in the file.</summary>
/// <param name="Node">The policy or override.</param>
/// <param name="Places">The place of each setting.</param>
/// <param name="Unreadable">The settings that could not be read. They cause no further messages.</param>
internal sealed record PolicyPlaces(
    YamlNode Node,
    Dictionary<PolicyField, YamlNode> Places,
    HashSet<PolicyField> Unreadable)
{
    /// <summary>The places of the overrides, in the order of the file.</summary>
    public IReadOnlyList<PolicyPlaces> Overrides { get; init; } = [];

    /// <summary>Returns the place of a setting, or the place of the policy if the setting is not in the file.</summary>
    public YamlNode PlaceOf(PolicyField field) => Places.GetValueOrDefault(field) ?? Node;
}
