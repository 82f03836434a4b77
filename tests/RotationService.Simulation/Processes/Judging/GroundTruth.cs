using System.Text.Json;

namespace RotationService.Simulation.Processes.Judging;

/// <summary>What <c>GET /_sandbox/state</c> shows: the only thing, beside the audit files, that verdicts rest on.</summary>
internal sealed class GroundTruth
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private readonly Dictionary<Guid, IReadOnlyList<TrueCredential>> _credentials;
    private readonly Dictionary<(string Vault, string Name), IReadOnlyList<TrueVersion>> _versions;

    private GroundTruth(StateDocument state)
    {
        Now = state.Now;
        _credentials = state.Tenants.SelectMany(tenant => tenant.Applications).ToDictionary(application => application.AppId, application => application.Credentials);
        _versions = state.Vaults
            .SelectMany(vault => vault.Secrets.Select(secret => (Key: (new Uri(vault.Uri).Host, secret.Name.ToLowerInvariant()), secret.Versions)))
            .ToDictionary(secret => secret.Key, secret => secret.Versions);
    }

    /// <summary>The sandbox's time.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Reads it.</summary>
    public static GroundTruth Parse(string state) => new(JsonSerializer.Deserialize<StateDocument>(state, Json) ?? throw new JsonException("The state is null."));

    /// <summary>The credentials that an application ever had.</summary>
    public IReadOnlyList<TrueCredential> Credentials(Guid appId) => _credentials.GetValueOrDefault(appId, []);

    /// <summary>The versions of a secret, oldest first.</summary>
    public IReadOnlyList<TrueVersion> Versions(string vaultHost, string name) => _versions.GetValueOrDefault((vaultHost, name.ToLowerInvariant()), []);

    private sealed record StateDocument(DateTimeOffset Now, IReadOnlyList<StateTenant> Tenants, IReadOnlyList<StateVault> Vaults);

    private sealed record StateTenant(IReadOnlyList<StateApplication> Applications);

    private sealed record StateApplication(Guid AppId, IReadOnlyList<TrueCredential> Credentials);

    private sealed record StateVault(string Uri, IReadOnlyList<StateSecret> Secrets);

    private sealed record StateSecret(string Name, IReadOnlyList<TrueVersion> Versions);
}
