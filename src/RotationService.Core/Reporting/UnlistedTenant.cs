using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Core.Reporting;

/// <summary>A part of a tenant that could not be listed, while other parts could.</summary>
/// <param name="TenantId">The tenant, as the policies name it. Null for the identity's own tenant.</param>
/// <param name="Kind">
/// <see cref="DirectoryKind.Application"/> if nothing of the tenant was listed, or
/// <see cref="DirectoryKind.ServicePrincipal"/> if only its service principals are missing.
/// </param>
/// <param name="Failure">The reason.</param>
public sealed record UnlistedTenant(Guid? TenantId, DirectoryKind Kind, CallFailure Failure)
{
    /// <summary>Whether the unlisted part may contain objects of a kind.</summary>
    public bool Hides(DirectoryKind kind) => Kind is DirectoryKind.Application || kind == Kind;
}
