using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Simulation.Memory;

/// <summary>Remembers every secret that passes between the service and its adapters, without keeping it alive.</summary>
internal sealed class SecretWatch
{
    private readonly List<WeakReference> _seen = [];

    /// <summary>How many have passed, the object and its string counted apart.</summary>
    public int Seen => _seen.Count;

    /// <summary>How many of them are still there after a collection.</summary>
    public int CountAlive()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        lock (_seen)
        {
            return _seen.Count(reference => reference.IsAlive);
        }
    }

    /// <summary>The same directory, watched.</summary>
    public IDirectory Over(IDirectory directory) => new WatchedDirectory(this, directory);

    /// <summary>The same vaults, watched.</summary>
    public IVaults Over(IVaults vaults) => new WatchedVaults(this, vaults);

    private void Note(SecretText? secret)
    {
        if (secret is not null)
        {
            lock (_seen)
            {
                _seen.Add(new WeakReference(secret));
                _seen.Add(new WeakReference(secret.Reveal()));
            }
        }
    }

    private sealed class WatchedDirectory(SecretWatch watch, IDirectory inner) : IDirectory
    {
        public Task<Call<OwnIdentity>> DescribeIdentityAsync(Guid? tenantId, CancellationToken cancellationToken) => inner.DescribeIdentityAsync(tenantId, cancellationToken);

        public Task<Call<IReadOnlyList<DirectoryApplication>>> ListApplicationsAsync(Guid? tenantId, ListingDetails details, Func<DirectoryApplication, DirectoryApplication?>? keep, IProgress<int>? progress, CancellationToken cancellationToken) => inner.ListApplicationsAsync(tenantId, details, keep, progress, cancellationToken);

        public Task<Call<IReadOnlyList<DirectoryApplication>>> ListServicePrincipalsAsync(Guid? tenantId, IReadOnlyList<Guid> appIds, CancellationToken cancellationToken) => inner.ListServicePrincipalsAsync(tenantId, appIds, cancellationToken);

        public Task<Call<DirectoryApplication>> ReadApplicationAsync(DirectoryAddress address, CancellationToken cancellationToken) => inner.ReadApplicationAsync(address, cancellationToken);

        public Task<Call<DirectoryApplication?>> FindApplicationAsync(Guid? tenantId, Guid appId, CancellationToken cancellationToken) => inner.FindApplicationAsync(tenantId, appId, cancellationToken);

        public Task<Call<DirectoryRight>> ReadRightAsync(DirectoryAddress address, CancellationToken cancellationToken) => inner.ReadRightAsync(address, cancellationToken);

        public Task<Call<IReadOnlySet<Guid>?>> ListChangeableAsync(Guid? tenantId, CancellationToken cancellationToken) => inner.ListChangeableAsync(tenantId, cancellationToken);

        public Task<Call<CredentialRestrictions>> ReadRestrictionsAsync(DirectoryApplication application, CredentialKind kind, CancellationToken cancellationToken) => inner.ReadRestrictionsAsync(application, kind, cancellationToken);

        public async Task<Call<NewCredential>> AddCredentialAsync(DirectoryApplication application, CredentialKind kind, CredentialMark mark, DateTimeOffset endDateTime, Guid clientRequestId, CancellationToken cancellationToken)
        {
            var call = await inner.AddCredentialAsync(application, kind, mark, endDateTime, clientRequestId, cancellationToken);
            watch.Note(call.Failure is null ? call.Value.SecretText : null);
            return call;
        }

        public Task<Call<RemovalAnswer>> RemoveCredentialAsync(DirectoryApplication application, CredentialKind kind, Guid keyId, Guid clientRequestId, CancellationToken cancellationToken) => inner.RemoveCredentialAsync(application, kind, keyId, clientRequestId, cancellationToken);
    }

    private sealed class WatchedVaults(SecretWatch watch, IVaults inner) : IVaults
    {
        public IVault At(Uri address) => new WatchedVault(watch, inner.At(address));
    }

    private sealed class WatchedVault(SecretWatch watch, IVault inner) : IVault
    {
        public async Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken) => Noted(await inner.ReadNewestAsync(name, cancellationToken));

        public async Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken) => Noted(await inner.ReadVersionAsync(name, version, cancellationToken));

        public Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken) => inner.ListVersionsAsync(name, cancellationToken);

        public Task<Call<IReadOnlyDictionary<string, SecretSummary>?>> ListSecretsAsync(int mostPages, CancellationToken cancellationToken) => inner.ListSecretsAsync(mostPages, cancellationToken);

        public Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken) => inner.IsSoftDeletedAsync(name, cancellationToken);

        public Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken) => inner.WriteAsync(name, secret, clientRequestId, cancellationToken);

        public Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags? tags, Guid clientRequestId, CancellationToken cancellationToken) => inner.UpdateAsync(name, version, enabled, tags, clientRequestId, cancellationToken);

        private Call<SecretReading> Noted(Call<SecretReading> call)
        {
            watch.Note(call.Failure is null ? call.Value.Value : null);
            return call;
        }
    }
}
