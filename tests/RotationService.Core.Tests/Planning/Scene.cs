using System.Collections.Immutable;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;
using RotationService.Core.Timing;

namespace RotationService.Core.Tests.Planning;

/// <summary>An observation put together fact by fact, and what the planner decides on it. All that is not said is as after a quiet rotation.</summary>
internal sealed class Scene
{
    public static readonly DateTimeOffset Now = World.Start;

    private static readonly Guid AppId = new("00000000-0000-0000-0000-0000000000aa");

    private readonly Dictionary<Uri, List<SecretVersion>> _versions = [];
    private readonly List<SecretVersion> _pending = [];
    private readonly Dictionary<VersionAddress, ValueFingerprint?> _fingerprints = [];
    private readonly Dictionary<Guid, DirectoryApplication?> _holders = [];
    private int _ids;

    public Policy Policy { get; set; } = new("payments", ApplicationSelector.ByAppId(AppId), [World.Address("contoso-prod")], "payments-secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
        GracePeriod = TimeSpan.FromHours(72),
    };

    public List<Credential> Credentials { get; } = [];

    public Evidence Evidence { get; set; } = Evidence.None;

    public string Audience { get; set; } = "AzureADMyOrg";

    /// <summary>What else was seen.</summary>
    public Func<Observation, Observation> Also { get; set; } = seen => seen;

    /// <summary>What else is known of a vault.</summary>
    public Func<VaultObservation, VaultObservation> AlsoOfVault { get; set; } = vault => vault;

    public Observation Seen => Also(new Observation(
        Now,
        new DirectoryApplication(AppId, new Guid("00000000-0000-0000-0000-0000000000bb"), "payments", Audience, [.. Credentials]),
        [.. Policy.Vaults.Select(address => AlsoOfVault(Shown(address)))],
        [.. _pending])
    {
        Evidence = Evidence,
        Fingerprints = _fingerprints.ToImmutableDictionary(),
        Holders = _holders.ToImmutableDictionary(),
    });

    public Decision Decision => Planner.Decide(Policy, Seen);

    public Settled Settled => Assert.IsType<Settled>(Decision);

    public T Act<T>() => Assert.IsType<T>(Assert.IsType<Do>(Decision).Act);

    public Stage StageOf(Credential credential) => Planner.Stages(Policy, Seen).Single(staged => staged.Credential.KeyId == credential.KeyId).Stage;

    /// <summary>How long before its end a credential is renewed.</summary>
    public TimeSpan RenewedBefore(Credential credential) => Policy.RenewBefore + Policy.SpreadOf(AppId, credential.KeyId);

    /// <summary>A credential of ours, made so long ago.</summary>
    public Credential Issued(TimeSpan ago, TimeSpan? endsIn = null, string vault = "contoso-prod")
    {
        var mark = CredentialMark.For(vault, Policy.Secret, Rotation(ago));
        return Add(mark.ToString(), ago, endsIn ?? Policy.Lifetime - ago);
    }

    /// <summary>A credential that somebody made by hand, a day ago if nothing else is said.</summary>
    public Credential ByHand(TimeSpan endsIn, TimeSpan? ago = null, string? hint = null) => Add("by hand", ago ?? TimeSpan.FromDays(1), endsIn, hint);

    /// <summary>The version in which a credential's value was published so long ago.</summary>
    public SecretVersion Published(Credential credential, TimeSpan ago, string vault = "contoso-prod", Func<VersionTags, VersionTags>? tagged = null, bool enabled = true)
    {
        var tags = new VersionTags(credential.Mark!.Value.RotationId, AppId, VersionStage.Published)
        {
            KeyId = credential.KeyId,
            Grace = Policy.GracePeriod,
            Vaults = [.. Policy.Vaults.Select(VaultObservation.NameOf)],
        };
        return Put(ago, (tagged ?? (same => same))(tags), credential.EndDateTime, vault, enabled, credential.Fingerprint!);
    }

    /// <summary>A version that names a credential of another application, and whether that one, once it is looked up, has it.</summary>
    public SecretVersion PublishedByAnotherApplication(TimeSpan ago, string vault = "contoso-prod", bool isLookedUp = true, bool isConfirmed = true)
    {
        var (rotation, other, keyId) = (Rotation(ago), new Guid("00000000-0000-0000-0000-0000000000cc"), new Guid(++_ids, 0, 0, new byte[8]));
        if (isLookedUp)
        {
            var theirs = new Credential(keyId, CredentialMark.For(vault, Policy.Secret, rotation).ToString(), Now - ago, Now + Policy.Lifetime, "oth");
            _holders[other] = new DirectoryApplication(other, Guid.NewGuid(), "billing", Audience, isConfirmed ? [theirs] : []);
        }

        return Put(ago, new VersionTags(rotation, other, VersionStage.Published) { KeyId = keyId }, vault: vault, beginning: "oth");
    }

