using System.Runtime.InteropServices;

namespace RotationService.Core.Timing;

/// <summary>A reading of both local clocks at one moment.</summary>
/// <param name="Wall">The wall clock.</param>
/// <param name="Monotonic">The monotonic clock, counted from an arbitrary start.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LocalReading(DateTimeOffset Wall, TimeSpan Monotonic)
{
    /// <summary>
    /// Returns the time elapsed until a later reading. It is the larger of both differences, because the monotonic
    /// clock of a suspended machine stands still and a wall clock can be set back.
    /// </summary>
    public TimeSpan ElapsedUntil(LocalReading later) =>
        later.Wall - Wall is var wall && later.Monotonic - Monotonic is var monotonic && wall > monotonic
            ? wall
            : monotonic;

    /// <summary>Returns by how much one of the two clocks was set, or stood still, until a later reading.</summary>
    public TimeSpan StepUntil(LocalReading later) => (later.Wall - Wall - (later.Monotonic - Monotonic)).Duration();
}
