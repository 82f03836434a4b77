namespace RotationService.Simulation.Exploring;

/// <summary>What an exploration found.</summary>
/// <param name="EffectPoints">How many effects a run without faults has.</param>
/// <param name="ByRoute">The same, by route.</param>
/// <param name="Schedules">How many schedules were run.</param>
/// <param name="Violations">Those that broke a promise.</param>
/// <param name="Disturbed">Those that broke one and did not when they were run again.</param>
/// <param name="EventHash">A digest of everything that happened in all of them: two explorations of the same schedules have the same.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ExplorerResult(int EffectPoints, IReadOnlyDictionary<string, int> ByRoute, int Schedules, IReadOnlyList<LifecycleRun> Violations, IReadOnlyList<Disturbance> Disturbed, ulong EventHash, TimeSpan Elapsed)
{
    /// <summary>Whether it came to its end.</summary>
    public bool IsWhole { get; init; } = true;
}
