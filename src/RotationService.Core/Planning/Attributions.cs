using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Planning;

/// <summary>Tells whose value each vault version holds, from what Entra shows: its credentials with their marks and hints.</summary>
/// <remarks>
/// Whoever may write one secret in the vault can write any tag, copy any value, and make one that begins as they like. So a version is ours only
/// if its value fits the hint of a credential that bears our mark for this very place. Tags that were taken away prove no more than tags added.
/// </remarks>
/// <param name="policy">The policy, which says where our credentials' values belong.</param>
/// <param name="seen">What was seen.</param>
internal sealed class Attributions(Policy policy, Observation seen)
{
    /// <summary>How far ahead of now a mark's rotation may be. Clocks differ; one that is further off was not made by us.</summary>
    public static readonly TimeSpan LongestAhead = TimeSpan.FromDays(1);

    private readonly HashSet<string> _vaultNames = [.. policy.Vaults.Select(VaultObservation.NameOf)];
    private readonly uint _secretHash = CredentialMark.HashOf(policy.Secret);
    private readonly Dictionary<VersionAddress, Attribution> _known = [];

    /// <summary>Whether the value of a credential with this mark belongs to one of the policy's vaults, under its secret.</summary>
    public bool IsForThisPlace(CredentialMark mark) => mark.SecretHash == _secretHash && _vaultNames.Contains(mark.VaultName);

    /// <summary>Whether a credential is ours: it bears our mark for this place, of a rotation that is not a day ahead.</summary>
    public bool IsOurs(Credential credential) => IsForThisName(credential) && _vaultNames.Contains(credential.Mark!.Value.VaultName);

    /// <summary>Whether a credential bears our mark for this secret, in whichever vault: the policy may have named another one when it was issued.</summary>
    public bool IsForThisName(Credential credential) =>
        credential.Mark is { } mark && mark.SecretHash == _secretHash && mark.RotationId.MadeAt - LongestAhead <= seen.Now;

    /// <summary>How old a version was when the directory was read: what is too young then may be the value of a credential that the read in hand does not show.</summary>
    public TimeSpan AgeWhenRead(SecretVersion version) => (seen.ReadAt ?? seen.Now) - version.CreatedOn;

    /// <summary>Whose value a version holds.</summary>
    public Attribution Of(VersionAddress address, SecretVersion version)
    {
        if (!_known.TryGetValue(address, out var attribution))
        {
            attribution = ByTags(address, version);
            attribution = attribution.Owner is VersionOwner.Nobody or VersionOwner.Unconfirmed or VersionOwner.Contradicted
                ? ByValue(address, version) ?? attribution
                : attribution;
            _known[address] = attribution;
        }

        return attribution;
    }

    /// <summary>
    /// Whether a version's value may be sent to the token endpoint: it is ours, or begins with the hint of a credential of this application, or is
    /// as long as a secret where one shows no hint. Any other value may be anybody's: a password of a database, a private key.
    /// </summary>
    public bool MayTry(VersionAddress address, SecretVersion version) =>
        Of(address, version).Owner is VersionOwner.Confirmed
        || (seen.FingerprintOf(address) is { HasWhiteSpace: false } fingerprint && seen.Application.Credentials.Any(credential =>
            credential.Hint is null ? fingerprint.HasSecretLength : fingerprint.Fits(credential.Hint)));

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
            return written == keyId ? new Attribution(VersionOwner.Confirmed, credential) : new Attribution(VersionOwner.Contradicted, null);
        }

        if (!version.Enabled || seen.IsUnreadable(address))
        {
            return new Attribution(VersionOwner.Unconfirmed, credential);
        }

        return seen.FingerprintOf(address) is { } fingerprint
            ? ByFingerprint(address, credential, fingerprint)
            : new Attribution(VersionOwner.Unread, credential);
    }

    private Attribution ByFingerprint(VersionAddress address, Credential credential, SecretFingerprint fingerprint)
    {
        var others = seen.Application.Credentials.Where(other => other.KeyId != credential.KeyId && !other.HasEnded(seen.Now)).ToList();
        if (credential.Hint is not null)
        {
            return !fingerprint.Fits(credential.Hint) ? new Attribution(VersionOwner.Contradicted, null)
                : others.Exists(other => other.Hint == credential.Hint) ? new Attribution(VersionOwner.Indistinct, credential)
                : new Attribution(VersionOwner.Confirmed, credential);
        }

        if (fingerprint.HasWhiteSpace || !fingerprint.HasSecretLength || others.Exists(other => fingerprint.Fits(other.Hint)))
        {
            return new Attribution(VersionOwner.Contradicted, null);
        }

        return LogInWith(address) switch
        {
            null => new Attribution(policy.Verify.LogsIn ? VersionOwner.Untried : VersionOwner.Indistinct, credential),
            { Result.ProvesSecret: true } => new Attribution(others.Exists(other => other.Hint is null) ? VersionOwner.Indistinct : VersionOwner.Confirmed, credential),
            _ => new Attribution(VersionOwner.Unconfirmed, credential),
        };
    }

    private Attribution? ByValue(VersionAddress address, SecretVersion version)
    {
        if (!policy.Verify.LogsIn || !version.Enabled || seen.FingerprintOf(address) is not { } fingerprint)
        {
            return null;
        }

        var fitting = seen.Application.Credentials.Where(credential => fingerprint.Fits(credential.Hint)).ToList();
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

    private Credential? Find(Guid keyId) => seen.Application.Credentials.FirstOrDefault(credential => credential.KeyId == keyId);

    private LogInEvidence? LogInWith(VersionAddress address) => seen.Evidence.Newest(address);
}
