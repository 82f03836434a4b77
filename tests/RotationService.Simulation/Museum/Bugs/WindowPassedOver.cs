using RotationService.Core.Policies;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>The window is not asked: a value is published as soon as it is proven, at four in the afternoon, though people said from ten to twelve.</summary>
internal sealed class WindowPassedOver : Exhibit
{
    public override string Name => "publish outside the window";

    public override string Seam => "policies";

    public override IReadOnlyList<string> Invariants => ["window"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a window of two hours a day", Scenes.Scene.ShortWindow);

    protected override Policy Understand(Policy policy) => policy with { Window = null };
}
