using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Core.Planning;

/// <content>Who holds the secret's name in a vault. The vault decides, by the newest version that the directory confirms; a mark decides nothing.</content>
internal sealed partial class PlanningContext
{
    /// <summary>How many of a name's older versions are read, at the most, to find out whether it was ours, or which value still works.</summary>
    private const int MostRead = 10;

    // A name that a display name filled in is whoever's who chose that display name: it never takes over what others have.
    private bool MayTakeOver => Policy.Adopt && !Policy.SecretNameFromDisplayName;

    /// <summary>The application that a vault's newest version names and that has still to be looked up; null if there is none.</summary>
    public Guid? HolderToLookUp(VaultObservation vault) =>
        vault.Newest is { Tags: { KeyId: not null } tags } newest
        && tags.AppId != Seen.Application.AppId
        && !OwnerOf(vault, newest).IsOurs
        && !Seen.Holders.ContainsKey(tags.AppId)
            ? tags.AppId
            : null;

    /// <summary>Why nothing may be written under the secret's name in a vault; null if it may.</summary>
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

        return kind is NewestKind.Disabled ? "its newest version is disabled, and no version shows that it was this application's"
            : !Policy.Verify.LogsIn ? "its newest version is not ours, and whose it is cannot be tried out"
            : HoldsExpiredValue(vault) ? null
            : MayTry(AddressOf(vault, vault.Newest!), vault.Newest!) ? LastLogIn(vault) is { Result.RefusesSecret: true } ? NotThisApplications : null
            : NotThisApplications;
    }

    /// <summary>An older version of a vault's secret that has still to be read before it is said that the name was never ours; null if there is none.</summary>
    public VersionAddress? UnreadOf(VaultObservation vault) => vault.Versions
        .Where(version => version.Enabled)
        .Reverse()
        .Take(MostRead)
        .Select(version => AddressOf(vault, version))
        .FirstOrDefault(Seen.IsUnread);

    /// <summary>The log-in that tells whether an older version whose tags do not say so holds a value of ours; null if there is none to try.</summary>
    public TryLogIn? Untried => (
        from vault in Usable
        from version in vault.Versions
        let attribution = OwnerOf(vault, version)
        where attribution.Owner is VersionOwner.Untried
        select new TryLogIn(AddressOf(vault, version), Step.Heal, attribution.Credential!.KeyId)).FirstOrDefault();

    private const string NotThisApplications = "its newest version is not a secret of this application";

    private bool IsOfOtherApplication(SecretVersion newest) =>
        newest.Tags is { } tags
        && tags.AppId != Seen.Application.AppId
        && Seen.Holders.GetValueOrDefault(tags.AppId) is { } holder
        && holder.Credentials.Any(tags.Names);

    // It permits writing to the name and nothing else.
    private bool WasOurs(VaultObservation vault) => vault.Versions.Any(version =>
        OwnerOf(vault, version) is var attribution
        && (attribution.Credential is not null
            || (version.Tags?.AppId == Seen.Application.AppId && attribution.Owner is not VersionOwner.Contradicted)
            || HoldsValueForThisName(vault, version)));

    // The policy's vaults may have been others then, so the mark names another. A version that is disabled shows only its tags.
    private bool HoldsValueForThisName(VaultObservation vault, SecretVersion version)
    {
        var fingerprint = Seen.FingerprintOf(AddressOf(vault, version));
        return Seen.Application.Credentials.Any(credential => _attributions.IsForThisName(credential)
            && (fingerprint is null ? version.Tags?.Names(credential) is true : fingerprint.Fits(credential.Hint)));
    }

    private bool HoldsExpiredValue(VaultObservation vault) =>
        LastLogIn(vault) is { Result.Answer: LogInAnswer.ExpiredSecret }
        || (FingerprintIn(vault) is { } fingerprint && Seen.Application.Credentials.Any(credential => credential.HasEnded(Now) && fingerprint.Fits(credential.Hint)));
}
