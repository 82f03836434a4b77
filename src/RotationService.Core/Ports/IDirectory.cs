using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>
/// The Microsoft Entra directory, through Microsoft Graph, as the identity of the service sees it, in one tenant or in
/// several.
/// </summary>
/// <remarks>
/// <para>
/// An object is looked up in the tenant that its address names. Where a method takes a tenant, null means the only
/// tenant of the policies. If the policies cover several tenants, null means the identity's own.
/// </para>
/// <para>
/// No implementation repeats <see cref="AddCredentialAsync"/> or <see cref="RemoveCredentialAsync"/> at any layer. It
/// may repeat reads within the limits of the remote service. Reads lag behind writes by up to five minutes, and a
/// later read can show an older state.
/// </para>
/// </remarks>
public interface IDirectory
{
    /// <summary>
    /// Describes the identity in a tenant by its own token for that tenant. Fails with
    /// <see cref="CallFailureKind.Forbidden"/> if it gets no token.
    /// </summary>
    Task<Call<OwnIdentity>> DescribeIdentityAsync(Guid? tenantId, CancellationToken cancellationToken);

    /// <summary>
    /// Lists all app registrations of a tenant in one ordinary listing, not an eventually consistent one.
    /// </summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="details">The additional details to request.</param>
    /// <param name="keep">
    /// Called for each application in the order of the listing, page by page. It returns the object to keep, which may
    /// be another one, or null to drop the application. Null to keep all applications unchanged.
    /// </param>
    /// <param name="progress">
    /// Receives the number of applications so far, after each page. Null if nobody needs it.
    /// </param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    Task<Call<IReadOnlyList<DirectoryApplication>>> ListApplicationsAsync(
        Guid? tenantId,
        ListingDetails details,
        Func<DirectoryApplication, DirectoryApplication?>? keep,
        IProgress<int>? progress,
        CancellationToken cancellationToken);

    /// <summary>
    /// Reads service principals with ordinary reads. Those that the tenant does not have are omitted.
    /// </summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="appIds">The client IDs of the service principals.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    Task<Call<IReadOnlyList<DirectoryApplication>>> ListServicePrincipalsAsync(
        Guid? tenantId,
        IReadOnlyList<Guid> appIds,
        CancellationToken cancellationToken);

    /// <summary>
    /// Reads one app registration or service principal. Fails with <see cref="CallFailureKind.NotFound"/> if it does
    /// not exist.
    /// </summary>
    Task<Call<DirectoryApplication>> ReadApplicationAsync(
        DirectoryAddress address,
        CancellationToken cancellationToken);

    /// <summary>
    /// Finds the app registration with a client ID, or the service principal if there is no registration, with its
    /// credentials. Returns null if the tenant has neither.
    /// </summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="appId">The client ID.</param>
    /// <param name="cancellationToken">Cancels the reads.</param>
    Task<Call<DirectoryApplication?>> FindApplicationAsync(
        Guid? tenantId,
        Guid appId,
        CancellationToken cancellationToken);

    /// <summary>
    /// Returns what the identity may do to the application. It is derived from the roles in the token and, if they are
    /// not enough, from what the identity owns.
    /// </summary>
    Task<Call<DirectoryRight>> ReadRightAsync(DirectoryAddress address, CancellationToken cancellationToken);

    /// <summary>
    /// Lists the object IDs of the app registrations and service principals of a tenant that the identity may change.
    /// Returns null if it may change all of them, or if that cannot be known in advance.
    /// </summary>
    Task<Call<IReadOnlySet<Guid>?>> ListChangeableAsync(
        Guid? tenantId,
        CancellationToken cancellationToken);

    /// <summary>
    /// Reads the restrictions that the tenant's app management policies impose on one kind of credential of this
    /// application. A policy of the application itself takes precedence over the tenant's default. Fails with
    /// <see cref="CallFailureKind.Forbidden"/> if the identity may not read them.
    /// </summary>
    Task<Call<CredentialRestrictions>> ReadRestrictionsAsync(
        DirectoryApplication application,
        CredentialKind kind,
        CancellationToken cancellationToken);

    /// <summary>
    /// Adds a credential whose value Graph generates. Only this answer contains the value. Exactly one request is sent:
    /// addPassword, for a password.
    /// </summary>
    /// <param name="application">The app registration or service principal.</param>
    /// <param name="kind">The kind of the credential.</param>
    /// <param name="mark">The mark, which becomes the display name.</param>
    /// <param name="endDateTime">When the credential expires.</param>
    /// <param name="clientRequestId">The value of the <c>client-request-id</c> header.</param>
    /// <param name="cancellationToken">
    /// Has an effect only until the request is sent. The method never abandons an answer that is under way.
    /// </param>
    Task<Call<NewCredential>> AddCredentialAsync(
        DirectoryApplication application,
        CredentialKind kind,
        CredentialMark mark,
        DateTimeOffset endDateTime,
        Guid clientRequestId,
        CancellationToken cancellationToken);

    /// <summary>
    /// Removes a credential with exactly one request: removePassword, for a password. Returns
    /// <see cref="RemovalAnswer.NotFound"/> if Graph does not know the credential. For a new credential that is
    /// ambiguous: it is removed already, or not visible yet.
    /// </summary>
    /// <param name="application">The app registration or service principal.</param>
    /// <param name="kind">The kind of the credential.</param>
    /// <param name="keyId">The credential.</param>
    /// <param name="clientRequestId">The value of the <c>client-request-id</c> header.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<Call<RemovalAnswer>> RemoveCredentialAsync(
        DirectoryApplication application,
        CredentialKind kind,
        Guid keyId,
        Guid clientRequestId,
        CancellationToken cancellationToken);
}
