using System.Runtime.InteropServices;

namespace RotationService.Simulation.World;

/// <summary>What is in store for one effect.</summary>
/// <param name="Outcome">How it goes.</param>
/// <param name="Before">How long the process stands still before it is sent.</param>
/// <param name="After">How long the process stands still before it takes note of the answer.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fate(Outcome Outcome, TimeSpan Before = default, TimeSpan After = default)
{
    public static Fate None => default;
}
