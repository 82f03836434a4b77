using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>
/// A value is published as soon as it is there, as Azure's own rotation functions for Key Vault do (KeyVault-Secrets-Rotation-AADApp-PowerShell).
/// A credential that Graph has just made is refused for seconds, sometimes longer.
/// </summary>
internal sealed class PublishedBeforeVerified : Exhibit
{
    public override string Name => "publish before verify";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I3"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Hasty(vault)) };

    private sealed class Hasty(IVault inner) : PassingVault(inner)
    {
        public override async Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken)
        {
            var stored = await Inner.WriteAsync(name, secret, clientRequestId, cancellationToken).ConfigureAwait(false);
            if (stored.Failure is null && IsPending(name) && secret.Value is not null)
            {
                await Inner.WriteAsync(Published(name), secret with { Tags = secret.Tags with { Stage = VersionStage.Published } }, clientRequestId, cancellationToken).ConfigureAwait(false);
            }

            return stored;
        }
    }
}
