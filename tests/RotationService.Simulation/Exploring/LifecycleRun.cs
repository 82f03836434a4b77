using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>How a schedule went.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Points">The effects it could have struck.</param>
/// <param name="Violation">The first promise that was broken; null if none was.</param>
/// <param name="EventHash">A digest of everything that happened.</param>
/// <param name="History">The readable history, if it was kept.</param>
/// <param name="Trail">What happened, in few words.</param>
internal sealed record LifecycleRun(Schedule Schedule, IReadOnlyList<Effect> Points, Violation? Violation, ulong EventHash, IReadOnlyList<string> History, IReadOnlyList<Mark> Trail);
