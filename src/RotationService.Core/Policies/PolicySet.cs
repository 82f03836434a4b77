using RotationService.Core.Credentials;
using RotationService.Core.Reconciliation;

namespace RotationService.Core.Policies;

/// <summary>A whole policy file, checked.</summary>
/// <param name="TenantId">The tenant; null for the identity's own.</param>
/// <param name="Policies">The policies, in the file's order.</param>
public sealed record PolicySet(Guid? TenantId, IReadOnlyList<Policy> Policies)
{
    /// <summary>What a listing must show for it to be told who belongs to the groups.</summary>
    public ListingDetails Needs =>
        (Policies.Any(policy => policy.Application.Group?.Tag is not null) ? ListingDetails.Tags : ListingDetails.None)
        | (Policies.Any(policy => policy.Application.Group?.Owner is not null) ? ListingDetails.Owners : ListingDetails.None);

    /// <summary>The service principals that policies name, by client id. No others are listed: a tenant has thousands that are Microsoft's own.</summary>
    public IReadOnlyList<Guid> ServicePrincipals =>
        [.. Policies.Where(policy => policy.Application.Kind is DirectoryKind.ServicePrincipal).Select(policy => policy.Application.AppId!.Value).Distinct()];
}
