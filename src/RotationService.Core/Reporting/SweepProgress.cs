namespace RotationService.Core.Reporting;

/// <summary>The progress of a long sweep.</summary>
/// <param name="Done">The number of applications that were checked.</param>
/// <param name="Of">The number of applications to check, without the idle ones.</param>
/// <param name="Left">The estimated remaining time.</param>
/// <param name="At">The time of the Azure services.</param>
public sealed record SweepProgress(int Done, int Of, TimeSpan Left, DateTimeOffset At);
