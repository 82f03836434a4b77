using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Simulation.Museum.Wrapping;

/// <summary>Passes everything on. A bug changes one thing of it.</summary>
internal abstract class PassingVault(IVault inner) : IVault
{
    protected IVault Inner => inner;

    public virtual async Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken) =>
        Shown(name, await inner.ReadNewestAsync(name, cancellationToken).ConfigureAwait(false));

    public virtual async Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken) =>
        Shown(name, await inner.ReadVersionAsync(name, version, cancellationToken).ConfigureAwait(false));

    public virtual async Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken)
    {
        var listed = await inner.ListVersionsAsync(name, cancellationToken).ConfigureAwait(false);
        return listed.Failure is null ? new Call<IReadOnlyList<SecretVersion>>([.. listed.Value.Select(version => Shown(name, version))], listed.RequestId) : listed;
    }

    public Task<Call<IReadOnlyDictionary<string, SecretSummary>?>> ListSecretsAsync(int mostPages, CancellationToken cancellationToken) => inner.ListSecretsAsync(mostPages, cancellationToken);

    public Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken) => inner.IsSoftDeletedAsync(name, cancellationToken);

    public virtual Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken) =>
        inner.WriteAsync(name, secret, clientRequestId, cancellationToken);

    public virtual Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken) =>
        inner.UpdateAsync(name, version, enabled, tags, clientRequestId, cancellationToken);

    protected static bool IsPending(string name) => name.EndsWith(Policy.PendingSuffix, StringComparison.Ordinal);

    /// <summary>The name that programs read, of a pending secret's.</summary>
    protected static string Published(string pendingName) => pendingName[..^Policy.PendingSuffix.Length];

    /// <summary>A version as the service gets to see it.</summary>
    protected virtual SecretVersion Shown(string name, SecretVersion version) => version;

    private Call<SecretReading> Shown(string name, Call<SecretReading> read) =>
        read is { Failure: null, Value: { Version: { } version } reading } ? new Call<SecretReading>(reading with { Version = Shown(name, version) }, read.RequestId) : read;
}
