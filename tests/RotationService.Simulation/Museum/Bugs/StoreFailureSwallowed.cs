using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Core.Timing;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>Storing the value fails, and the caller is told that it succeeded: certmagic's job queue logs that it gives up and returns no error.</summary>
internal sealed class StoreFailureSwallowed : Exhibit
{
    public override string Name => "swallow a failed store";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I2"];

    public override int Within => 100;

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Cheerful(vault, process.Clock)) };

    private sealed class Cheerful(IVault inner, ServiceClock clock) : PassingVault(inner)
    {
        public override async Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken)
        {
            var written = await Inner.WriteAsync(name, secret, clientRequestId, cancellationToken).ConfigureAwait(false);
            return written.Failure is not null && IsPending(name) && secret.Value is not null
                ? new Call<WrittenVersion>(new WrittenVersion(new SecretVersion(clientRequestId.ToString("n"), Enabled: true, clock.Now, secret.ExpiresOn, secret.Tags), PreviousVersion: null))
                : written;
        }
    }
}
