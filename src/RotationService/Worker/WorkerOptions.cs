namespace RotationService.Worker;

/// <summary>The options of the worker.</summary>
/// <param name="Interval">The time between sweeps.</param>
internal sealed record WorkerOptions(TimeSpan Interval);
