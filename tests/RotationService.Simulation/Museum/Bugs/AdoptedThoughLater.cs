using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>A policy that adopts goes by `supersedes` alone, where eight digits can be added, and not by when a credential began: what a person has just added is removed after the grace period of the rotation before.</summary>
internal sealed class AdoptedThoughLater : Exhibit
{
    public override string Name => "adopt what came after the rotation";

    public override string Seam => "directory, vaults";

    public override IReadOnlyList<string> Invariants => ["A1"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a credential added after a rotation", Scenes.HostileScene.AddedAfterRotation);

    protected override Seams Spoil(ServiceProcess process) => new()
    {
        Directory = directory => new Backdating(directory),
        Vaults = vaults => new WrappedVaults(vaults, vault => new Naming(vault, process.World)),
    };

    private sealed class Backdating(IDirectory inner) : PassingDirectory(inner)
    {
        protected override Credential Shown(Credential credential) => credential.Mark is null ? credential with { StartDateTime = credential.StartDateTime.AddDays(-30) } : credential;
    }

    private sealed class Naming(IVault inner, SimulatedWorld world) : PassingVault(inner)
    {
        protected override SecretVersion Shown(string name, SecretVersion version) => version.Tags is { KeyId: not null } tags
            ? version with { Tags = tags with { Supersedes = [.. world.Judge.CaseOf(tags.AppId).Credentials.Where(facts => facts.MadeBy is null).Select(facts => VersionTags.Abbreviate(facts.Credential.KeyId))] } }
            : version;
    }
}
