using RotationService.Core.Auditing;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>The dependencies of rotations outside of Core.</summary>
/// <param name="Directory">The applications and their credentials.</param>
/// <param name="Vaults">The key vaults.</param>
/// <param name="Tokens">The token endpoint that credentials log in to.</param>
/// <param name="Audit">The audit log.</param>
/// <param name="Identifiers">The source of new identifiers.</param>
/// <param name="Events">The listeners for rotation events.</param>
/// <param name="Clock">The clock that follows the services' time.</param>
public sealed record RotationDependencies(
    IDirectory Directory,
    IVaults Vaults,
    ITokenEndpoint Tokens,
    IAuditLog Audit,
    IIdentifiers Identifiers,
    IRotationEvents Events,
    ServiceClock Clock);
