using RotationService.Simulation.Checking;

namespace RotationService.Simulation.Museum;

/// <summary>How the judge fared with one bug.</summary>
/// <param name="Exhibit">The bug.</param>
/// <param name="Trial">The trial that showed it; null if none did in time.</param>
/// <param name="Violation">The promise that it broke there.</param>
/// <param name="After">How many trials that took.</param>
/// <param name="FalseAlarm">What the judge said of that trial without the bug; null if nothing, as it must be.</param>
internal sealed record Finding(Exhibit Exhibit, Trial? Trial, Violation? Violation, int After, Violation? FalseAlarm)
{
    /// <summary>Whether it was caught, and by an invariant that it is meant to break.</summary>
    public bool IsCaught => Violation is not null && Exhibit.Invariants.Contains(Violation.Invariant);
}
