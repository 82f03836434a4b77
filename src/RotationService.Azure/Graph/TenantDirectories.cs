using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Azure.Graph;

/// <summary>
/// The directories of all tenants. Each request goes to the directory of its tenant, with that tenant's token and its
/// quota, because Graph limits each tenant separately.
/// </summary>
internal sealed class TenantDirectories : IDirectory, IDisposable
{
    private readonly Dictionary<Guid, GraphDirectory> _byTenant;
    private readonly Lazy<GraphDirectory> _own;

    /// <summary>Creates the directories. Sends nothing.</summary>
    /// <param name="tenants">The tenants. Empty for the identity's own tenant alone.</param>
    /// <param name="create">Creates the directory of a tenant. Null stands for the identity's own tenant.</param>
    public TenantDirectories(IReadOnlyList<Guid> tenants, Func<Guid?, GraphDirectory> create)
    {
        _byTenant = tenants.ToDictionary(tenant => tenant, tenant => create(tenant));
        _own = new Lazy<GraphDirectory>(() => create(null));
    }

    public Task<Call<OwnIdentity>> DescribeIdentityAsync(Guid? tenantId, CancellationToken cancellationToken) =>
        In(tenantId).DescribeIdentityAsync(cancellationToken);

    public Task<Call<IReadOnlyList<DirectoryApplication>>> ListApplicationsAsync(
        Guid? tenantId,
        ListingDetails details,
        Func<DirectoryApplication, DirectoryApplication?>? keep,
        IProgress<int>? progress,
        CancellationToken cancellationToken) =>
        In(tenantId).ListApplicationsAsync(details, keep, progress, cancellationToken);

    public Task<Call<IReadOnlyList<DirectoryApplication>>> ListServicePrincipalsAsync(
        Guid? tenantId,
        IReadOnlyList<Guid> appIds,
        CancellationToken cancellationToken) =>
        In(tenantId).ListServicePrincipalsAsync(appIds, cancellationToken);

    public Task<Call<DirectoryApplication?>> FindApplicationAsync(
        Guid? tenantId,
        Guid appId,
        CancellationToken cancellationToken) =>
        In(tenantId).FindApplicationAsync(appId, cancellationToken);

    public Task<Call<DirectoryApplication>> ReadApplicationAsync(
        DirectoryAddress address,
        CancellationToken cancellationToken) =>
        In(address.TenantId).ReadApplicationAsync(address, cancellationToken);

    public Task<Call<DirectoryRight>> ReadRightAsync(DirectoryAddress address, CancellationToken cancellationToken) =>
        In(address.TenantId).ReadRightAsync(address, cancellationToken);

    public Task<Call<IReadOnlySet<Guid>?>> ListChangeableAsync(Guid? tenantId, CancellationToken cancellationToken) =>
        In(tenantId).ListChangeableAsync(cancellationToken);

    public Task<Call<CredentialRestrictions>> ReadRestrictionsAsync(
        DirectoryApplication application,
        CredentialKind kind,
        CancellationToken cancellationToken) =>
        In(application.TenantId).ReadRestrictionsAsync(application, kind, cancellationToken);

    public Task<Call<NewCredential>> AddCredentialAsync(
        DirectoryApplication application,
        CredentialKind kind,
        CredentialMark mark,
        DateTimeOffset endDateTime,
        Guid clientRequestId,
        CancellationToken cancellationToken) =>
        In(application.TenantId)
            .AddCredentialAsync(application, kind, mark, endDateTime, clientRequestId, cancellationToken);

    public Task<Call<RemovalAnswer>> RemoveCredentialAsync(
        DirectoryApplication application,
        CredentialKind kind,
        Guid keyId,
        Guid clientRequestId,
        CancellationToken cancellationToken) =>
        In(application.TenantId).RemoveCredentialAsync(application, kind, keyId, clientRequestId, cancellationToken);

    public void Dispose()
    {
        foreach (var directory in _byTenant.Values)
        {
            directory.Dispose();
        }

        if (_own.IsValueCreated)
        {
            _own.Value.Dispose();
        }
    }

    // A single tenant may be named by its id from the policy file or by the id from the token, so the id is ignored
    // then.
    private GraphDirectory In(Guid? tenantId) =>
        tenantId is { } tenant && _byTenant.Count > 0 ? _byTenant[tenant] : _own.Value;
}
