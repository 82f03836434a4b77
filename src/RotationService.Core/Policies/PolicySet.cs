using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>A whole policy file, checked.</summary>
/// <param name="TenantId">The one tenant that the file names; null for the identity's own, or if it names several.</param>
/// <param name="Policies">The policies, in the file's order.</param>
public sealed record PolicySet(Guid? TenantId, IReadOnlyList<Policy> Policies)
{
    /// <summary>The tenants that the file lists, each once: one identity looks after the applications of all of them. Empty if it lists none.</summary>
    public IReadOnlyList<Guid> Tenants { get; init; } = [];

    /// <summary>The tenants whose applications are matched with the policies, all together; null among them is the identity's own.</summary>
    public IReadOnlyList<Guid?> Covered => Tenants.Count == 0 ? [TenantId] : [.. Tenants.Select(tenant => (Guid?)tenant)];

    /// <summary>Whether a running service that was made for these may go on with others: tenants are logged in to when it starts.</summary>
    public bool IsForTheTenantsOf(PolicySet other) => TenantId == other.TenantId && Tenants.ToHashSet().SetEquals(other.Tenants);

    /// <summary>The service principals that policies name, by client id. No others are listed: a tenant has thousands that are Microsoft's own.</summary>
    public IReadOnlyList<Guid> ServicePrincipals =>
        [.. Policies.Where(policy => policy.Application.Kind is DirectoryKind.ServicePrincipal).Select(policy => policy.Application.AppId!.Value).Distinct()];
}
