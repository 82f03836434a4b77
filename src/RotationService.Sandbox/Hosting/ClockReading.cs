namespace RotationService.Sandbox.Hosting;

/// <summary>What a sandbox says of its clock.</summary>
/// <param name="Now">The sandbox time.</param>
/// <param name="Speed">Seconds of sandbox time a second of real time.</param>
internal sealed record ClockReading(DateTimeOffset Now, double Speed);
