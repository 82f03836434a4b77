using System.Globalization;
using RotationService.Core.Credentials;
using RotationService.Core.Reconciliation;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// A version without tags is taken for one that never needs to be rotated. In dnceng's secret manager a missing
/// `next-rotation-on` meant the end of time, so that such a secret quietly stopped being rotated.
/// </summary>
internal sealed class UntaggedIsNeverDue : Exhibit
{
    public override string Name => "a missing tag means never due";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I10"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("written by people", Scenes.Scene.WrittenByPeople);

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Complacent(vault, process.World)) };

    private sealed class Complacent(IVault inner, SimulatedWorld world) : PassingVault(inner)
    {
        // Nothing is compared with what people wrote: it is fine for good.
        public override async Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken)
        {
            var read = await Inner.ReadNewestAsync(name, cancellationToken).ConfigureAwait(false);
            return read is { Failure: null, Value.Version: { Tags: null } untagged } ? new Call<SecretReading>(new SecretReading(Shown(name, untagged), Value: null)) : read;
        }

        protected override SecretVersion Shown(string name, SecretVersion version) =>
            version.Tags is null && world.Wishes.FirstOrDefault(wish => wish.Secret == name) is { } wish
                ? version with
                {
                    ExpiresOn = DateTimeOffset.MaxValue,
                    Tags = new VersionTags(new RotationId(new Guid("00000000-0001-7000-8000-000000000000")), wish.Application.AppId, VersionStage.Published)
                    {
                        KeyId = Guid.Parse(version.Version, CultureInfo.InvariantCulture),
                    },
                }
                : version;
    }
}
