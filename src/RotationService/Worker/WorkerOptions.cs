namespace RotationService.Worker;

/// <summary>How the worker works.</summary>
/// <param name="Interval">How far apart its sweeps are.</param>
internal sealed record WorkerOptions(TimeSpan Interval);
