namespace RotationService.Core.Planning;

/// <summary>Consecutive directory reads that did not show a credential.</summary>
/// <param name="FirstAt">When the first of these reads was made.</param>
/// <param name="LastAt">When the last of these reads was made.</param>
/// <param name="Reads">The number of these reads.</param>
public sealed record Absence(DateTimeOffset FirstAt, DateTimeOffset LastAt, int Reads);
