using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>The source of new identifiers. Core itself uses no randomness.</summary>
public interface IIdentifiers
{
    /// <summary>Returns a UUIDv7 for a rotation that begins now.</summary>
    RotationId NewRotation(DateTimeOffset now);

    /// <summary>
    /// Returns the id of one logical call, which is sent to the remote service and recorded in the audit log.
    /// </summary>
    Guid NewCall();
}
