using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <content>
/// Who holds the secret name in a vault. The newest version that the directory confirms decides. A mark decides
/// nothing.
/// </content>
internal sealed partial class PlanningContext
{
    /// <summary>
    /// How many older versions of a secret are read at most, to determine whether the name belonged to the service or
    /// which value still works.
    /// </summary>
    private const int MostRead = 10;

    // Whoever chose the display name chose a secret name that is built from it. Such a name never takes over a secret
    // of others.
    private bool MayTakeOver => Policy.Adopt && !Policy.SecretNameFromDisplayName;

    /// <summary>
    /// Returns the client ID of the application that a vault's newest version names and that must still be looked up.
    /// Returns null if there is none.
    /// </summary>
    public Guid? HolderToLookUp(VaultObservation vault) =>
        vault.Newest is { Tags: { KeyId: not null } tags } newest
        && tags.AppId != Seen.Application.AppId
        && !OwnerOf(vault, newest).IsOurs
        && !Seen.Holders.ContainsKey(tags.AppId)
            ? tags.AppId
            : null;

    /// <summary>
    /// Returns why nothing may be written under the secret name in a vault. Returns null if writing is allowed.
    /// </summary>
    public string? WhyNameIsInUse(VaultObservation vault)
    {
        var kind = KindOf(vault);
        if (kind is NewestKind.OtherApplication)
        {
            return MayTakeOver ? null : $"its newest version belongs to the application {vault.Newest!.Tags!.AppId}";
        }

        if (kind is not (NewestKind.Disabled or NewestKind.NotOurs) || MayTakeOver || WasOurs(vault))
        {
            return null;
        }

        return kind is NewestKind.Disabled
            ? "its newest version is disabled, and no version shows that the secret belonged to this application"
            : !Policy.Verify.LogsIn
                ? "its newest version was not written by the service, and the policy allows no log-in to check its "
                    + "value"
            : HoldsExpiredValue(vault) ? null
            : MayTry(AddressOf(vault, vault.Newest!), vault.Newest!)
                ? LastLogIn(vault) is { Result.RefusesSecret: true } ? NotThisApplications : null
            : NotThisApplications;
    }

    /// <summary>
    /// Returns an older version of a vault's secret that must still be read before the name counts as never used by the
    /// service. Returns null if there is none.
    /// </summary>
    public VersionAddress? UnreadOf(VaultObservation vault) => vault.Versions
        .Where(version => version.Enabled)
        .Reverse()
        .Take(MostRead)
        .Select(version => AddressOf(vault, version))
        .FirstOrDefault(Seen.IsUnread);

    /// <summary>
    /// The log-in that shows whether an older version holds a value of the service although its tags do not say so.
    /// Null if there is none to try.
    /// </summary>
    public TryLogIn? Untried => (
        from vault in Usable
        from version in vault.Versions
        let attribution = OwnerOf(vault, version)
        where attribution.Owner is VersionOwner.Untried
        select new TryLogIn(AddressOf(vault, version), Step.Heal, attribution.Credential!.KeyId)).FirstOrDefault();

    private const string NotThisApplications = "its newest version is not a value of this application";

    private bool IsOfOtherApplication(SecretVersion newest) =>
        newest.Tags is { } tags
        && tags.AppId != Seen.Application.AppId
        && Seen.Holders.GetValueOrDefault(tags.AppId) is { } holder
        && holder.Credentials.Any(tags.Names);

    // It only permits writing under the name.
    private bool WasOurs(VaultObservation vault) => vault.Versions.Any(version =>
        OwnerOf(vault, version) is var attribution
        && (attribution.Credential is not null
            || (version.Tags?.AppId == Seen.Application.AppId && attribution.Owner is not VersionOwner.Contradicted)
            || HoldsValueForThisName(vault, version)));

    // The policy can have named other vaults at that time, so the mark can name another one. A disabled version shows
    // only its tags.
    private bool HoldsValueForThisName(VaultObservation vault, SecretVersion version)
    {
        var fingerprint = Seen.FingerprintOf(AddressOf(vault, version));
        return Seen.Application.Credentials.Any(credential => _attributions.IsForThisName(credential)
            && (fingerprint is null ? version.Tags?.Names(credential) is true : fingerprint.Fits(credential)));
    }

    private bool HoldsExpiredValue(VaultObservation vault) =>
        LastLogIn(vault) is { Result.Answer: LogInAnswer.ExpiredSecret }
        || (FingerprintIn(vault) is { } fingerprint
            && Seen.Application.Credentials.Any(credential =>
                credential.HasEnded(Now) && fingerprint.Fits(credential)));
}
