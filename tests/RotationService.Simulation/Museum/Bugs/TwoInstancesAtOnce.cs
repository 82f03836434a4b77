using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>Two instances without that age between them: the second removes what the first has just made and not yet stored.</summary>
internal sealed class TwoInstancesAtOnce : Exhibit
{
    public override string Name => "two instances, and orphans of any age";

    public override string Seam => "directory, vaults";

    public override IReadOnlyList<string> Invariants => ["I2"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("two machines", Scenes.Scene.TwoMachines);

    protected override Seams Spoil(ServiceProcess process) => Elder.Seams();
}
