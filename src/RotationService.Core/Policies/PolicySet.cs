namespace RotationService.Core.Policies;

/// <summary>A whole policy file, checked.</summary>
/// <param name="TenantId">The tenant; null for the identity's own.</param>
/// <param name="Policies">The policies, in the file's order.</param>
public sealed record PolicySet(Guid? TenantId, IReadOnlyList<Policy> Policies)
{
    /// <summary>Whether any group is told by a tag, so that a listing must show them.</summary>
    public bool GoesByTags => Policies.Any(policy => policy.Application.Group?.Tag is not null);

    /// <summary>Whether any group is told by its owner, likewise.</summary>
    public bool GoesByOwners => Policies.Any(policy => policy.Application.Group?.Owner is not null);
}
