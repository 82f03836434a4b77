using System.Collections.Immutable;
using RotationService.Core.Timing;

namespace RotationService.Core.Planning;

/// <summary>The results of log-ins, by the vault version whose value was tried.</summary>
/// <param name="LogIns">
/// For each version, by its address, the successful log-ins since the last failure, or only that failure. The newest is
/// last.
/// </param>
public sealed record Evidence(ImmutableDictionary<string, ImmutableList<LogInEvidence>> LogIns)
{
    /// <summary>How long a step that publishes or removes can rely on a check, 55 seconds.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(55);

    /// <summary>Whether a check of that moment is still fresh enough. Call this immediately before sending.</summary>
    public static bool IsFresh(ServiceClock clock, Moment moment) => clock.Since(moment) < Freshness;

    /// <summary>No log-ins.</summary>
    public static Evidence None { get; } = new(ImmutableDictionary<string, ImmutableList<LogInEvidence>>.Empty);

    /// <summary>Returns the newest log-in with the value of a version. Returns null if none was tried.</summary>
    public LogInEvidence? Newest(VersionAddress version) =>
        LogIns.TryGetValue(version.ToString(), out var run) ? run[^1] : null;

    /// <summary>
    /// Returns the consecutive log-ins up to the newest that proved the value of a version. Empty if the newest log-in
    /// did not prove it.
    /// </summary>
    public ImmutableList<LogInEvidence> Successes(VersionAddress version) =>
        LogIns.TryGetValue(version.ToString(), out var run) && run[^1].Result.ProvesSecret ? run : [];

    /// <summary>Adds a log-in. A success extends the successes before it. Any other result replaces them.</summary>
    public Evidence With(VersionAddress version, LogInEvidence logIn)
    {
        var run = logIn.Result.ProvesSecret ? Successes(version).Add(logIn) : [logIn];
        return new Evidence(LogIns.SetItem(version.ToString(), run));
    }

    /// <summary>
    /// Returns the same evidence with earlier times for those successes that are too old by the local clocks, but not
    /// by the services' time.
    /// </summary>
    /// <remarks>
    /// A step that relies on a log-in checks the local clocks when it is sent. If the plan did not, the step would
    /// begin again and again as long as the two times disagree.
    /// </remarks>
    public Evidence Aged(ServiceClock clock)
    {
        var aged = LogIns;
        foreach (var (version, run) in LogIns)
        {
            var (newest, age) = (run[^1], clock.Since(run[^1].Moment) ?? Freshness);
            if (newest.Result.ProvesSecret && age >= Freshness && clock.Now - newest.At < Freshness)
            {
                aged = aged.SetItem(version, run.SetItem(run.Count - 1, newest with { At = clock.Now - age }));
            }
        }

        return new Evidence(aged);
    }

    /// <summary>
    /// Returns only the evidence for one version. The next pass must find out again what was known of other versions.
    /// </summary>
    public Evidence Only(VersionAddress? version) =>
        version is not null && LogIns.TryGetValue(version.ToString(), out var run)
            ? new Evidence(None.LogIns.SetItem(version.ToString(), run))
            : None;
}
