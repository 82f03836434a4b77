using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Rotation;

/// <summary>A number for what the vaults of a policy list under its two names. Two moments with the same number show the same.</summary>
internal static class VaultChecksum
{
    /// <summary>The checksum of what a pass has seen; null if a vault shows no newest version.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="seen">What the pass has seen.</param>
    public static uint? Of(Policy policy, Observation seen)
    {
        if (seen.Vaults.Any(vault => vault.Newest is null))
        {
            return null;
        }

        // An intent and the value that follows it are often of one second. If a guess is wrong, a list seems to show something new, and that is looked at.
        var pending = seen.Pending.MaxBy(version => (version.CreatedOn, version.Tags?.KeyId is not null));
        return Of(policy, (vault, name) =>
            (name == policy.PendingSecret ? pending : seen.Vaults.First(there => there.Address == vault).Newest) is { } newest ? SecretSummary.Of(newest) : null);
    }

    /// <summary>The checksum of what the vaults' lists show.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="listed">What is listed in a vault under a name; null for nothing.</param>
    public static uint Of(Policy policy, Func<Uri, string, SecretSummary?> listed) => StableHash.Of(string.Join(
        '\n',
        policy.Vaults.Select(vault => listed(vault, policy.Secret)).Append(listed(policy.Vaults[0], policy.PendingSecret)).Select(summary => summary?.Canonical ?? "-")));
}
