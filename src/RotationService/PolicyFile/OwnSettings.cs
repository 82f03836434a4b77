using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>What a policy, and an override in it, say for themselves and <c>defaults</c> may not.</summary>
internal sealed class OwnSettings
{
    /// <summary>The secret's name or template; null if nothing is said.</summary>
    public string? Secret { get; private init; }

    /// <summary>Whether to adopt; null likewise.</summary>
    public bool? Adopt { get; private init; }

    /// <summary>Where each of them stands.</summary>
    public Dictionary<PolicyField, YamlNode> Places { get; } = [];

    /// <summary>Those that are given and could not be read, about which nothing more is to be said.</summary>
    public HashSet<PolicyField> Unreadable { get; } = [];

    /// <summary>Reads them from a map.</summary>
    public static OwnSettings Read(MappingReader map, ProblemList problems)
    {
        var values = new ValueReader(problems);
        var secret = map.Take("secret");
        var settings = new OwnSettings
        {
            Secret = secret is null ? null : values.Text(secret, "secret"),
            Adopt = map.Take("adopt") is { } adopt ? values.Boolean(adopt, "adopt") : null,
        };
        if (secret is not null)
        {
            settings.Places[PolicyField.Secret] = secret;
            if (settings.Secret is null)
            {
                settings.Unreadable.Add(PolicyField.Secret);
            }
        }

        return settings;
    }
}
