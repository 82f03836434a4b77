using RotationService.Core.Policies;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>Credentials of others are put under every policy, asked for or not.</summary>
internal sealed class AdoptedUnasked : Exhibit
{
    public override string Name => "adopt without asking";

    public override string Seam => "policies";

    public override IReadOnlyList<string> Invariants => ["I5"];

    public override int Within => 1;

    protected override Policy Tell(Wish wish) => (wish with { Adopt = true }).ToPolicy();
}
