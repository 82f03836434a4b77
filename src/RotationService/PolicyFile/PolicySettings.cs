using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>The settings of <c>defaults</c>, of a policy or of an override, and their places in the file.</summary>
internal sealed class PolicySettings
{
    /// <summary>The vaults. Null if not set.</summary>
    public IReadOnlyList<Uri>? Vaults { get; private init; }

    /// <summary>The lifetime. Null if not set.</summary>
    public TimeSpan? Lifetime { get; private init; }

    /// <summary>How long before its end a credential is renewed. Null if not set.</summary>
    public TimeSpan? RenewBefore { get; private init; }

    /// <summary>The grace period. Null if not set.</summary>
    public TimeSpan? GracePeriod { get; private init; }

    /// <summary>How a credential is verified. Null if not set.</summary>
    public VerifyRule? Verify { get; private init; }

    /// <summary>Whether to retire nothing. Null if not set.</summary>
    public bool? Hold { get; private init; }

    /// <summary>When promotion is allowed. Null if not set.</summary>
    public WindowSettings? Window { get; private init; }

    /// <summary>The name of the secret, or its template. Null if not set, and in <c>defaults</c>.</summary>
    public string? Secret { get; private init; }

    /// <summary>Whether to adopt credentials that others created. Null if not set, and in <c>defaults</c>.</summary>
    public bool? Adopt { get; private init; }

    /// <summary>The place of each setting.</summary>
    public Dictionary<PolicyField, YamlNode> Places { get; } = [];

    /// <summary>The settings that are present and could not be read. They cause no further messages.</summary>
    public HashSet<PolicyField> Unreadable { get; } = [];

    /// <summary>Settings without any value.</summary>
    public static PolicySettings None { get; } = new();

    /// <summary>Reads the settings of <c>defaults</c>, which cannot set the secret's name or adoption.</summary>
    public static PolicySettings ReadDefaults(MappingReader map, ProblemList problems) =>
        Read(map, problems, isDefaults: true);

    /// <summary>Reads the settings of a policy or an override.</summary>
    public static PolicySettings Read(MappingReader map, ProblemList problems) =>
        Read(map, problems, isDefaults: false);

    private static PolicySettings Read(MappingReader map, ProblemList problems, bool isDefaults)
    {
        var values = new ValueReader(problems);
        Dictionary<PolicyField, YamlNode> places = [];
        HashSet<PolicyField> unreadable = [];

        T? Take<T>(string key, PolicyField field, Func<YamlNode, T?> read)
        {
            if (map.Take(key) is not { } node)
            {
                return default;
            }

            places[field] = node;
            var value = read(node);
            if (value is null)
            {
                unreadable.Add(field);
            }

            return value;
        }

        var vault = Take("vault", PolicyField.Vaults, node => values.Vault(node, "vault"));
        var vaults = Take("vaults", PolicyField.Vaults, node => ReadVaults(node, values, problems));
        if (map.Has("vault") && map.Has("vaults"))
        {
            problems.Say(
                map.Key("vaults"),
                "`vault` and `vaults` are both given; keep one (`vaults` is a list, and the first holds the pending secret)");
        }

        var settings = new PolicySettings
        {
            Vaults = vaults ?? (vault is null ? null : [vault]),
            Lifetime = Take("lifetime", PolicyField.Lifetime, node => values.Duration(node, "lifetime")),
            RenewBefore = Take("renewBefore", PolicyField.RenewBefore, node => values.Duration(node, "renewBefore")),
            GracePeriod = Take("gracePeriod", PolicyField.GracePeriod, node => values.Duration(node, "gracePeriod")),
            Verify = Take("verify", PolicyField.Verify, node => ReadVerify(node, values, problems)),
            Window = Take("window", PolicyField.Window, node => new WindowReader(problems).Read(node)),
            Hold = map.Take("hold") is { } hold ? values.Boolean(hold, "hold") : null,
            Secret = isDefaults ? null : Take("secret", PolicyField.Secret, node => values.Text(node, "secret")),
            Adopt = !isDefaults && map.Take("adopt") is { } adopt ? values.Boolean(adopt, "adopt") : null,
        };
        foreach (var (field, place) in places)
        {
            settings.Places[field] = place;
        }

        settings.Unreadable.UnionWith(unreadable);
        return settings;
    }

    private static List<Uri>? ReadVaults(YamlNode node, ValueReader values, ProblemList problems)
    {
        if (node is not YamlSequence sequence)
        {
            if (node.IsComplete)
            {
                problems.Say(node, "`vaults` must be a list; write `vaults: [https://…]`, or `vault:` for a single one");
            }

            return null;
        }

        var vaults = new List<Uri>();
        foreach (var item in sequence.Items)
        {
            if (values.Vault(item, "vaults") is not { } vault)
            {
                return null;
            }

            if (vaults.Contains(vault))
            {
                problems.Say(item, $"{vault.Host} is listed twice; remove one");
                return null;
            }

            vaults.Add(vault);
        }

        if (vaults.Count == 0 && sequence.IsComplete)
        {
            problems.Say(node, "`vaults` is empty; list at least one vault");
        }

        return vaults.Count == 0 ? null : vaults;
    }

    private static VerifyRule? ReadVerify(YamlNode node, ValueReader values, ProblemList problems)
    {
        if (node is YamlScalar { Value: "none" })
        {
            return VerifyRule.None;
        }

        if (node is not YamlMapping mapping)
        {
            if (node.IsComplete)
            {
                problems.Say(
                    node,
                    "`verify` must be `none` or a map such as { settle: 2m, consecutive: 3, over: 30s, timeout: 15m }");
            }

            return null;
        }

        var map = new MappingReader(mapping, "`verify`", problems);
        var isReadable = mapping.IsComplete;

        T Or<T>(string key, Func<YamlNode, string, T?> read, T otherwise)
            where T : struct
        {
            if (map.Take(key) is not { } value)
            {
                return otherwise;
            }

            var got = read(value, key);
            isReadable &= got is not null;
            return got ?? otherwise;
        }

        var rule = new VerifyRule
        {
            Settle = Or("settle", values.Duration, VerifyRule.Default.Settle),
            Consecutive = Or("consecutive", values.Count, VerifyRule.Default.Consecutive),
            Over = Or("over", values.Duration, VerifyRule.Default.Over),
            Timeout = Or("timeout", values.Duration, VerifyRule.Default.Timeout),
        };
        map.RefuseTheRest();
        return isReadable ? rule : null;
    }
}
