using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>What the vaults' lists of their secrets show in one sweep: whether applications whose turn it is to be looked at are as the last look left them.</summary>
/// <remarks>
/// To look at an application takes two reads in each of its vaults and one more; a list shows the newest versions of twenty-five names at once.
/// A vault is listed where that is fewer requests. How large a vault is nobody says: a list that turns out longer than that ends there, and is not
/// tried again until more can be saved by it. Safe for use by several passes.
/// </remarks>
/// <param name="vaults">The vaults.</param>
internal sealed class VaultListings(IVaults vaults)
{
    private readonly Dictionary<Uri, Vault> _all = [];
    private readonly Lock _lock = new();

    /// <summary>A sweep begins: what earlier lists showed counts no longer.</summary>
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

    /// <summary>It is the turn of a policy's application.</summary>
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

    /// <summary>What is shown of a policy's names now; null if that cannot be told from lists, or would take more requests than a look.</summary>
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

    private Task<IReadOnlyDictionary<string, SecretSummary>?> ListAsync(Uri address, CancellationToken cancellationToken)
    {
        Lazy<Task<IReadOnlyDictionary<string, SecretSummary>?>> listing;
        lock (_lock)
        {
            var vault = Of(address);
            listing = vault.Listing ??= new(() => ListAsync(vault, address, vault.Reads - 1, cancellationToken));
        }

        return listing.Value;
    }

    private async Task<IReadOnlyDictionary<string, SecretSummary>?> ListAsync(Vault vault, Uri address, int mostPages, CancellationToken cancellationToken)
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
        /// <summary>How many reads it saves in this sweep if its list shows nothing new.</summary>
        public int Reads { get; set; }

        /// <summary>How many pages its list has at the least; 0 if it is not known to be too long.</summary>
        public int Pages { get; set; }

        /// <summary>What its list shows in this sweep; null before anybody wanted to know.</summary>
        public Lazy<Task<IReadOnlyDictionary<string, SecretSummary>?>>? Listing { get; set; }
    }
}
