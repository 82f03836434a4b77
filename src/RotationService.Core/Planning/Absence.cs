namespace RotationService.Core.Planning;

/// <summary>A run of reads that did not show a credential.</summary>
/// <param name="FirstAt">The first of them.</param>
/// <param name="LastAt">The last.</param>
/// <param name="Reads">How many.</param>
public sealed record Absence(DateTimeOffset FirstAt, DateTimeOffset LastAt, int Reads);
