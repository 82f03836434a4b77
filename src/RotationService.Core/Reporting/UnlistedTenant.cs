using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Core.Reporting;

/// <summary>What of a tenant could not be listed, while something else could.</summary>
/// <param name="TenantId">The tenant, as the policies name it; null for the identity's own.</param>
/// <param name="Kind">Its registrations, and then nothing of it was seen; or only its service principals.</param>
/// <param name="Failure">Why.</param>
public sealed record UnlistedTenant(Guid? TenantId, DirectoryKind Kind, CallFailure Failure)
{
    /// <summary>Whether objects of a kind may be there that the listing does not show.</summary>
    public bool Hides(DirectoryKind kind) => Kind is DirectoryKind.Application || kind == Kind;
}
