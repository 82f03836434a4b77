using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Core.Timing;
using RotationService.Simulation.Museum.Wrapping;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Bugs;

/// <summary>The value is kept in memory until it has logged in, and only then stored: whoever stops the process meanwhile has lost it.</summary>
internal sealed class StoredAfterVerified : Exhibit
{
    public override string Name => "store after verify only";

    public override string Seam => "vaults";

    public override IReadOnlyList<string> Invariants => ["I2"];

    public override int Within => 1;

    protected override Seams Spoil(ServiceProcess process) => new() { Vaults = vaults => new WrappedVaults(vaults, vault => new Forgetful(vault, process.Clock)) };

    private sealed class Forgetful(IVault inner, ServiceClock clock) : PassingVault(inner)
    {
        private readonly Dictionary<string, (string Name, SecretVersion Version, NewSecret Secret)> _held = [];

        public override Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken)
        {
            if (!IsPending(name) || secret.Value is null)
            {
                return Inner.WriteAsync(name, secret, clientRequestId, cancellationToken);
            }

            var version = new SecretVersion(clientRequestId.ToString("n"), Enabled: true, clock.Now, secret.ExpiresOn, secret.Tags);
            _held[version.Version] = (name, version, secret);
            return Task.FromResult(new Call<WrittenVersion>(new WrittenVersion(version, PreviousVersion: null)));
        }

        public override Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken) =>
            _held.TryGetValue(version, out var held)
                ? Task.FromResult(new Call<SecretReading>(new SecretReading(held.Version, held.Secret.Value)))
                : Inner.ReadVersionAsync(name, version, cancellationToken);

        public override async Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken)
        {
            var listed = await Inner.ListVersionsAsync(name, cancellationToken).ConfigureAwait(false);
            return listed.Failure is null ? new Call<IReadOnlyList<SecretVersion>>([.. listed.Value, .. _held.Values.Where(held => held.Name == name).Select(held => held.Version)]) : listed;
        }

        public override async Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken)
        {
            if (!_held.Remove(version, out var held))
            {
                return await Inner.UpdateAsync(name, version, enabled, tags, clientRequestId, cancellationToken).ConfigureAwait(false);
            }

            var stored = await Inner.WriteAsync(name, held.Secret with { Enabled = enabled ?? true, Tags = tags ?? held.Secret.Tags }, clientRequestId, cancellationToken).ConfigureAwait(false);
            return stored.Failure is null ? new Call<SecretVersion>(stored.Value.Version) : stored.Fail<SecretVersion>();
        }
    }
}
