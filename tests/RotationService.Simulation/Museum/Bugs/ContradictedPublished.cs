using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>The newest value among the unproven ones is published, whatever the directory says of its credential's mark: whoever may write one secret decides what programs read.</summary>
internal sealed class ContradictedPublished : Exhibit
{
    public override string Name => "a contradicted version published";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["A3", "I3"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a value of others among the pending ones", Scenes.HostileScene.ValueAmongPending);

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Credulous(vault, process.World)) };

    private sealed class Credulous(IVault inner, SimulatedWorld world) : PassingVault(inner)
    {
        public override Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken) =>
            Inner.WriteAsync(name, !IsPending(name) && OfOthers(name) is { } value ? secret with { Value = new SecretText(value) } : secret, clientRequestId, cancellationToken);

        private string? OfOthers(string name) => world.Engine.Truth.Vault("contoso-we")!.Secrets[name + Policy.PendingSuffix].Versions.LastOrDefault(world.Judge.IsOfOthers)?.Value;
    }
}
