using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>What a pending version's tags name counts as ours and as never published, whoever wrote them, and goes with the next rotation: a person's credential.</summary>
internal sealed class TagsBelieved : Exhibit
{
    public override string Name => "removal on the word of a tag";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["A1", "I5"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a credential named by tags", Scenes.HostileScene.CredentialNamedByTags);

    protected override Seams Spoil(ServiceProcess process)
    {
        IDirectory? theDirectory = null;
        return new Seams
        {
            Directory = directory => theDirectory = directory,
            Vaults = vaults => new WrappedVaults(vaults, vault => new RemovingVault(vault, theDirectory!, (credential, _) => IsClosed(process.World, credential.KeyId))),
        };
    }

    private static bool IsClosed(SimulatedWorld world, Guid keyId) => world.Wishes.SelectMany(wish => world.Engine.Truth.Vault(wish.Vaults[0])!.Secrets[wish.PendingSecret].Versions)
        .Any(version => version.Tags.GetValueOrDefault("stage") == "Closed" && version.Tags.GetValueOrDefault("key-id") == keyId.ToString());
}
