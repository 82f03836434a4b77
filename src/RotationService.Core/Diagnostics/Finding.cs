namespace RotationService.Core.Diagnostics;

/// <summary>What one check found.</summary>
/// <param name="Subject">What was examined: the identity, a vault, or an application under its policy.</param>
/// <param name="Check">Which check.</param>
/// <param name="Passed">Whether all is well; null if that could not be told.</param>
/// <param name="Message">What is the matter; what was seen, if nothing is.</param>
public sealed record Finding(string Subject, Check Check, bool? Passed, string Message)
{
    /// <summary>The command that mends it, or what to do where no command does; null if nothing is to be mended.</summary>
    public string? Remedy { get; init; }
}
