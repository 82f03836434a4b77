using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum;

/// <summary>One run in which a bug may show itself; without the bug it must raise no alarm.</summary>
/// <param name="Name">Which run it is.</param>
/// <param name="Run">Runs it in a world so made; the first broken promise, or null.</param>
internal sealed record Trial(string Name, Func<WorldOptions, Violation?> Run);
