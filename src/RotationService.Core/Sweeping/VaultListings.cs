using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>
/// The vaults' listings of their secrets in one sweep. They show whether applications that are due for a check are
/// unchanged since their last observation.
/// </summary>
/// <remarks>
/// An observation takes two reads in each vault of the application and one more. One page of a listing shows the newest
/// versions of 25 names at once. A vault is listed if that takes fewer requests. The size of a vault is not known in
/// advance. A listing that turns out to be too long ends early, and is not tried again until it can save more requests.
/// Several passes can use an instance at the same time.
/// </remarks>
/// <param name="vaults">The vaults.</param>
internal sealed class VaultListings(IVaults vaults)
{
    private readonly Dictionary<Uri, Vault> _all = [];
    private readonly Lock _lock = new();

    /// <summary>Starts a sweep. Listings of earlier sweeps no longer count.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            foreach (var vault in _all.Values)
            {
                (vault.Reads, vault.Listing) = (0, null);
            }
        }
    }

    /// <summary>Registers that the application of a policy is due for a check.</summary>
    public void Expect(Policy policy)
    {
        lock (_lock)
        {
            foreach (var address in policy.Vaults)
            {
                Of(address).Reads += 2;
            }

            Of(policy.Vaults[0]).Reads++;
        }
    }

    /// <summary>
    /// Returns the checksum of the current listings of a policy's names. Returns null if the listings failed, or would
    /// take more requests than the observations.
    /// </summary>
    public async Task<uint?> ChecksumOfAsync(Policy policy, CancellationToken cancellationToken)
    {
        var shown = new Dictionary<Uri, IReadOnlyDictionary<string, SecretSummary>>();
        foreach (var address in policy.Vaults)
        {
            if (await ListAsync(address, cancellationToken).ConfigureAwait(false) is not { } listed)
            {
                return null;
            }

            shown[address] = listed;
        }

        return VaultChecksum.Of(policy, (vault, name) => shown[vault].GetValueOrDefault(name));
    }

    private Task<IReadOnlyDictionary<string, SecretSummary>?> ListAsync(
        Uri address,
        CancellationToken cancellationToken)
    {
        Lazy<Task<IReadOnlyDictionary<string, SecretSummary>?>> listing;
        lock (_lock)
        {
            var vault = Of(address);
            listing = vault.Listing ??= new(() => ListAsync(vault, address, vault.Reads - 1, cancellationToken));
        }

        return listing.Value;
    }

    private async Task<IReadOnlyDictionary<string, SecretSummary>?> ListAsync(
        Vault vault,
        Uri address,
        int mostPages,
        CancellationToken cancellationToken)
    {
        if (mostPages <= vault.Pages)
        {
            return null;
        }

        var listed = await vaults.At(address).ListSecretsAsync(mostPages, cancellationToken).ConfigureAwait(false);
        vault.Pages = listed is { Failure: null, Value: null } ? mostPages : 0;
        return listed.Failure is null ? listed.Value : null;
    }

    private Vault Of(Uri address)
    {
        if (!_all.TryGetValue(address, out var vault))
        {
            _all[address] = vault = new Vault();
        }

        return vault;
    }

    private sealed class Vault
    {
        /// <summary>How many reads the listing saves in this sweep if it shows no change.</summary>
        public int Reads { get; set; }

        /// <summary>
        /// The number of pages that the listing is known to exceed. 0 if it is not known to be too long.
        /// </summary>
        public int Pages { get; set; }

        /// <summary>The listing in this sweep. Null before the first use.</summary>
        public Lazy<Task<IReadOnlyDictionary<string, SecretSummary>?>>? Listing { get; set; }
    }
}
