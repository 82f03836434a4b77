using System.Diagnostics;

namespace RotationService.Benchmarks.Sweeping;

/// <summary>What a piece of work has cost the process that did it.</summary>
/// <param name="Seconds">Of wall time.</param>
/// <param name="CpuSeconds">Of processor time, all threads together.</param>
/// <param name="PeakMiB">The most memory it had meanwhile.</param>
internal sealed record Measured(double Seconds, double CpuSeconds, double PeakMiB)
{
    /// <summary>Does it and measures it.</summary>
    public static async Task<Measured> OfAsync(Func<Task> work)
    {
        PeakMemory.Reset();
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await work();
        return new Measured(
            Math.Round(watch.Elapsed.TotalSeconds, 3),
            Math.Round((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, 3),
            Math.Round(PeakMemory.MiB(), 1));
    }
}
