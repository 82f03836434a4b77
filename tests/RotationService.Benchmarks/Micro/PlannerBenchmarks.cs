using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Benchmarks.Micro;

/// <summary>One decision of the planner.</summary>
[MemoryDiagnoser]
public class PlannerBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly Uri Vault = new("https://contoso-prod.vault.azure.net/");

    private static readonly Policy Policy = new("payments", ApplicationSelector.ByAppId(new Guid("00000000-0000-0000-0000-000000000001")), [Vault], "payments-client-secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
    };

    private readonly Observation _atRest = Seen(endsIn: TimeSpan.FromDays(60), previous: 0);
    private readonly Observation _due = Seen(endsIn: TimeSpan.FromDays(20), previous: 0);
    private readonly Observation _inGrace = Seen(endsIn: TimeSpan.FromDays(89), previous: 1);

    /// <summary>Nothing is to be done.</summary>
    [Benchmark(Baseline = true)]
    public Decision AtRest() => Planner.Decide(Policy, _atRest);

    /// <summary>A rotation is due.</summary>
    [Benchmark]
    public Decision Due() => Planner.Decide(Policy, _due);

    /// <summary>A previous credential is in its grace period.</summary>
    [Benchmark]
    public Decision InGrace() => Planner.Decide(Policy, _inGrace);

    private static Observation Seen(TimeSpan endsIn, int previous)
    {
        var credentials = new List<Credential>();
        var versions = new List<SecretVersion>();
        for (var back = previous; back >= 0; back--)
        {
            var end = Now + endsIn - (back * (Policy.Lifetime - Policy.RenewBefore));
            var rotation = new RotationId(Guid.CreateVersion7(end - Policy.Lifetime));
            var keyId = Guid.NewGuid();
            credentials.Add(new Credential(keyId, CredentialMark.For("contoso-prod", Policy.Secret, rotation).ToString(), end - Policy.Lifetime, end, $"{back:000}"));
            versions.Add(new SecretVersion(Guid.NewGuid().ToString("N"), Enabled: true, end - Policy.Lifetime, end, new VersionTags(rotation, Policy.Application.AppId!.Value, VersionStage.Published)
            {
                Policy = Policy.Name,
                KeyId = keyId,
                Grace = Policy.GracePeriod,
                Vaults = ["contoso-prod"],
            }));
        }

        var application = new DirectoryApplication(Policy.Application.AppId!.Value, Guid.NewGuid(), Policy.Name, "AzureADMyOrg", credentials);
        return new Observation(Now, application, [new VaultObservation(Vault) { Newest = versions[^1], Versions = versions }], [])
        {
            Fingerprints = versions.Index().ToImmutableDictionary(
                found => new VersionAddress(Vault, Policy.Secret, found.Item.Version),
                found => (ValueFingerprint?)new ValueFingerprint($"{previous - found.Index:000}", HasWhiteSpace: false, HasGeneratedLength: true)),
        };
    }
}
