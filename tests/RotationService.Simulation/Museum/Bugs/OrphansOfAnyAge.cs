using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>A credential whose value is nowhere is removed whatever its age: the process that made it may be about to store the value.</summary>
internal sealed class OrphansOfAnyAge : Exhibit
{
    public override string Name => "orphans without a minimum age";

    public override string Seam => "directory, vaults";

    public override IReadOnlyList<string> Invariants => ["I2"];

    public override int Within => 50;

    protected override Seams Spoil(ServiceProcess process) => Elder.Seams();
}
