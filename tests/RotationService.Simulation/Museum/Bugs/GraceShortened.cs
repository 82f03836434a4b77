using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>Grace is counted by today's policy alone, and not by what was promised when the value was published: people shorten it, and programs that still hold the value are refused.</summary>
internal sealed class GraceShortened : Exhibit
{
    public override string Name => "grace by a shortened policy";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I1", "I4"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a shortened grace period", Scenes.Scene.ShortenedGrace);

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Faithless(vault)) };

    private sealed class Faithless(IVault inner) : PassingVault(inner)
    {
        protected override SecretVersion Shown(string name, SecretVersion version) => version.Tags is { } tags ? version with { Tags = tags with { Grace = null } } : version;
    }
}
