using RotationService.Core.Credentials;
using RotationService.Core.Ports;

namespace RotationService.Composition;

/// <summary>Creates random identifiers.</summary>
internal sealed class FreshIdentifiers : IIdentifiers
{
    /// <inheritdoc/>
    public RotationId NewRotation(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public Guid NewCall() => Guid.NewGuid();
}
