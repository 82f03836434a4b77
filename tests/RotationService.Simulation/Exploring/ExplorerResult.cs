namespace RotationService.Simulation.Exploring;

/// <summary>What an exploration found.</summary>
/// <param name="EffectPoints">How many effects a run without faults has.</param>
/// <param name="ByRoute">The same, by route.</param>
/// <param name="Schedules">How many schedules were run.</param>
/// <param name="Violations">Those that broke a promise.</param>
/// <param name="Disturbed">How many broke one and did not when they were run again.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record ExplorerResult(int EffectPoints, IReadOnlyDictionary<string, int> ByRoute, int Schedules, IReadOnlyList<LifecycleRun> Violations, int Disturbed, TimeSpan Elapsed);
