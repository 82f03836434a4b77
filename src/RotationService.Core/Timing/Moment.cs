namespace RotationService.Core.Timing;

/// <summary>A moment on both local clocks, from which elapsed time is measured.</summary>
/// <param name="Wall">The wall clock at that moment.</param>
/// <param name="Timestamp">The timestamp of the monotonic clock at that moment.</param>
public sealed record Moment(DateTimeOffset Wall, long Timestamp);
