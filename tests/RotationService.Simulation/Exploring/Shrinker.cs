using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>Finds the shortest schedule that still breaks a promise.</summary>
internal static class Shrinker
{
    public static LifecycleRun Shrink(LifecycleRun failing, WorldOptions options)
    {
        for (var i = 0; i < failing.Schedule.Strikes.Count; i++)
        {
            var shorter = Lifecycle.Run(failing.Schedule with { Strikes = [.. failing.Schedule.Strikes.Where((_, index) => index != i)] }, options);
            if (shorter.Violation is not null)
            {
                return Shrink(shorter, options);
            }
        }

        return failing;
    }
}
