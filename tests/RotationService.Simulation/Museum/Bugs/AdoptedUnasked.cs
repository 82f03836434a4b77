using RotationService.Core.Policies;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>Credentials of others are put under every policy, asked for or not.</summary>
internal sealed class AdoptedUnasked : Exhibit
{
    public override string Name => "adopt without asking";

    public override string Seam => "policies";

    public override IReadOnlyList<string> Invariants => ["I5"];

    public override int Within => 1;

    protected override Policy Understand(Policy policy) => policy with { Adopt = true };
}
