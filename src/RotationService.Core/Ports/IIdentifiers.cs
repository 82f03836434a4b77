using RotationService.Core.Credentials;

namespace RotationService.Core.Ports;

/// <summary>Where fresh identifiers come from, Core itself having no randomness.</summary>
public interface IIdentifiers
{
    /// <summary>A UUIDv7 for a rotation that begins now.</summary>
    RotationId NewRotation(DateTimeOffset now);

    /// <summary>The id of one logical call, sent to the service and recorded in the audit log.</summary>
    Guid NewCall();
}