    /// <summary>A version of the policy's secret.</summary>
    public SecretVersion Put(TimeSpan ago, VersionTags? tags, DateTimeOffset? expiresOn = null, string vault = "contoso-prod", bool enabled = true, string beginning = "a v")
    {
        var version = new SecretVersion(NextVersion(), enabled, Now - ago, expiresOn, tags);
        Versions(World.Address(vault)).Add(version);
        Begins(version, beginning, vault);
        return version;
    }

    /// <summary>How a version's value begins; null if it has not been read.</summary>
    public void Begins(SecretVersion version, string? beginning, string vault = "contoso-prod")
    {
        var address = new VersionAddress(World.Address(vault), _pending.Contains(version) ? Policy.PendingSecret : Policy.Secret, version.Version);
        _fingerprints.Remove(address);
        if (beginning is not null && version.Enabled)
        {
            _fingerprints[address] = new ValueFingerprint(beginning, HasWhiteSpace: false, HasGeneratedLength: true);
        }
    }

    /// <summary>The pending version in which a credential's value was stored so long ago.</summary>
    public SecretVersion Stored(Credential credential, TimeSpan ago, Func<VersionTags, VersionTags>? tagged = null, bool enabled = true)
    {
        var tags = new VersionTags(credential.Mark!.Value.RotationId, AppId, VersionStage.Pending) { KeyId = credential.KeyId };
        return PutPending(ago, (tagged ?? (same => same))(tags), credential.Fingerprint, enabled, credential.EndDateTime);
    }

    /// <summary>A version of the pending secret.</summary>
    public SecretVersion PutPending(TimeSpan ago, VersionTags? tags, string? beginning, bool enabled = true, DateTimeOffset? expiresOn = null)
    {
        var version = new SecretVersion(NextVersion(), enabled, Now - ago, expiresOn, tags);
        _pending.Add(version);
        Begins(version, beginning);
        return version;
    }

    /// <summary>Tags of a version that claims to be of this application.</summary>
    public static VersionTags Claim(RotationId rotation, Guid? keyId, VersionStage stage) => new(rotation, AppId, stage) { KeyId = keyId };

    /// <summary>A credential made and published so long ago, which has just logged in.</summary>
    public Credential Serving(TimeSpan ago, TimeSpan? endsIn = null)
    {
        var credential = Issued(ago, endsIn);
        LoggedIn(Published(credential, ago), TimeSpan.Zero);
        return credential;
    }

    /// <summary>A credential made 20 minutes ago that nobody can use: an orphan, or one whose value was closed four minutes ago.</summary>
    public Credential NeverPublished(bool orphan)
    {
        var leftover = Issued(TimeSpan.FromMinutes(20));
        if (orphan)
        {
            Intended(leftover.Mark!.Value.RotationId, TimeSpan.FromMinutes(20));
        }
        else
        {
            Stored(leftover, TimeSpan.FromMinutes(20), tags => tags with { ClosedAt = Now - TimeSpan.FromMinutes(4) }, enabled: false);
        }

        return leftover;
    }

    /// <summary>The intent of a rotation, written to the vault so long ago.</summary>
    public SecretVersion Intended(RotationId rotation, TimeSpan ago)
    {
        var version = new SecretVersion(NextVersion(), false, Now - ago, null, new VersionTags(rotation, AppId, VersionStage.Intent));
        _pending.Add(version);
        return version;
    }

    /// <summary>A log-in with a version's value, so long ago.</summary>
    public void LoggedIn(SecretVersion version, TimeSpan ago, LogInAnswer answer = LogInAnswer.Accepted, string vault = "contoso-prod")
    {
        var secret = _pending.Contains(version) ? Policy.PendingSecret : Policy.Secret;
        Evidence = Evidence.With(new VersionAddress(World.Address(vault), secret, version.Version), new LogInEvidence(new LogIn(answer, ""), Now - ago, new Moment(Now - ago, 0)));
    }

    public RotationId Rotation(TimeSpan ago) => new(Guid.Parse($"{(Now - ago).ToUnixTimeMilliseconds():x12}7{++_ids:x3}8000000000000000"));

    private Credential Add(string displayName, TimeSpan ago, TimeSpan endsIn, string? hint = null)
    {
        var credential = new Credential(new Guid(++_ids, 0, 0, new byte[8]), displayName, Now - ago, Now + endsIn, hint ?? $"{_ids:000}");
        Credentials.Add(credential);
        return credential;
    }

    private List<SecretVersion> Versions(Uri vault) => _versions.TryGetValue(vault, out var versions) ? versions : _versions[vault] = [];

    private VaultObservation Shown(Uri address) => new(address)
    {
        Versions = [.. Versions(address)],
        Newest = Versions(address).LastOrDefault(),
    };

    private string NextVersion() => $"version-{++_ids}";
}
