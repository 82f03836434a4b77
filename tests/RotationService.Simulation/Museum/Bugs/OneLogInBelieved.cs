using RotationService.Core.Policies;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// One log-in counts as proof, at once. A new credential is accepted by some of Entra's servers before others: openSUSE's tests
/// found that a first success proves nothing, and took to waiting instead.
/// </summary>
internal sealed class OneLogInBelieved : Exhibit
{
    public override string Name => "one log-in as proof";

    public override string Seam => "policies";

    public override IReadOnlyList<string> Invariants => ["I3", "I1"];

    public override int Within => 3;

    public override Hunt Hunt { get; } = new SceneHunt("slow to work", Scenes.Scene.SlowToWork);

    protected override Policy Understand(Policy policy) => policy with { Verify = new VerifyRule { Settle = TimeSpan.Zero, Consecutive = 1, Over = TimeSpan.Zero } };
}
