namespace RotationService.Core.Policies;

/// <summary>A whole policy file, checked.</summary>
/// <param name="TenantId">The tenant; null for the identity's own.</param>
/// <param name="Policies">The policies, in the file's order.</param>
public sealed record PolicySet(Guid? TenantId, IReadOnlyList<Policy> Policies);
