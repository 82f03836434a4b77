using System.Globalization;
using System.Runtime.InteropServices;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>One fault of a schedule.</summary>
/// <param name="Point">At which effect, counted from 0 in the run itself: after an earlier strike there may be more of them than in a run without faults.</param>
/// <param name="Outcome">How it goes.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Strike(int Point, Outcome Outcome)
{
    public static Strike Parse(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var point) && Enum.TryParse<Outcome>(parts[1], out var outcome)
            ? new Strike(point, outcome)
            : throw new FormatException($"'{text}' is no strike: it reads like 12:CrashAfter.");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Point}:{Outcome}");
}
