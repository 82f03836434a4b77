using System.Collections.Concurrent;
using System.Globalization;

namespace RotationService.Simulation.Processes;

/// <summary>What was done to a run and what came of it, for people.</summary>
internal sealed class History
{
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly long _began = TimeProvider.System.GetTimestamp();

    /// <summary>The sandbox's time, as last seen.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>How long the run has lasted.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>All of it.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>Adds a line.</summary>
    public void Note(string what) =>
        _lines.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,6:0.00}s  {Now:MM-dd HH:mm:ss}  {what}"));
}
