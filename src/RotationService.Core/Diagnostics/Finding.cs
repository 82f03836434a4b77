namespace RotationService.Core.Diagnostics;

/// <summary>The result of one check.</summary>
/// <param name="Subject">What was checked: the identity, a vault, or an application of a policy.</param>
/// <param name="Check">The check.</param>
/// <param name="Passed">Whether the check passed. Null if the check could not decide.</param>
/// <param name="Message">The problem, or what the check found if there is no problem.</param>
public sealed record Finding(string Subject, Check Check, bool? Passed, string Message)
{
    /// <summary>
    /// The command that fixes the problem, or an instruction if no command fixes it. Null if there is nothing to fix.
    /// </summary>
    public string? Remedy { get; init; }
}
