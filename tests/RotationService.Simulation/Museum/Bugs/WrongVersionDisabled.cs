using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>After publishing, the newest version of the secret itself is disabled instead of the pending one: Key Vault falls back on nothing, and programs get 403.</summary>
internal sealed class WrongVersionDisabled : Exhibit
{
    public override string Name => "disable the current version instead of the pending one";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I1"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Mistaken(vault)) };

    private sealed class Mistaken(IVault inner) : PassingVault(inner)
    {
        public override async Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken)
        {
            var newest = IsPending(name) && enabled is false ? await Inner.ReadNewestAsync(Published(name), cancellationToken).ConfigureAwait(false) : null;
            return newest is { Failure: null, Value.Version: { Tags: { } published } current }
                ? await Inner.UpdateAsync(Published(name), current.Version, enabled, published, clientRequestId, cancellationToken).ConfigureAwait(false)
                : await Inner.UpdateAsync(name, version, enabled, tags, clientRequestId, cancellationToken).ConfigureAwait(false);
        }
    }
}
