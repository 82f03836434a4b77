namespace RotationService.Core.Timing;

/// <summary>A moment on both local clocks, to measure elapsed time from.</summary>
/// <param name="Wall">The wall clock then.</param>
/// <param name="Timestamp">The monotonic clock then.</param>
public sealed record Moment(DateTimeOffset Wall, long Timestamp);
