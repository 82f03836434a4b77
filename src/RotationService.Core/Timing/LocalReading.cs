using System.Runtime.InteropServices;

namespace RotationService.Core.Timing;

/// <summary>What both local clocks show at one moment.</summary>
/// <param name="Wall">The wall clock.</param>
/// <param name="Monotonic">The monotonic clock, from any beginning.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LocalReading(DateTimeOffset Wall, TimeSpan Monotonic)
{
    /// <summary>The time elapsed until a later reading: the larger of both, since a suspended machine's monotonic clock stands still and a wall clock can be set back.</summary>
    public TimeSpan ElapsedUntil(LocalReading later) =>
        later.Wall - Wall is var wall && later.Monotonic - Monotonic is var monotonic && wall > monotonic ? wall : monotonic;

    /// <summary>By how much one of the two clocks was set, or stood still, until a later reading.</summary>
    public TimeSpan StepUntil(LocalReading later) => (later.Wall - Wall - (later.Monotonic - Monotonic)).Duration();
}
