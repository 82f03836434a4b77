using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>Every credential that is on the application counts as ours, so that those of people and other tools are retired after the grace period too.</summary>
internal sealed class ForeignTakenForOurs : Exhibit
{
    private static readonly RotationId LongAgo = new(new Guid("00000000-0001-7000-8000-000000000000"));

    public override string Name => "retire foreign ones";

    public override string Seam => "directory";

    public override IReadOnlyList<string> Invariants => ["I5"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process) => new() { Directory = directory => new Greedy(directory, process.World) };

    private sealed class Greedy(IDirectory inner, SimulatedWorld world) : PassingDirectory(inner)
    {
        protected override DirectoryApplication Shown(DirectoryApplication application) =>
            world.Wishes.FirstOrDefault(wish => wish.Application.AppId == application.AppId) is { } wish
                ? application with { Credentials = [.. application.Credentials.Select(credential => credential.Mark is null ? Renamed(credential, CredentialMark.For(wish.Vaults[0], wish.Secret, LongAgo).ToString()) : credential)] }
                : application;
    }
}
