using RotationService.Core.Credentials;

namespace RotationService.Core.Planning;

/// <content>Which application holds a secret name, if several applications have the same one.</content>
public static partial class Planner
{
    // The owner of an application chooses its display name and can write any mark. Only the service can write both to
    // the vault and to the application, so a version and a credential of the same rotation prove who holds the name.
    private static Settled? SharedNameIsHeld(PlanningContext s)
    {
        if (s.Seen.Rivals.Count == 0)
        {
            return null;
        }

        var self = new Rival(s.Seen.Application, s.Policy.Secret);
        IReadOnlyList<Rival> all = [self, .. s.Seen.Rivals];
        var published = s.Readable
            .SelectMany(vault => vault.Versions.Select(version =>
                (Version: version, Vault: vault, IsNewest: version.Version == vault.Newest?.Version)))
            .OrderByDescending(found => found.Version.CreatedOn)
            .ThenByDescending(found => found.IsNewest)
            .Select(found => (found.Version, Value: found.IsNewest ? s.FingerprintIn(found.Vault) : null))
            .ToList();
        var pending = s.Seen.Pending
            .OrderByDescending(version => version.CreatedOn)
            .Select(version => (Version: version, Value: (ValueFingerprint?)null))
            .ToList();

        // The pending name of one application can be the secret name of another.
        var inTheWay = all.Where(one => IsName(one, s.Policy.PendingSecret)).ToList();
        var holder = Confirmed(published, all)
            ?? Confirmed(pending, [.. all.Where(one => IsName(one, s.Policy.Secret))])
            ?? OnlyClaimant(s, published, all);
        var other = holder == self ? Confirmed(pending, inTheWay) : holder ?? s.Seen.Rivals[0];
        if (other is null)
        {
            return null;
        }

        other = other == self ? s.Seen.Rivals[0] : other;
        return Settle(
            s,
            Condition.NeedsAttention,
            Reason.SecretNameShared,
            $"The secret '{s.Policy.Secret}' would hold the values of two applications, {Telling(self, other)} and {Telling(other, self)}. "
                + "Add {appId} to `secret` in the policy, or set another name for one of them under `overrides`.");
    }

    private static bool IsName(Rival rival, string secret) =>
        string.Equals(rival.Secret, secret, StringComparison.OrdinalIgnoreCase);

    // Returns the application of the newest confirmed version, or null if none is confirmed.
    private static Rival? Confirmed(
        IEnumerable<(SecretVersion Version, ValueFingerprint? Value)> newestFirst,
        IReadOnlyList<Rival> all) => newestFirst
        .Select(found => all.FirstOrDefault(one => Confirms(one, found.Version, found.Value)))
        .FirstOrDefault(one => one is not null);

    private static bool Confirms(Rival one, SecretVersion version, ValueFingerprint? value) =>
        version.Tags is { } tags
        && tags.AppId == one.Application.AppId
        && one.Application.Credentials.FirstOrDefault(tags.Names) is { Mark: { } mark } credential
        && mark.SecretHash == CredentialMark.HashOf(one.Secret)
        && value?.MayBeOf(credential) is not false;

    // If no version is confirmed, returns the only application that has a claim: a version that nothing contradicts
    // names it, or the newest value can belong to one of its credentials.
    private static Rival? OnlyClaimant(
        PlanningContext s,
        IReadOnlyList<(SecretVersion Version, ValueFingerprint? Value)> published,
        IReadOnlyList<Rival> all)
    {
        var claimants = all
            .Where(one =>
                published.Any(found => MayBeOf(one, found.Version)) || s.Readable.Any(vault => Begins(one, vault)))
            .Take(2)
            .ToList();
        return claimants is [var only] ? only : null;

        bool Begins(Rival one, VaultObservation vault) =>
            s.FingerprintIn(vault) is { } value
            && one.Application.Credentials.Any(credential => FitsMarked(value, credential, one));
    }

    private static bool MayBeOf(Rival one, SecretVersion version) =>
        version.Tags is { } tags
        && tags.AppId == one.Application.AppId
        && (tags.KeyId is not { } keyId
            || !one.Application.Credentials.Any(credential => credential.KeyId == keyId));

    private static bool FitsMarked(ValueFingerprint value, Credential credential, Rival one) =>
        credential is { Mark: { } mark, Fingerprint: not null }
        && mark.SecretHash == CredentialMark.HashOf(one.Secret)
        && value.MayBeOf(credential);

    private static string Telling(Rival one, Rival other) => one.Application.AppId == other.Application.AppId
        ? $"{one.Application.AppId} in tenant {one.Application.TenantId}"
        : one.Application.AppId.ToString("D");
}
