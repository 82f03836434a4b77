using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>The grace period is what the tag says, and not at least what the policy says: whoever writes tags takes it away from those who have just read the value.</summary>
internal sealed class GraceByTagAlone : Exhibit
{
    public override string Name => "grace shortened by a tag";

    public override string Seam => "policies, vaults";

    public override IReadOnlyList<string> Invariants => ["I1"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a grace period that a tag takes away", Scenes.HostileScene.GraceTakenAway);

    protected override Policy Understand(Policy policy) => policy with { GracePeriod = TimeSpan.FromSeconds(1) };

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Promising(vault, process.World)) };

    // What is written says what people want. It is reading that goes by nothing else.
    private sealed class Promising(IVault inner, SimulatedWorld world) : PassingVault(inner)
    {
        public override Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken) =>
            Inner.WriteAsync(name, secret.Tags.Grace is null ? secret : secret with { Tags = secret.Tags with { Grace = world.Wishes[0].Grace } }, clientRequestId, cancellationToken);
    }
}
