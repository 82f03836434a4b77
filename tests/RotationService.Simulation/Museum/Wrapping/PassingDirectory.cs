using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Simulation.Museum.Wrapping;

/// <summary>Passes everything on. A bug changes one thing of it.</summary>
internal abstract class PassingDirectory(IDirectory inner) : IDirectory
{
    protected IDirectory Inner => inner;

    public Task<Call<OwnIdentity>> DescribeIdentityAsync(Guid? tenantId, CancellationToken cancellationToken) => inner.DescribeIdentityAsync(tenantId, cancellationToken);

    public Task<Call<IReadOnlyList<DirectoryApplication>>> ListApplicationsAsync(Guid? tenantId, ListingDetails details, Func<DirectoryApplication, DirectoryApplication?>? keep, IProgress<int>? progress, CancellationToken cancellationToken) =>
        inner.ListApplicationsAsync(tenantId, details, application => keep is null ? Shown(application) : keep(Shown(application)), progress, cancellationToken);

    public async Task<Call<IReadOnlyList<DirectoryApplication>>> ListServicePrincipalsAsync(Guid? tenantId, IReadOnlyList<Guid> appIds, CancellationToken cancellationToken)
    {
        var listed = await inner.ListServicePrincipalsAsync(tenantId, appIds, cancellationToken).ConfigureAwait(false);
        return listed.Failure is null ? new Call<IReadOnlyList<DirectoryApplication>>([.. listed.Value.Select(Shown)], listed.RequestId) : listed;
    }

    public async Task<Call<DirectoryApplication>> ReadApplicationAsync(DirectoryAddress address, CancellationToken cancellationToken)
    {
        var read = await inner.ReadApplicationAsync(address, cancellationToken).ConfigureAwait(false);
        return read.Failure is null ? new Call<DirectoryApplication>(Shown(read.Value), read.RequestId) : read;
    }

    public Task<Call<DirectoryApplication?>> FindApplicationAsync(Guid? tenantId, Guid appId, CancellationToken cancellationToken) =>
        inner.FindApplicationAsync(tenantId, appId, cancellationToken);

    public Task<Call<DirectoryRight>> ReadRightAsync(DirectoryAddress address, CancellationToken cancellationToken) => inner.ReadRightAsync(address, cancellationToken);

    public Task<Call<IReadOnlySet<Guid>?>> ListChangeableAsync(Guid? tenantId, CancellationToken cancellationToken) => inner.ListChangeableAsync(tenantId, cancellationToken);

    public Task<Call<CredentialRestrictions>> ReadRestrictionsAsync(DirectoryApplication application, CredentialKind kind, CancellationToken cancellationToken) =>
        inner.ReadRestrictionsAsync(application, kind, cancellationToken);

    public virtual Task<Call<NewCredential>> AddCredentialAsync(DirectoryApplication application, CredentialKind kind, CredentialMark mark, DateTimeOffset endDateTime, Guid clientRequestId, CancellationToken cancellationToken) =>
        inner.AddCredentialAsync(application, kind, mark, endDateTime, clientRequestId, cancellationToken);

    public Task<Call<RemovalAnswer>> RemoveCredentialAsync(DirectoryApplication application, CredentialKind kind, Guid keyId, Guid clientRequestId, CancellationToken cancellationToken) =>
        inner.RemoveCredentialAsync(application, kind, keyId, clientRequestId, cancellationToken);

    /// <summary>A credential under another name: its mark is read anew.</summary>
    protected static Credential Renamed(Credential credential, string? displayName) => new(credential.KeyId, displayName, credential.StartDateTime, credential.EndDateTime, credential.Fingerprint);

    /// <summary>A credential as the service gets to see it.</summary>
    protected virtual Credential Shown(Credential credential) => credential;

    /// <summary>An application as the service gets to see it.</summary>
    protected virtual DirectoryApplication Shown(DirectoryApplication application) => application with { Credentials = [.. application.Credentials.Select(Shown)] };
}
