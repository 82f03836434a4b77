using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RotationService.Simulation.Processes.Judging;

/// <summary>Writes states by hand, for the tests of the judges. Times are hours since the beginning.</summary>
internal sealed class TruthBuilder
{
    public const string Operator = "the-operator";
    public const string Vault = "contoso-prod.vault.azure.net";
    public const string SecondVault = "contoso-dr.vault.azure.net";

    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<object> _credentials = [];
    private readonly Dictionary<(string Vault, string Name), List<object>> _versions = [];

    /// <summary>The application; its grace period is two hours.</summary>
    public static Subject Subject(bool adopts = false, params string[] vaults) =>
        new("app", Guid.Empty, "secret", vaults.Length == 0 ? [Vault] : vaults, TimeSpan.FromHours(2), TimeSpan.FromHours(36), adopts);

    public static DateTimeOffset At(double hours) => Begin.AddHours(hours);

    public static Guid KeyId(string value) => new(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, 16));

    public TruthBuilder Credential(string value, double created, double? removed = null, double ends = 100, double? loggedIn = null, bool byHand = false, string removedBy = Operator)
    {
        _credentials.Add(new
        {
            keyId = KeyId(value),
            displayName = byHand ? "by hand" : $"rotation-service/contoso-prod/00000000/rotation-{value}",
            createdAt = At(created),
            endDateTime = At(ends),
            removedAt = removed is { } at ? At(at) : (DateTimeOffset?)null,
            removedBy = removed is null ? null : removedBy,
            valueSha256 = value,
            logIns = new { succeeded = 1, failed = 0, firstSucceededAt = loggedIn is { } first ? At(first) : (DateTimeOffset?)null },
        });
        return this;
    }

    public TruthBuilder Published(string value, double at, string vault = Vault, bool enabled = true) => Version("secret", value, at, vault, enabled);

    public TruthBuilder Stored(string value, double at, bool enabled = false) => Version("secret-pending", value, at, Vault, enabled);

    /// <summary>A rotation without a fault: issued, stored, logged in, published, six minutes apart.</summary>
    public TruthBuilder Rotated(string value, double at, double? removed = null) =>
        Credential(value, at, removed, ends: at + 60, loggedIn: at + 0.2).Stored(value, at + 0.1).Published(value, at + 0.3);

    public GroundTruth Build(double now) => GroundTruth.Parse(JsonSerializer.Serialize(new
    {
        now = At(now),
        tenants = new[] { new { applications = new[] { new { appId = Guid.Empty, credentials = _credentials } } } },
        vaults = _versions.GroupBy(entry => entry.Key.Vault).Select(vault => new
        {
            uri = $"https://{vault.Key}",
            secrets = vault.Select(secret => new { name = secret.Key.Name, versions = secret.Value }),
        }),
    }));

    private TruthBuilder Version(string name, string value, double at, string vault, bool enabled)
    {
        if (!_versions.TryGetValue((vault, name), out var versions))
        {
            _versions[(vault, name)] = versions = [];
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["key-id"] = KeyId(value).ToString("D"), ["rotation-id"] = $"rotation-{value}" };
        versions.Add(new { version = $"{vault}-{name}-{versions.Count}", createdAt = At(at), enabled, tags, valueSha256 = value });
        return this;
    }
}
