namespace RotationService.Simulation.Processes.Judging;

/// <summary>A promise that was broken.</summary>
/// <param name="Invariant">Which: I1 to I10, or <c>Exit</c> for how a process ended.</param>
/// <param name="Message">What happened.</param>
internal sealed record Violation(string Invariant, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Invariant}: {Message}";
}
