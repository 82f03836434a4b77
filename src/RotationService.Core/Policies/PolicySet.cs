using RotationService.Core.Credentials;

namespace RotationService.Core.Policies;

/// <summary>The policies of a policy file, after all checks.</summary>
/// <param name="TenantId">
/// The tenant that the file names. Null for the identity's own tenant, or if the file names several.
/// </param>
/// <param name="Policies">The policies, in the order of the file.</param>
public sealed record PolicySet(Guid? TenantId, IReadOnlyList<Policy> Policies)
{
    /// <summary>
    /// The tenants that the file lists, each once. One identity manages the applications of all of them. Empty if the
    /// file lists none.
    /// </summary>
    public IReadOnlyList<Guid> Tenants { get; init; } = [];

    /// <summary>
    /// The tenants whose applications are matched with the policies. Null stands for the identity's own tenant.
    /// </summary>
    public IReadOnlyList<Guid?> Covered =>
        Tenants.Count == 0 ? [TenantId] : [.. Tenants.Select(tenant => (Guid?)tenant)];

    /// <summary>
    /// Whether a running service that was started for these policies can switch to others. It logs in to the tenants
    /// when it starts, so the tenants must be the same.
    /// </summary>
    public bool IsForTheTenantsOf(PolicySet other) =>
        TenantId == other.TenantId && Tenants.ToHashSet().SetEquals(other.Tenants);

    /// <summary>
    /// The client IDs of the service principals that policies name. The service lists no others, because a tenant has
    /// thousands that belong to Microsoft.
    /// </summary>
    public IReadOnlyList<Guid> ServicePrincipals =>
    [
        .. Policies
            .Where(policy => policy.Application.Kind is DirectoryKind.ServicePrincipal)
            .Select(policy => policy.Application.AppId!.Value)
            .Distinct()
    ];
}
