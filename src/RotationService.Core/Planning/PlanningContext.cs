using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>
/// An observation interpreted under a policy. Each fact that the planner's checks use is derived in one place here.
/// </summary>
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
        Credentials = [.. observation.Application.Credentials
            .Select(credential => new StagedCredential(credential, StageOf(credential)))];
    }

    public Policy Policy { get; }

    public Observation Seen { get; }

    public DateTimeOffset Now => Seen.Now;

    /// <summary>The application's credentials with their stages.</summary>
    public IReadOnlyList<StagedCredential> Credentials { get; }

    /// <summary>The vaults that could be read, in the policy's order.</summary>
    public IReadOnlyList<VaultObservation> Readable { get; }

    /// <summary>
    /// The readable vaults in which the secret name does not belong to somebody else. The other vaults wait for a
    /// person, and delay only removals.
    /// </summary>
    public IReadOnlyList<VaultObservation> Usable =>
        _usable ??= [.. Readable.Where(vault => WhyNameIsInUse(vault) is null)];

    /// <summary>
    /// Whether every vault could be read and the owner of its newest version is known. No credential is removed
    /// otherwise.
    /// </summary>
    public bool AllVaultsExplained =>
        AllVaultsRead && Usable.Count == Readable.Count && !Readable.Any(IsAwaited);

    /// <summary>Whether every vault could be read.</summary>
    public bool AllVaultsRead => Readable.Count == Seen.Vaults.Count;

    /// <summary>Every version that holds the value of a credential of the service, in the readable vaults.</summary>
    public IReadOnlyList<Publication> Publications { get; }

    /// <summary>
    /// The publication that consumers read: of the vaults' newest versions with a value of the service, the one that
    /// was made last. Null if there is none.
    /// </summary>
    public Publication? Current { get; }

    /// <summary>
    /// The pending values that are confirmed to belong to the service, the newest rotation first. This includes
    /// published ones whose pending version is not closed yet.
    /// </summary>
    public IReadOnlyList<StoredCredential> Stored { get; }

    /// <summary>
    /// The unpublished pending value of the newest rotation, which the planner continues with. Null if there is none.
    /// </summary>
    public StoredCredential? Candidate => Stored.FirstOrDefault(stored => !IsPublished(stored.KeyId));

    /// <summary>Whether a version certainly holds a credential's value.</summary>
    public bool IsPublished(Guid keyId) => Publications.Any(publication =>
        publication.KeyId == keyId && publication.Owner is not VersionOwner.Indistinct);

    /// <summary>
    /// Returns the application's credential with this key ID. Returns null if this read does not show it.
    /// </summary>
    public Credential? Find(Guid? keyId) =>
        Seen.Application.Credentials.FirstOrDefault(credential => credential.KeyId == keyId);

    /// <summary>Whether a credential belongs to the service according to its mark.</summary>
    public bool IsOurs(Credential credential) => _attributions.IsOurs(credential);

    /// <summary>Returns the age of a version at the time of the directory read.</summary>
    public TimeSpan AgeWhenRead(SecretVersion version) => _attributions.AgeWhenRead(version);

    /// <summary>Returns whose value a version of the policy's secret holds.</summary>
    public Attribution OwnerOf(VaultObservation vault, SecretVersion version) =>
        _attributions.Of(AddressOf(vault, version), version);

    /// <summary>Returns whose value a version of the pending secret holds.</summary>
    public Attribution PendingOwnerOf(SecretVersion version) =>
        _attributions.Of(PendingAddressOf(version), version);

    /// <summary>
    /// Whether the value of a version can be sent to the token endpoint, because it can be a secret of this
    /// application.
    /// </summary>
    public bool MayTry(VersionAddress address, SecretVersion version) => _attributions.MayTry(address, version);

    /// <summary>Returns the address of a version of the policy's secret.</summary>
    public VersionAddress AddressOf(VaultObservation vault, SecretVersion version) =>
        new(vault.Address, Policy.Secret, version.Version);

    /// <summary>Returns the address of a version that holds a value of the service.</summary>
    public VersionAddress AddressOf(Publication publication) => AddressOf(publication.Vault, publication.Version);

    /// <summary>Returns the address of a version of the pending secret.</summary>
    public VersionAddress PendingAddressOf(SecretVersion version) =>
        new(Policy.Vaults[0], Policy.PendingSecret, version.Version);

    /// <summary>
    /// Returns the stage of one of the application's credentials. The stage shows where to look next. Only the facts
    /// that Entra shows decide what may be removed.
    /// </summary>
    public Stage StageOf(Credential credential)
    {
        if (!IsOurs(credential))
        {
            return credential.Mark is { } mark && !_attributions.IsForThisPlace(mark)
                ? Stage.Elsewhere
                : Stage.Foreign;
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
                ? closed.Exists(version => version.Tags!.Stage is VersionStage.Published) || !IsSurplus(credential)
                    ? Stage.Unaccounted
                    : Stage.Pending
            : IsOrphan(credential) ? Stage.Orphan
            : Stage.Unaccounted;
    }

    /// <summary>
    /// Returns the tags that a version with a credential's value should have. Tag values that others wrote are kept
    /// only where they can do nothing but delay.
    /// </summary>
    /// <param name="credential">The credential.</param>
    /// <param name="tags">The current tags of the version. Null if they cannot be read as tags of the service.</param>
    /// <param name="stage">The stage of the version.</param>
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
            Vaults = tags is { Vaults.Count: > 0 } ? tags.Vaults
                : stage is VersionStage.Pending ? []
                : [.. _vaultNames],
            Supersedes = isIntact ? tags!.Supersedes : [.. Seen.Application.Credentials
                .Where(other => other.KeyId != credential.KeyId && StartedBefore(other, credential))
                .OrderByDescending(other => other.EndDateTime)
                .Select(other => VersionTags.Abbreviate(other.KeyId))],
        };
    }

    /// <summary>Returns the tags that a publication's version should have.</summary>
    public VersionTags TagsOf(Publication publication) =>
        TagsOf(publication.Credential, publication.Version.Tags, VersionStage.Published);

    /// <summary>Returns the versions of the pending secret that name a credential and its rotation.</summary>
    public List<SecretVersion> ClosedVersionsOf(Credential credential) => [.. Seen.Pending.Where(version =>
        version.Tags is { KeyId: { } keyId } tags
        && keyId == credential.KeyId
        && tags.RotationId == credential.Mark?.RotationId)];

    private Publication? AsPublication(VaultObservation vault, SecretVersion version) =>
        OwnerOf(vault, version) is { IsOurs: true, Credential: { } credential } attribution
            ? new Publication(vault, version, credential, attribution.Owner)
            : null;

    // Whether the tags of any version of the secret name the credential, even if the version cannot be read.
    private bool MayHaveBeenPublished(Guid keyId) =>
        Readable.Any(vault => vault.Versions.Any(version => OwnerOf(vault, version).Credential?.KeyId == keyId));
}
