using System.Globalization;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>What a vault's list of its secrets shows of one: the properties of its newest version, but neither which version that is nor its value.</summary>
/// <param name="Enabled">Whether the newest version can be read.</param>
/// <param name="CreatedOn">When it was written, to the second.</param>
/// <param name="ExpiresOn">Its <c>exp</c> attribute; null if none.</param>
/// <param name="Tags">What our tags on it say; null if it is not ours.</param>
/// <remarks>Source: Key Vault's REST reference of the operation Get Secrets.</remarks>
public sealed record SecretGlance(bool Enabled, DateTimeOffset CreatedOn, DateTimeOffset? ExpiresOn, VersionTags? Tags)
{
    /// <summary>What a list shows of a version that is the newest.</summary>
    public static SecretGlance Of(SecretVersion newest) => new(newest.Enabled, newest.CreatedOn, newest.ExpiresOn, newest.Tags);

    /// <summary>What all names of a policy show in its vaults, as a number by which two moments are compared; null if a vault shows no newest version.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="seen">What a look showed.</param>
    internal static uint? PrintOf(Policy policy, Observation seen)
    {
        if (seen.Vaults.Any(vault => vault.Newest is null))
        {
            return null;
        }

        // An intent and the value that follows it are often of one second. If a guess is wrong, a list seems to show something new, and that is looked at.
        var pending = seen.Pending.MaxBy(version => (version.CreatedOn, version.Tags?.KeyId is not null));
        return PrintOf(policy, (vault, name) =>
            (name == policy.PendingSecret ? pending : seen.Vaults.First(there => there.Address == vault).Newest) is { } newest ? Of(newest) : null);
    }

    /// <summary>The same of what lists show.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="shown">What is shown in a vault of a name; null for nothing.</param>
    internal static uint PrintOf(Policy policy, Func<Uri, string, SecretGlance?> shown) => StableHash.Of(string.Join(
        '\n',
        policy.Vaults.Select(vault => shown(vault, policy.Secret)).Append(shown(policy.Vaults[0], policy.PendingSecret)).Select(glance => glance?.Spelt() ?? "-")));

    private string Spelt() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Enabled} {CreatedOn.ToUnixTimeSeconds()} {ExpiresOn?.ToUnixTimeSeconds()} {(Tags is null ? "" : string.Join(' ', Tags.ToDictionary().Select(tag => $"{tag.Key}={tag.Value}")))}");
}
