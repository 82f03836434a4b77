namespace RotationService.Simulation.Processes;

/// <summary>Whom a run is about, and for how long.</summary>
/// <param name="Program">The executable that is put to the test.</param>
/// <param name="Beside">Another release, which the second copy runs; null if both run the same.</param>
/// <param name="Lasts">How long a run lasts at least, in the sandbox's time; zero, the default, until each application has been rotated twice.</param>
internal sealed record Troupe(ServiceProgram Program, ServiceProgram? Beside = null, TimeSpan Lasts = default);
