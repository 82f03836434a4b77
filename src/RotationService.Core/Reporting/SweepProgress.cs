namespace RotationService.Core.Reporting;

/// <summary>How far a sweep is that takes a while.</summary>
/// <param name="Done">How many applications have been looked at.</param>
/// <param name="Of">How many there are to look at, those at rest apart.</param>
/// <param name="Left">How much longer it takes if it goes on like this.</param>
/// <param name="At">When, in the services' time.</param>
public sealed record SweepProgress(int Done, int Of, TimeSpan Left, DateTimeOffset At);
