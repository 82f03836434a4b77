using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// Nothing on the credential says whose it is, so that one whose value was lost is never removed. Azure's own rotation functions
/// (KeyVault-Secrets-Rotation-AADApp-PowerShell) add a credential at each rotation and remove none.
/// </summary>
internal sealed class OrphansForgotten : Exhibit
{
    public override string Name => "forget orphans";

    public override string Seam => "directory";

    public override IReadOnlyList<string> Invariants => ["I10", "I6"];

    public override int Within => 50;

    protected override Seams Spoil(ServiceProcess process) => new() { Directory = directory => new Unmarked(directory) };

    private sealed class Unmarked(IDirectory inner) : PassingDirectory(inner)
    {
        protected override Credential Shown(Credential credential) => Renamed(credential, displayName: null);
    }
}
