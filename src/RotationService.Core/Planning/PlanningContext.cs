using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>An observation read with a policy in hand: the facts that the planner's checks are about, each worked out in one place.</summary>
internal sealed partial class PlanningContext
{
    private readonly Attributions _attributions;
    private readonly HashSet<string> _vaultNames;
    private IReadOnlyList<VaultObservation>? _usable;

    public PlanningContext(Policy policy, Observation observation)
    {
        Policy = policy;
        Seen = observation;
        _attributions = new Attributions(policy, observation);
        _vaultNames = [.. policy.Vaults.Select(VaultObservation.NameOf)];
        Readable = [.. observation.Vaults.Where(vault => vault.Failure is null)];
        Publications = [.. Readable.SelectMany(vault => vault.Versions, AsPublication).OfType<Publication>()];
        Current = Readable
            .Select(vault => vault.Newest is { } newest ? AsPublication(vault, newest) : null)
            .OfType<Publication>()
            .OrderByDescending(publication => publication.CreatedOn)
            .ThenByDescending(publication => publication.RotationId)
            .FirstOrDefault();
        Stored = [.. observation.Pending
            .Select(version => StoredCredential.From(PendingAddressOf(version), version, PendingOwnerOf(version)))
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

    /// <summary>Those of them in which the secret's name is not somebody else's: the others wait for a person, and hold up nothing but removals.</summary>
    public IReadOnlyList<VaultObservation> Usable => _usable ??= [.. Readable.Where(vault => WhyNameIsInUse(vault) is null)];

    /// <summary>Whether every vault could be read, and shows what can be explained: nothing is removed otherwise.</summary>
    public bool AllVaultsExplained => AllVaultsRead && Usable.Count == Readable.Count && !Readable.Any(IsAwaited);

    /// <summary>Whether every vault could be read.</summary>
    public bool AllVaultsRead => Readable.Count == Seen.Vaults.Count;

    /// <summary>Every version that carries a credential of ours, in the vaults that could be read.</summary>
    public IReadOnlyList<Publication> Publications { get; }

    /// <summary>What consumers read: of the vaults' newest versions that are ours the one published last. Null if none is ours.</summary>
    public Publication? Current { get; }

    /// <summary>The pending values that are confirmed to be ours, the newest rotation first, published ones not yet closed included.</summary>
    public IReadOnlyList<StoredCredential> Stored { get; }

    /// <summary>The unpublished pending value of the newest rotation: what is to be carried on with; null if there is none.</summary>
    public StoredCredential? Candidate => Stored.FirstOrDefault(stored => !IsPublished(stored.KeyId));

    /// <summary>Whether a version carries a credential's value for certain.</summary>
    public bool IsPublished(Guid keyId) => Publications.Any(publication => publication.KeyId == keyId && publication.Owner is not VersionOwner.Indistinct);

    /// <summary>The application's credential, if this read shows it.</summary>
    public Credential? Find(Guid? keyId) => Seen.Application.Credentials.FirstOrDefault(credential => credential.KeyId == keyId);

    /// <summary>Whether a credential is ours, as its mark says.</summary>
    public bool IsOurs(Credential credential) => _attributions.IsOurs(credential);

    /// <summary>How old a version was when the directory was read.</summary>
    public TimeSpan AgeWhenRead(SecretVersion version) => _attributions.AgeWhenRead(version);

    /// <summary>Whose value a version of the policy's secret holds.</summary>
    public Attribution OwnerOf(VaultObservation vault, SecretVersion version) => _attributions.Of(AddressOf(vault, version), version);

    /// <summary>Whose value a version of the pending secret holds.</summary>
    public Attribution PendingOwnerOf(SecretVersion version) => _attributions.Of(PendingAddressOf(version), version);

    /// <summary>Whether a version's value may be sent to the token endpoint: nothing tells that it is another's.</summary>
    public bool MayTry(VersionAddress address, SecretVersion version) => _attributions.MayTry(address, version);

    /// <summary>What the newest version in a vault is.</summary>
    public NewestKind KindOf(VaultObservation vault)
    {
        if (vault.NewestIsDisabled)
        {
            return vault.Versions is [.., var disabled] && IsYoung(disabled) ? NewestKind.Awaited : NewestKind.Disabled;
        }

        if (vault.Newest is not { } newest)
        {
            return NewestKind.Missing;
        }

        var attribution = OwnerOf(vault, newest);
        return attribution.IsOurs ? NewestKind.Ours
            : IsOfOtherApplication(newest) ? NewestKind.OtherApplication
            : attribution.Owner is VersionOwner.Unconfirmed && IsYoung(newest) ? NewestKind.Awaited
            : LogsIn(vault) ? NewestKind.NotOurs
            : IsYoung(newest) || (!Policy.Verify.LogsIn && IsMissedTooShortly(newest)) ? NewestKind.Awaited
            : NewestKind.NotOurs;
    }

    /// <summary>What is read in a vault.</summary>
    public VaultState StateOf(VaultObservation vault) => vault.Failure is not null ? VaultState.Unreadable : KindOf(vault) switch
    {
        NewestKind.Missing => VaultState.Missing,
        NewestKind.Disabled => VaultState.Disabled,
        NewestKind.OtherApplication => VaultState.OtherApplication,
        NewestKind.NotOurs => VaultState.Foreign,
        NewestKind.Awaited => vault.NewestIsDisabled ? VaultState.Disabled : VaultState.Foreign,
        _ => KeyIn(vault) == Current!.KeyId ? VaultState.Current : VaultState.Behind,
    };

    /// <summary>The credential of ours whose value consumers of a vault read; null if it is none of ours.</summary>
    public Guid? KeyIn(VaultObservation vault) => NewestIn(vault)?.KeyId;

    /// <summary>What consumers of a vault read, if it is ours.</summary>
    public Publication? NewestIn(VaultObservation vault) => vault.Newest is { } newest ? AsPublication(vault, newest) : null;

    /// <summary>
    /// Whether consumers of a vault read another credential of ours than the current one, of an older rotation or of the same: whoever owns the
    /// application can add one with the mark of another. A copy of the current one replaces it.
    /// </summary>
    public bool IsBehind(VaultObservation vault) =>
        NewestIn(vault) is { } newest && newest.KeyId != Current!.KeyId && newest.RotationId <= Current.RotationId;

    /// <summary>Whether whose value consumers of a vault read cannot be told yet.</summary>
    public bool IsAwaited(VaultObservation vault) => KindOf(vault) is NewestKind.Awaited;

    /// <summary>Until when whose value consumers read cannot be told; null if it can.</summary>
    public DateTimeOffset? AwaitedUntil => Readable
        .Where(IsAwaited)
        .Select(vault => (vault.Newest ?? vault.Versions[^1]).CreatedOn + MinOrphanAge)
        .Select(until => (DateTimeOffset?)(until > Now ? until : Now))
        .Max();

    /// <summary>The address of a version of the policy's secret.</summary>
    public VersionAddress AddressOf(VaultObservation vault, SecretVersion version) => new(vault.Address, Policy.Secret, version.Version);

    /// <summary>The address of a version that carries a value of ours.</summary>
    public VersionAddress AddressOf(Publication publication) => AddressOf(publication.Vault, publication.Version);

    /// <summary>The address of a version of the pending secret.</summary>
    public VersionAddress PendingAddressOf(SecretVersion version) => new(Policy.Vaults[0], Policy.PendingSecret, version.Version);

    /// <summary>How the value begins that consumers of a vault read; null if there is none.</summary>
    public SecretFingerprint? FingerprintIn(VaultObservation vault) =>
        vault.Newest is { } newest ? Seen.FingerprintOf(AddressOf(vault, newest)) : null;

    /// <summary>The newest log-in with a version's value, if it is fresh enough to rely on; null otherwise.</summary>
    public LogInEvidence? FreshLogIn(VersionAddress version) =>
        Seen.Evidence.Newest(version) is { } logIn && Now - logIn.At < Evidence.Freshness ? logIn : null;

    /// <summary>The newest log-in with the value consumers of a vault read.</summary>
    public LogInEvidence? LastLogIn(VaultObservation vault) =>
        vault.Newest is { } newest ? Seen.Evidence.Newest(AddressOf(vault, newest)) : null;

    /// <summary>
    /// Whether a log-in must tell whether the newest version in a vault works though it is ours: its credential has ended, by our clock, or it
    /// was written over another version of the same rotation. Whoever may write to the vault can write a value that begins as ours does.
    /// </summary>
    public bool IsInDoubt(VaultObservation vault) =>
        Policy.Verify.LogsIn && NewestIn(vault) is { } newest && (newest.Credential.HasEnded(Now) || IsWrittenOver(vault, newest));

    /// <summary>Whether consumers of a vault are known to be refused. A value that must not be tried out counts as refused.</summary>
    public bool IsRefused(VaultObservation vault) => KindOf(vault) switch
    {
        NewestKind.Disabled => true,
        NewestKind.Ours => IsInDoubt(vault) && LastLogIn(vault) is { Result.RefusesSecret: true },
        NewestKind.NotOurs => Policy.Verify.LogsIn
            ? LastLogIn(vault) is { Result.RefusesSecret: true } || !MayTry(AddressOf(vault, vault.Newest!), vault.Newest!)
            : vault.Newest!.Tags?.KeyId is { } keyId && IsAbsent(keyId, vault.Newest.CreatedOn),
        _ => false,
    };

    /// <summary>Whether somebody wrote a value over the secret that is not ours and works.</summary>
    public bool IsDrifted(VaultObservation vault) =>
        KindOf(vault) is NewestKind.NotOurs && (Policy.Verify.LogsIn ? LogsIn(vault) : !IsRefused(vault));

    /// <summary>Where one of the application's credentials stands. It says where to look next; what may be removed is decided by what Entra shows.</summary>
    public Stage StageOf(Credential credential)
    {
        if (!IsOurs(credential))
        {
            return credential.Mark is { } mark && !_attributions.IsForThisPlace(mark) ? Stage.Elsewhere : Stage.Foreign;
        }

        if (credential.KeyId == Current?.KeyId)
        {
            return Stage.Current;
        }

        if (Stored.Any(stored => stored.KeyId == credential.KeyId))
        {
            return IsPublished(credential.KeyId) ? Stage.Previous : Stage.Pending;
        }

        return MayHaveBeenPublished(credential.KeyId) ? Stage.Previous
            : ClosedVersionsOf(credential) is { Count: > 0 } closed
                ? closed.Exists(version => version.Tags!.Stage is VersionStage.Published) || !IsSurplus(credential) ? Stage.Unaccounted : Stage.Pending
            : IsOrphan(credential) ? Stage.Orphan
            : Stage.Unaccounted;
    }

    /// <summary>The tags that a version with a credential's value should have. What others wrote into them is kept only where it can do nothing but delay.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="tags">The version's tags as they are; null if they are not ours to read.</param>
    /// <param name="stage">What the version is.</param>
    public VersionTags TagsOf(Credential credential, VersionTags? tags, VersionStage stage)
    {
        var rotationId = credential.Mark!.Value.RotationId;
        var isIntact = tags?.KeyId == credential.KeyId && tags.RotationId == rotationId;
        return new VersionTags(rotationId, Seen.Application.AppId, stage)
        {
            Policy = Policy.Name,
            KeyId = credential.KeyId,
            Because = tags?.Because,
            ClosedAt = tags?.ClosedAt,
            Grace = tags?.Grace ?? (stage is VersionStage.Pending ? null : Policy.GracePeriod),
            Vaults = tags is { Vaults.Count: > 0 } ? tags.Vaults : stage is VersionStage.Pending ? [] : [.. _vaultNames],
            Supersedes = isIntact ? tags!.Supersedes : [.. Seen.Application.Credentials
                .Where(other => other.KeyId != credential.KeyId && StartedBefore(other, credential))
                .OrderByDescending(other => other.EndDateTime)
                .Select(other => VersionTags.Abbreviate(other.KeyId))],
        };
    }

    /// <summary>The tags that a publication's version should have.</summary>
    public VersionTags TagsOf(Publication publication) => TagsOf(publication.Credential, publication.Version.Tags, VersionStage.Published);

    /// <summary>The versions of the pending secret that name a credential and its rotation.</summary>
    public List<SecretVersion> ClosedVersionsOf(Credential credential) => [.. Seen.Pending.Where(version =>
        version.Tags is { KeyId: { } keyId } tags && keyId == credential.KeyId && tags.RotationId == credential.Mark?.RotationId)];

    private bool IsYoung(SecretVersion version) => AgeWhenRead(version) < MinOrphanAge;

    private bool LogsIn(VaultObservation vault) => LastLogIn(vault) is { Result.ProvesSecret: true };

    private bool IsWrittenOver(VaultObservation vault, Publication newest) =>
        !Seen.OwnWrites.ContainsKey(AddressOf(newest))
        && vault.Versions.Any(version =>
            version.Version != newest.Version.Version
            && version.CreatedOn >= newest.RotationId.MadeAt
            && version.CreatedOn <= newest.CreatedOn
            && (OwnerOf(vault, version) is not { Owner: VersionOwner.Confirmed, Credential: { } other } || other.KeyId == newest.KeyId));

    // Where no log-in can tell, only reads can: not before enough of them have missed the credential that a version names.
    private bool IsMissedTooShortly(SecretVersion version) =>
        version.Tags?.KeyId is { } keyId && version.Tags.AppId == Seen.Application.AppId && Find(keyId) is null && !IsAbsent(keyId, version.CreatedOn);

    private Publication? AsPublication(VaultObservation vault, SecretVersion version) =>
        OwnerOf(vault, version) is { IsOurs: true, Credential: { } credential } attribution ? new Publication(vault, version, credential, attribution.Owner) : null;

    // Whether a version of the secret says so, be it one that cannot be read.
    private bool MayHaveBeenPublished(Guid keyId) =>
        Readable.Any(vault => vault.Versions.Any(version => OwnerOf(vault, version).Credential?.KeyId == keyId));
}
