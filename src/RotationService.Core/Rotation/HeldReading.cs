using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Rotation;

/// <summary>A version with its value, as a vault returned it.</summary>
/// <param name="Address">The address of the version.</param>
/// <param name="Reading">The response of the vault.</param>
/// <param name="At">When the request was sent, on the local clocks.</param>
internal sealed record HeldReading(VersionAddress Address, SecretReading Reading, Moment At);
