using RotationService.Core.Credentials;
using RotationService.Core.Reconciliation;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>A credential whose key id no tag names any more is an orphan, though a version holds its value: a script that replaces tags has the one in use removed.</summary>
internal sealed class OrphansByTags : Exhibit
{
    private static readonly TimeSpan TagsAreReplacedAfter = TimeSpan.FromHours(1);

    public override string Name => "orphans told by tags alone";

    public override string Seam => "directory, vaults";

    public override IReadOnlyList<string> Invariants => ["A2", "I4", "I1"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("tags that others write", Scenes.HostileScene.TagsOfOthers);

    protected override Seams Spoil(ServiceProcess process) => new()
    {
        Directory = directory => new Directory(directory, process.World),
        Vaults = vaults => new WrappedVaults(vaults, vault => new Vault(vault, process.World)),
    };

    // No version begins with it: where tags are lost the value is not looked for.
    private sealed class Directory(IDirectory inner, SimulatedWorld world) : PassingDirectory(inner)
    {
        protected override Credential Shown(Credential credential) => credential.Mark is not null && world.Time.Now - credential.StartDateTime > TagsAreReplacedAfter
            ? new Credential(credential.KeyId, credential.DisplayName, credential.StartDateTime, credential.EndDateTime, "~~~")
            : credential;
    }

    private sealed class Vault(IVault inner, SimulatedWorld world) : PassingVault(inner)
    {
        protected override SecretVersion Shown(string name, SecretVersion version) =>
            version.Tags is { KeyId: not null } && world.Time.Now - version.CreatedOn > TagsAreReplacedAfter ? version with { Tags = null } : version;
    }
}
