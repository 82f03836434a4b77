using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>Microsoft Entra's directory, through Microsoft Graph, as the identity we run under sees it: in one tenant or in several.</summary>
/// <remarks>
/// An object is looked for in the tenant that its address names. Where a tenant is asked for, null is the only one that the policies are about
/// and, if they are about several, the identity's own.
/// No implementation repeats <see cref="AddPasswordAsync"/> or <see cref="RemovePasswordAsync"/> at any layer. Reads may be repeated where
/// that is polite. Reads lag writes by up to five minutes and go backwards.
/// </remarks>
public interface IDirectory
{
    /// <summary>Who we are in a tenant, by our own token for it; <see cref="CallFailureKind.Forbidden"/> if we get none.</summary>
    Task<Call<OwnIdentity>> DescribeIdentityAsync(Guid? tenantId, CancellationToken cancellationToken);

    /// <summary>All registrations of a tenant, in one ordinary (not eventually consistent) listing.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="details">What it is to show beside.</param>
    /// <param name="keep">Called with each page's as they come in, in their order: what is kept of one, which may be another object, or null for nothing. Null to keep all as they are.</param>
    /// <param name="progress">Told after each page how many there are so far; null if nobody wants to know.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Call<IReadOnlyList<DirectoryApplication>>> ListApplicationsAsync(Guid? tenantId, ListingDetails details, Func<DirectoryApplication, DirectoryApplication?>? keep, IProgress<int>? progress, CancellationToken cancellationToken);

    /// <summary>Service principals, in ordinary reads; those that the tenant has not are left out.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="appIds">Their client ids.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Call<IReadOnlyList<DirectoryApplication>>> ListServicePrincipalsAsync(Guid? tenantId, IReadOnlyList<Guid> appIds, CancellationToken cancellationToken);

    /// <summary>One application or service principal; <see cref="CallFailureKind.NotFound"/> if there is none.</summary>
    Task<Call<DirectoryApplication>> ReadApplicationAsync(DirectoryAddress address, CancellationToken cancellationToken);

    /// <summary>The registration with a client id and, if there is none, the service principal, with its credentials; null if the tenant has neither.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="appId">The client id.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Call<DirectoryApplication?>> FindApplicationAsync(Guid? tenantId, Guid appId, CancellationToken cancellationToken);

    /// <summary>What we may do to the application: from the roles in our token and, if those are not enough by themselves, from what we own.</summary>
    Task<Call<DirectoryRight>> ReadRightAsync(DirectoryAddress address, CancellationToken cancellationToken);

    /// <summary>The object ids of all that we may change in a tenant, registrations and service principals; null if that is everything, or cannot be told beforehand.</summary>
    Task<Call<IReadOnlySet<Guid>?>> ListChangeableAsync(Guid? tenantId, CancellationToken cancellationToken);

    /// <summary>What the tenant's app-management policies say about passwords of this application, a policy of its own before the tenant's default; <see cref="CallFailureKind.Forbidden"/> if we may not read them.</summary>
    Task<Call<PasswordRestrictions>> ReadPasswordRestrictionsAsync(DirectoryApplication application, CancellationToken cancellationToken);

    /// <summary>addPassword: makes a new credential, whose value this answer shows and nothing ever again. Exactly one request is sent.</summary>
    /// <param name="application">The application or service principal.</param>
    /// <param name="mark">Becomes the display name.</param>
    /// <param name="endDateTime">Its end.</param>
    /// <param name="clientRequestId">Sent as <c>client-request-id</c>.</param>
    /// <param name="cancellationToken">Honoured only until the request is sent: an answer that is under way is never abandoned.</param>
    Task<Call<NewCredential>> AddPasswordAsync(DirectoryApplication application, CredentialMark mark, DateTimeOffset endDateTime, Guid clientRequestId, CancellationToken cancellationToken);

    /// <summary>removePassword, exactly one request. <see cref="RemovalAnswer.NotFound"/> where Graph knows no such credential, which is ambiguous for a young one: removed already, or not yet visible.</summary>
    /// <param name="application">The application or service principal.</param>
    /// <param name="keyId">The credential.</param>
    /// <param name="clientRequestId">Sent as <c>client-request-id</c>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Call<RemovalAnswer>> RemovePasswordAsync(DirectoryApplication application, Guid keyId, Guid clientRequestId, CancellationToken cancellationToken);
}
