using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// Once a new credential is in use every other one of the application is removed, whoever made it: what HashiCorp's
/// vault-plugin-secrets-azure does to the application it logs in as, about a minute after it has made the new one.
/// </summary>
internal sealed class EveryOtherRemoved : Exhibit
{
    public override string Name => "retire every other credential";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I5", "I1", "I4"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process)
    {
        IDirectory? theDirectory = null;
        return new Seams
        {
            Directory = directory => theDirectory = directory,
            Vaults = vaults => new WrappedVaults(vaults, vault => new RemovingVault(vault, theDirectory!, (credential, published) => credential.KeyId != published.KeyId)),
        };
    }
}
