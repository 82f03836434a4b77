using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Planning;

/// <summary>A pending value that was read to log in with it, and is not read again for the log-ins that follow within a minute.</summary>
/// <param name="Address">Where it was read.</param>
/// <param name="Reading">What was read.</param>
/// <param name="At">When, on the local clocks.</param>
public sealed record HeldReading(VersionAddress Address, SecretReading Reading, Moment At);
