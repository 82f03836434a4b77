using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>What a run puts to the test, and for how long.</summary>
/// <param name="Program">The executable that is put to the test.</param>
/// <param name="OtherRelease">Another release, which the second copy runs; null if both run the same.</param>
/// <param name="MinimumDuration">How long a run lasts at least, in the sandbox's time; zero, the default, until each application has been rotated twice.</param>
internal sealed record RunSettings(ServiceProgram Program, ServiceProgram? OtherRelease = null, TimeSpan MinimumDuration = default);
