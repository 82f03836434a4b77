using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>The facts about the newest version in each vault, which is what consumers read.</content>
internal sealed partial class PlanningContext
{
    /// <summary>Returns the kind of the newest version in a vault.</summary>
    public NewestKind KindOf(VaultObservation vault)
    {
        if (vault.NewestIsDisabled)
        {
            return vault.Versions is [.., var disabled] && IsYoung(disabled)
                ? NewestKind.Awaited
                : NewestKind.Disabled;
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

    /// <summary>Returns what consumers of a vault get.</summary>
    public VaultState StateOf(VaultObservation vault) => vault.Failure is not null
        ? VaultState.Unreadable
        : KindOf(vault) switch
        {
            NewestKind.Missing => VaultState.Missing,
            NewestKind.Disabled => VaultState.Disabled,
            NewestKind.OtherApplication => VaultState.OtherApplication,
            NewestKind.NotOurs => VaultState.Foreign,
            NewestKind.Awaited => vault.NewestIsDisabled ? VaultState.Disabled : VaultState.Foreign,
            _ => KeyIn(vault) == Current!.KeyId ? VaultState.Current : VaultState.Behind,
        };

    /// <summary>
    /// Returns the key ID of the service's credential whose value consumers of a vault read. Returns null if the value
    /// does not belong to the service.
    /// </summary>
    public Guid? KeyIn(VaultObservation vault) => NewestIn(vault)?.KeyId;

    /// <summary>
    /// Returns the publication that consumers of a vault read. Returns null if the value does not belong to the
    /// service.
    /// </summary>
    public Publication? NewestIn(VaultObservation vault) =>
        vault.Newest is { } newest ? AsPublication(vault, newest) : null;

    /// <summary>
    /// Whether consumers of a vault read another credential of the service than the current one, from an older rotation
    /// or the same one. (An owner of the application can add a credential with a copied mark.) A copy of the current
    /// credential replaces it.
    /// </summary>
    public bool IsBehind(VaultObservation vault) =>
        NewestIn(vault) is { } newest && newest.KeyId != Current!.KeyId && newest.RotationId <= Current.RotationId;

    /// <summary>Whether the owner of the value that consumers of a vault read cannot be determined yet.</summary>
    public bool IsAwaited(VaultObservation vault) => KindOf(vault) is NewestKind.Awaited;

    /// <summary>Until when the owner of the value that consumers read cannot be determined. Null if it can.</summary>
    public DateTimeOffset? AwaitedUntil => Readable
        .Where(IsAwaited)
        .Select(vault => (vault.Newest ?? vault.Versions[^1]).CreatedOn + MinOrphanAge)
        .Select(until => (DateTimeOffset?)(until > Now ? until : Now))
        .Max();

    /// <summary>
    /// Returns the fingerprint of the value that consumers of a vault read. Returns null if there is none, or it was
    /// not read.
    /// </summary>
    public ValueFingerprint? FingerprintIn(VaultObservation vault) =>
        vault.Newest is { } newest ? Seen.FingerprintOf(AddressOf(vault, newest)) : null;

    /// <summary>
    /// Returns the newest log-in with the value of a version. Returns null if it is not fresh enough to rely on.
    /// </summary>
    public LogInEvidence? FreshLogIn(VersionAddress version) =>
        Seen.Evidence.Newest(version) is { } logIn && Now - logIn.At < Evidence.Freshness ? logIn : null;

    /// <summary>
    /// Returns the newest log-in with the value that consumers of a vault read. Returns null if there is none.
    /// </summary>
    public LogInEvidence? LastLogIn(VaultObservation vault) =>
        vault.Newest is { } newest ? Seen.Evidence.Newest(AddressOf(vault, newest)) : null;

    /// <summary>
    /// Whether a log-in must show that the newest version in a vault works although it belongs to the service: its
    /// credential has ended by the services' time, or it was written over another version of the same rotation. Whoever
    /// can write to the vault can write a value that begins like a secret of the service.
    /// </summary>
    public bool IsInDoubt(VaultObservation vault) =>
        Policy.Verify.LogsIn
        && NewestIn(vault) is { } newest
        && (newest.Credential.HasEnded(Now) || IsWrittenOver(vault, newest));

    /// <summary>
    /// Whether consumers of a vault are known to be refused. A value that must not be tried counts as refused.
    /// </summary>
    public bool IsRefused(VaultObservation vault) => KindOf(vault) switch
    {
        NewestKind.Disabled => true,
        NewestKind.Ours => IsInDoubt(vault) && LastLogIn(vault) is { Result.RefusesSecret: true },
        NewestKind.NotOurs => Policy.Verify.LogsIn
            ? LastLogIn(vault) is { Result.RefusesSecret: true }
                || !MayTry(AddressOf(vault, vault.Newest!), vault.Newest!)
            : vault.Newest!.Tags?.KeyId is { } keyId && IsAbsent(keyId, vault.Newest.CreatedOn),
        _ => false,
    };

    /// <summary>Whether somebody wrote a working value over the secret that does not belong to the service.</summary>
    public bool IsDrifted(VaultObservation vault) =>
        KindOf(vault) is NewestKind.NotOurs && (Policy.Verify.LogsIn ? LogsIn(vault) : !IsRefused(vault));

    private bool IsYoung(SecretVersion version) => AgeWhenRead(version) < MinOrphanAge;

    private bool LogsIn(VaultObservation vault) => LastLogIn(vault) is { Result.ProvesSecret: true };

    private bool IsWrittenOver(VaultObservation vault, Publication newest) =>
        !Seen.OwnWrites.ContainsKey(AddressOf(newest))
        && vault.Versions.Any(version =>
            version.Version != newest.Version.Version
            && version.CreatedOn >= newest.RotationId.MadeAt
            && version.CreatedOn <= newest.CreatedOn
            && (OwnerOf(vault, version) is not { Owner: VersionOwner.Confirmed, Credential: { } other }
                || other.KeyId == newest.KeyId));

    // Without log-ins, only directory reads can show it: enough of them must have missed the credential that a version
    // names.
    private bool IsMissedTooShortly(SecretVersion version) =>
        version.Tags?.KeyId is { } keyId
        && version.Tags.AppId == Seen.Application.AppId
        && Find(keyId) is null
        && !IsAbsent(keyId, version.CreatedOn);
}
