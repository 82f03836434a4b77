using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>An observation read with a policy in hand: the facts that the planner's checks are about, each worked out in one place.</summary>
internal sealed partial class Situation
{
    private readonly HashSet<string> _vaultNames;
    private readonly uint _secretHash;

    public Situation(Policy policy, Observation observation)
    {
        Policy = policy;
        Seen = observation;
        _vaultNames = [.. policy.Vaults.Select(VaultObservation.NameOf)];
        _secretHash = CredentialMark.HashOf(policy.Secret);
        Readable = [.. observation.Vaults.Where(vault => vault.Failure is null)];
        Publications = [.. Readable.SelectMany(vault => vault.Versions, AsPublication).OfType<Publication>()];
        Current = Readable
            .Select(vault => vault.Newest is { } newest ? AsPublication(vault, newest) : null)
            .OfType<Publication>()
            .OrderByDescending(publication => publication.CreatedOn)
            .ThenByDescending(publication => publication.RotationId)
            .FirstOrDefault();
        Stored = [.. observation.Pending
            .Where(version => version.Tags?.AppId == observation.Application.AppId)
            .Select(version => StoredCredential.From(policy.Vaults[0], policy.PendingSecret, version))
            .OfType<StoredCredential>()
            .OrderByDescending(stored => stored.RotationId)];
        Credentials = [.. observation.Application.Credentials.Select(credential => new StagedCredential(credential, StageOf(credential)))];
    }

    public Policy Policy { get; }

    public Observation Seen { get; }

    public DateTimeOffset Now => Seen.Now;

    /// <summary>The application's credentials and where each stands.</summary>
    public IReadOnlyList<StagedCredential> Credentials { get; }

    /// <summary>The vaults that could be read, in the policy's order.</summary>
    public IReadOnlyList<VaultObservation> Readable { get; }

    /// <summary>Whether every vault could be read: nothing is removed otherwise.</summary>
    public bool AllVaultsRead => Readable.Count == Seen.Vaults.Count;

    /// <summary>Every version that ever carried a value of ours for this application, in the vaults that could be read.</summary>
    public IReadOnlyList<Publication> Publications { get; }

    /// <summary>What consumers read: of the vaults' newest versions that are ours the one published last. Null if none is ours.</summary>
    public Publication? Current { get; }

    /// <summary>The pending values, the newest rotation first, published ones not yet closed included.</summary>
    public IReadOnlyList<StoredCredential> Stored { get; }

    /// <summary>The unpublished pending value of the newest rotation: what is to be carried on with; null if there is none.</summary>
    public StoredCredential? Candidate => Stored.FirstOrDefault(stored => !IsPublished(stored.KeyId));

    /// <summary>Whether a credential's value was ever published.</summary>
    public bool IsPublished(Guid keyId) => Publications.Any(publication => publication.KeyId == keyId);

    /// <summary>The application's credential, if this read shows it.</summary>
    public Credential? Find(Guid? keyId) => Seen.Application.Credentials.FirstOrDefault(credential => credential.KeyId == keyId);

    /// <summary>What the newest version in a vault is.</summary>
    public NewestKind KindOf(VaultObservation vault) => vault switch
    {
        { NewestIsDisabled: true } => NewestKind.Disabled,
        { Newest: null } => NewestKind.Missing,
        { Newest.Tags: { KeyId: not null } tags } => tags.AppId == Seen.Application.AppId ? NewestKind.Ours : NewestKind.OtherApplication,
        _ => NewestKind.NotOurs,
    };

    /// <summary>What is read in a vault.</summary>
    public VaultState StateOf(VaultObservation vault) => vault.Failure is not null ? VaultState.Unreadable : KindOf(vault) switch
    {
        NewestKind.Missing => VaultState.Missing,
        NewestKind.Disabled => VaultState.Disabled,
        NewestKind.OtherApplication => VaultState.OtherApplication,
        NewestKind.NotOurs => VaultState.Foreign,
        _ => vault.Newest!.Tags!.KeyId == Current!.KeyId ? VaultState.Current : VaultState.Behind,
    };

