using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>An application that only bears the same name and the group's tag, and that the service may not change, counts as a second claim: the healthy one is no longer rotated.</summary>
internal sealed class NeighbourCounted : Exhibit
{
    public override string Name => "a neighbour's claim counted";

    public override string Seam => "directory";

    public override IReadOnlyList<string> Invariants => ["I1", "I10"];

    public override int Within => 1;

    public override Hunt Hunt { get; } = new SceneHunt("a neighbour of the same name", Scenes.HostileScene.NeighbourOfTheSameName);

    protected override Seams Spoil(ServiceProcess process) => new() { Directory = directory => new Timid(directory, process.World) };

    private sealed class Timid(IDirectory inner, SimulatedWorld world) : PassingDirectory(inner)
    {
        public override Task<Call<NewCredential>> AddCredentialAsync(DirectoryApplication application, CredentialKind kind, CredentialMark mark, DateTimeOffset endDateTime, Guid clientRequestId, CancellationToken cancellationToken) =>
            world.Engine.Truth.Entries.Count(entry => entry.DisplayName == application.DisplayName && entry.Credentials.Count > 0) > 1
                ? Task.FromResult(new Call<NewCredential>(new CallFailure(CallFailureKind.Rejected, "Two applications claim this name.")))
                : base.AddCredentialAsync(application, kind, mark, endDateTime, clientRequestId, cancellationToken);
    }
}
