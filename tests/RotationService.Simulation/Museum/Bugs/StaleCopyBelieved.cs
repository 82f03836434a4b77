using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Core.Timing;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>A removal is decided by what the vault shows, without the write that a vault refuses which has failed over: the copy that it shows then may be minutes old.</summary>
internal sealed class StaleCopyBelieved : Exhibit
{
    public override string Name => "remove by what a failed-over vault shows";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I4", "I1"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a stale copy", Scenes.Scene.StaleCopy);

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Unwritten(vault, process.Clock)) };

    private sealed class Unwritten(IVault inner, ServiceClock clock) : PassingVault(inner)
    {
        public override Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken) =>
            tags?.Stage is VersionStage.Removing or VersionStage.Retiring
                ? Task.FromResult(new Call<SecretVersion>(new SecretVersion(version, enabled ?? true, clock.Now, ExpiresOn: null, tags)))
                : Inner.UpdateAsync(name, version, enabled, tags, clientRequestId, cancellationToken);
    }
}
