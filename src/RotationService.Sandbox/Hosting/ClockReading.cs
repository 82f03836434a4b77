namespace RotationService.Sandbox.Hosting;

/// <summary>A reading of a sandbox's clock.</summary>
/// <param name="Now">The sandbox time.</param>
/// <param name="Speed">The seconds of sandbox time in one second of real time.</param>
internal sealed record ClockReading(DateTimeOffset Now, double Speed);
