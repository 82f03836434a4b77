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
}
