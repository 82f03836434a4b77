using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>
/// Determines whose value each vault version holds, from what Entra shows: the credentials with their marks and
/// fingerprints.
/// </summary>
/// <remarks>
/// Whoever can write one secret in the vault can write any tag, copy any value, and make a value that begins with any
/// characters. A version is therefore attributed to the service only if its value fits the fingerprint of a credential
/// that has the service's mark for this vault and secret name. Tags that are missing prove no more than tags that
/// are present.
/// </remarks>
/// <param name="policy">The policy, which determines where the values of the service's credentials belong.</param>
/// <param name="seen">The observation.</param>
internal sealed class Attributions(Policy policy, Observation seen)
{
    /// <summary>
    /// How far in the future the rotation of a mark can be, one day. Clocks differ, but a mark further ahead was not
    /// made by the service.
    /// </summary>
    public static readonly TimeSpan LongestAhead = TimeSpan.FromDays(1);

    private readonly HashSet<string> _vaultNames = [.. policy.Vaults.Select(VaultObservation.NameOf)];
    private readonly uint _secretHash = CredentialMark.HashOf(policy.Secret);
    private readonly Dictionary<VersionAddress, Attribution> _known = [];

    /// <summary>
    /// Whether the value of a credential with this mark belongs in one of the policy's vaults under the policy's secret
    /// name.
    /// </summary>
    public bool IsForThisPlace(CredentialMark mark) =>
        mark.SecretHash == _secretHash && _vaultNames.Contains(mark.VaultName);

    /// <summary>
    /// Whether a credential belongs to the service: its mark is for this vault and secret name, and its rotation is not
    /// more than a day ahead.
    /// </summary>
    public bool IsOurs(Credential credential) =>
        IsForThisName(credential) && _vaultNames.Contains(credential.Mark!.Value.VaultName);

    /// <summary>
    /// Whether a credential has the service's mark for this secret name in any vault. The policy can have named another
    /// vault when the credential was issued.
    /// </summary>
    public bool IsForThisName(Credential credential) =>
        credential.Mark is { } mark
        && mark.SecretHash == _secretHash
        && mark.RotationId.MadeAt - LongestAhead <= seen.Now;

    /// <summary>
    /// Returns the age of a version at the time of the directory read. A version that was too young then can hold the
    /// value of a credential that this read does not show.
    /// </summary>
    public TimeSpan AgeWhenRead(SecretVersion version) => (seen.ReadAt ?? seen.Now) - version.CreatedOn;

    /// <summary>Returns whose value a version holds.</summary>
    public Attribution Of(VersionAddress address, SecretVersion version)
    {
        if (!_known.TryGetValue(address, out var attribution))
        {
            attribution = ByTags(address, version);
            attribution = attribution.Owner
                is VersionOwner.Nobody or VersionOwner.Unconfirmed or VersionOwner.Contradicted
                ? ByValue(address, version) ?? attribution
                : attribution;
            _known[address] = attribution;
        }

        return attribution;
    }

    /// <summary>
    /// Whether the value of a version can be sent to the token endpoint. It can if the version belongs to the service,
    /// if its value fits the fingerprint of a credential of this application, or if it is as long as a generated one
    /// and a credential shows no fingerprint. Any other value can belong to anybody, for example a database password or
    /// a private key.
    /// </summary>
    public bool MayTry(VersionAddress address, SecretVersion version) =>
        Of(address, version).Owner is VersionOwner.Confirmed
        || (seen.FingerprintOf(address) is { HasWhiteSpace: false } fingerprint
            && seen.Application.Credentials.Any(credential =>
                credential.Fingerprint is null ? fingerprint.HasGeneratedLength : fingerprint.Fits(credential)));

    private Attribution ByTags(VersionAddress address, SecretVersion version)
    {
        if (version.Tags is not { KeyId: { } keyId } tags)
        {
            return new Attribution(VersionOwner.Nobody, null);
        }

        if (Find(keyId) is not { } credential)
        {
            return new Attribution(VersionOwner.Unconfirmed, null);
        }

        if (!IsOurs(credential) || !tags.Names(credential))
        {
            return new Attribution(VersionOwner.Contradicted, null);
        }

        if (seen.OwnWrites.TryGetValue(address, out var written))
        {
            return written == keyId
                ? new Attribution(VersionOwner.Confirmed, credential)
                : new Attribution(VersionOwner.Contradicted, null);
        }

        if (!version.Enabled || seen.IsUnreadable(address))
        {
            return new Attribution(VersionOwner.Unconfirmed, credential);
        }

        return seen.FingerprintOf(address) is { } fingerprint
            ? ByFingerprint(address, credential, fingerprint)
            : new Attribution(VersionOwner.Unread, credential);
    }

    private Attribution ByFingerprint(VersionAddress address, Credential credential, ValueFingerprint fingerprint)
    {
        var others = seen.Application.Credentials
            .Where(other => other.KeyId != credential.KeyId && !other.HasEnded(seen.Now))
            .ToList();
        if (credential.Fingerprint is not null)
        {
            return !fingerprint.Fits(credential) ? new Attribution(VersionOwner.Contradicted, null)
                : others.Exists(other => other.Fingerprint == credential.Fingerprint)
                    ? new Attribution(VersionOwner.Indistinct, credential)
                : new Attribution(VersionOwner.Confirmed, credential);
        }

        if (fingerprint.HasWhiteSpace
            || !fingerprint.HasGeneratedLength
            || others.Exists(other => fingerprint.Fits(other)))
        {
            return new Attribution(VersionOwner.Contradicted, null);
        }

        return LogInWith(address) switch
        {
            null => new Attribution(policy.Verify.LogsIn ? VersionOwner.Untried : VersionOwner.Indistinct, credential),
            { Result.ProvesSecret: true } => new Attribution(
                others.Exists(other => other.Fingerprint is null) ? VersionOwner.Indistinct : VersionOwner.Confirmed,
                credential),
            _ => new Attribution(VersionOwner.Unconfirmed, credential),
        };
    }

    private Attribution? ByValue(VersionAddress address, SecretVersion version)
    {
        if (!policy.Verify.LogsIn || !version.Enabled || seen.FingerprintOf(address) is not { } fingerprint)
        {
            return null;
        }

        var fitting = seen.Application.Credentials.Where(credential => fingerprint.Fits(credential)).ToList();
        if (fitting is not [var credential] || !IsOurs(credential))
        {
            return null;
        }

        return LogInWith(address) switch
        {
            null => new Attribution(VersionOwner.Untried, credential),
            { Result.ProvesSecret: true } => new Attribution(VersionOwner.Recognised, credential),
            _ => null,
        };
    }

    private Credential? Find(Guid keyId) =>
        seen.Application.Credentials.FirstOrDefault(credential => credential.KeyId == keyId);

    private LogInEvidence? LogInWith(VersionAddress address) => seen.Evidence.Newest(address);
}