    /// <summary>The address of a version of the policy's secret.</summary>
    public VersionAddress AddressOf(VaultObservation vault, SecretVersion version) => new(vault.Address, Policy.Secret, version.Version);

    /// <summary>The address of a version that carries a value of ours.</summary>
    public VersionAddress AddressOf(Publication publication) => AddressOf(publication.Vault, publication.Version);

    /// <summary>The newest log-in with a version's value, if it is fresh enough to rely on; null otherwise.</summary>
    public LogInEvidence? FreshLogIn(VersionAddress version) =>
        Seen.Evidence.Newest(version) is { } logIn && Now - logIn.At < Evidence.Freshness ? logIn : null;

    /// <summary>Whether the newest version in a vault is in doubt: of ours, and its credential is not shown, has ended, or begins differently than the value.</summary>
    public bool IsInDoubt(VaultObservation vault) =>
        KindOf(vault) is NewestKind.Ours
        && Policy.Verify.LogsIn
        && vault.NewestHint is { } beginning
        && (Find(vault.Newest!.Tags!.KeyId) is not { } credential || credential.HasEnded(Now) || !Begins(beginning, credential));

    /// <summary>Whether consumers of a vault are known to be refused.</summary>
    public bool IsRefused(VaultObservation vault) => KindOf(vault) switch
    {
        NewestKind.Disabled => true,
        NewestKind.Ours => IsInDoubt(vault) && LastLogIn(vault) is { Result.RefusesSecret: true },
        NewestKind.NotOurs => Policy.Verify.LogsIn && (vault.NewestHint is null || LastLogIn(vault) is { Result.RefusesSecret: true }),
        _ => false,
    };

    /// <summary>Whether somebody wrote a value over the secret that is not ours and works.</summary>
    public bool IsDrifted(VaultObservation vault) =>
        KindOf(vault) is NewestKind.NotOurs && (!Policy.Verify.LogsIn || LastLogIn(vault) is { Result.ProvesSecret: true });

    /// <summary>The newest log-in with the value consumers of a vault read.</summary>
    public LogInEvidence? LastLogIn(VaultObservation vault) =>
        vault.Newest is { } newest ? Seen.Evidence.Newest(AddressOf(vault, newest)) : null;

    /// <summary>Where one of the application's credentials stands.</summary>
    public Stage StageOf(Credential credential)
    {
        var marked = credential.Mark is { } mark && _vaultNames.Contains(mark.VaultName) && mark.SecretHash == _secretHash;
        var published = IsPublished(credential.KeyId);
        var stored = Seen.Pending.Any(version => version.Tags?.KeyId == credential.KeyId && version.Tags.AppId == Seen.Application.AppId);
        return marked || published || stored
            ? credential.KeyId == Current?.KeyId ? Stage.Current
                : published ? Stage.Previous
                : stored ? WasPublished(credential.KeyId) ? Stage.Unaccounted : Stage.Pending
                : IntentOf(credential) is not null ? Stage.Orphan
                : Stage.Unaccounted
            : credential.Mark is null ? Stage.Foreign
            : Stage.Elsewhere;
    }

    private static Publication? AsPublication(VaultObservation vault, SecretVersion version, Guid appId) =>
        version.Tags is { KeyId: { } keyId } tags && tags.AppId == appId ? new Publication(vault, version, tags, keyId) : null;

    private Publication? AsPublication(VaultObservation vault, SecretVersion version) => AsPublication(vault, version, Seen.Application.AppId);

    // True if Graph shows no hint to compare.
    private static bool Begins(string beginning, Credential credential) => string.IsNullOrEmpty(credential.Hint) || beginning.StartsWith(credential.Hint, StringComparison.Ordinal);

    // Its pending version says so, and the published one is not there: the secret is deleted, and may be recovered, or was purged.
    private bool WasPublished(Guid keyId) => Seen.Pending.Any(version => version.Tags is { Stage: VersionStage.Published } tags && tags.KeyId == keyId);
}
