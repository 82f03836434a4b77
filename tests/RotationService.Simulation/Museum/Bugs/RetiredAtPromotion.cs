using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>The credential before is removed as soon as the next one is published: programs that read the secret an hour ago are refused.</summary>
internal sealed class RetiredAtPromotion : Exhibit
{
    public override string Name => "retire at promote time";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I1", "I4"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process)
    {
        IDirectory? theDirectory = null;
        return new Seams
        {
            Directory = directory => theDirectory = directory,
            Vaults = vaults => new WrappedVaults(vaults, vault => new RemovingVault(vault, theDirectory!, (credential, published) => credential.Mark?.RotationId < published.RotationId)),
        };
    }
}
