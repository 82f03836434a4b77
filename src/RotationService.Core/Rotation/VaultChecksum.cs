using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Rotation;

/// <summary>
/// A checksum of what the vaults of a policy list under its two secret names. Equal checksums at two times mean that
/// the listings are equal.
/// </summary>
internal static class VaultChecksum
{
    /// <summary>Returns the checksum of an observation. Returns null if a vault shows no newest version.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="seen">The observation.</param>
    public static uint? Of(Policy policy, Observation seen)
    {
        if (seen.Vaults.Any(vault => vault.Newest is null))
        {
            return null;
        }

        // An intent and the value that follows it often have the same second. If the choice between them is wrong, the
        // listing seems to show a change, and the application is observed.
        var pending = seen.Pending.MaxBy(version => (version.CreatedOn, version.Tags?.KeyId is not null));
        return Of(policy, (vault, name) =>
            (name == policy.PendingSecret
                ? pending
                : seen.Vaults.First(there => there.Address == vault).Newest) is { } newest
                    ? SecretSummary.Of(newest)
                    : null);
    }

    /// <summary>Returns the checksum of the vaults' listings.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="listed">Returns the entry of a vault under a name. Returns null if there is none.</param>
    public static uint Of(Policy policy, Func<Uri, string, SecretSummary?> listed) => StableHash.Of(string.Join(
        '\n',
        policy.Vaults
            .Select(vault => listed(vault, policy.Secret))
            .Append(listed(policy.Vaults[0], policy.PendingSecret))
            .Select(summary => summary?.Canonical ?? "-")));
}
