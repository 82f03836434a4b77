using System.Runtime.InteropServices;

namespace RotationService.Simulation.World;

/// <summary>One thing that happened, short enough to be kept of every run.</summary>
/// <param name="At">When.</param>
/// <param name="What">What.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Mark(DateTimeOffset At, string What)
{
    public override string ToString() => $"{At:MM-dd HH:mm:ss.fff} {What}";
}
