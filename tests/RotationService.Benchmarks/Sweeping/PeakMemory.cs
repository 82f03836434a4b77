using System.Diagnostics;
using System.Globalization;

namespace RotationService.Benchmarks.Sweeping;

/// <summary>The most physical memory that this process has had at once.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string ClearReferences = "/proc/self/clear_refs";
    private const double KiBInMiB = 1024;

    /// <summary>Counts from what it has now. Linux only; elsewhere the peak is that since the process began.</summary>
    public static void Reset()
    {
        if (File.Exists(ClearReferences))
        {
            File.WriteAllText(ClearReferences, "5");
        }
    }

    /// <summary>The peak in MiB.</summary>
    public static double MiB()
    {
        if (File.Exists(Status) && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line)
        {
            return double.Parse(line.AsSpan("VmHWM:".Length).TrimEnd("kB "), CultureInfo.InvariantCulture) / KiBInMiB;
        }

        using var self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64 / KiBInMiB / KiBInMiB;
    }
}
