using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Planning;

/// <summary>What may be done, told from what Entra shows and what the versions really hold, without the planner's own reading of either.</summary>
internal static class HostileJudge
{
    /// <summary>Only values that begin like a credential of this application are tried, or that are as long as a secret where one shows no hint.</summary>
    public static void MayTry(Observation seen, VersionAddress version)
    {
        var value = seen.FingerprintOf(version);
        Assert.True(
            value is { HasWhiteSpace: false } && seen.Application.Credentials.Any(credential => credential.Fingerprint is { } hint ? value.Beginning.StartsWith(hint, StringComparison.Ordinal) : value.HasGeneratedLength),
            $"A value of others is tried: {value}");
    }

    /// <summary>Whether a step is authorised.</summary>
    public static void Judge(Policy policy, Observation seen, Act act)
    {
        switch (act)
        {
            case RemoveAct remove:
                Removal(policy, seen, remove);
                break;

            case PromoteAct promote:
                Assert.True(promote.Credential.Stored.Version.Enabled);
                Publication(policy, seen, promote.Credential.Stored.KeyId, promote.Credential.Stored.Address, isCopied: true);
                break;

            case RepublishAct again:
                Publication(policy, seen, again.KeyId!.Value, again.Source, isCopied: true);
                break;

            case TagAct tag:
                Publication(policy, seen, tag.KeyId!.Value, tag.Version, isCopied: false);
                break;

            case TidyAct { IsOfConsumers: true } tidy:
                Assert.DoesNotContain(seen.Vaults, vault => vault.Address == tidy.Version.Vault && vault.Versions[^1].Version == tidy.Version.Version);
                break;
        }
    }

    private static bool IsOurs(Policy policy, Observation seen, Credential credential) =>
        credential.Mark is { } mark
        && mark.SecretHash == CredentialMark.HashOf(policy.Secret)
        && policy.Vaults.Any(vault => VaultObservation.NameOf(vault) == mark.VaultName)
        && mark.RotationId.MadeAt - seen.Now <= TimeSpan.FromDays(1);

    private static void Removal(Policy policy, Observation seen, RemoveAct act)
    {
        Assert.False(seen.ClockIsSkewed, "Something is removed while the clock is off.");
        Assert.True(seen.Vaults.All(vault => vault.Failure is null), "Something is removed while a vault cannot be read.");
        Assert.Contains(act.Credential, seen.Application.Credentials);
        Assert.True(IsOurs(policy, seen, act.Credential) || (policy.Adopt && !act.MustBeNowhere), "What is not ours is removed.");
        foreach (var vault in seen.Vaults)
        {
            Assert.False(Holds(seen, policy, vault, act.Credential), "What consumers read is removed.");
        }

        if (act.MustBeNowhere)
        {
            Assert.NotNull(act.Credential.Fingerprint);
        }
        else if (!act.Credential.HasEnded(seen.Now))
        {
            var successor = Assert.Single(seen.Vaults.Select(vault => vault.Newest?.Tags?.KeyId).Distinct());
            var credential = Assert.Single(seen.Application.Credentials, credential => credential.KeyId == successor);
            Assert.True(IsOurs(policy, seen, credential), "The successor is not ours.");
            Assert.True(policy.Adopt || act.Credential.Mark!.Value.RotationId <= credential.Mark!.Value.RotationId, "The successor is of an older rotation.");
            Assert.True(!policy.Verify.LogsIn || act.SuccessorLogIn is { Result.ProvesSecret: true }, "The successor has not logged in.");
        }
    }

    // Whether consumers may read a live credential's value: the newest version was made after it, and begins like it.
    private static bool Holds(Observation seen, Policy policy, VaultObservation vault, Credential credential) =>
        vault.Newest is { } newest
        && !credential.HasEnded(seen.Now)
        && credential.Fingerprint is { } hint
        && newest.CreatedOn >= credential.StartDateTime
        && newest.CreatedOn >= (credential.Mark?.RotationId.MadeAt ?? DateTimeOffset.MinValue)
        && seen.FingerprintOf(new VersionAddress(vault.Address, policy.Secret, newest.Version)) is { HasWhiteSpace: false } value
        && value.Beginning.StartsWith(hint, StringComparison.Ordinal);

    private static void Publication(Policy policy, Observation seen, Guid keyId, VersionAddress source, bool isCopied)
    {
        var credential = Assert.Single(seen.Application.Credentials, credential => credential.KeyId == keyId);
        Assert.True(IsOurs(policy, seen, credential), "What is not ours is published.");
        var value = seen.FingerprintOf(source);
        Assert.True(value is { HasWhiteSpace: false }, "A value that is no secret, or was not read, is published.");
        Assert.True(credential.Fingerprint is not { } hint || value.Beginning.StartsWith(hint, StringComparison.Ordinal), "A value is published as that of a credential that begins otherwise.");
        Assert.DoesNotContain(
            seen.Application.Credentials,
            other => isCopied && other.KeyId != keyId && !other.HasEnded(seen.Now) && other.Fingerprint is { } shown && value.Beginning.StartsWith(shown, StringComparison.Ordinal));
    }
}
