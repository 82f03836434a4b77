using System.Collections.Immutable;
using RotationService.Core.Timing;

namespace RotationService.Core.Planning;

/// <summary>What log-ins have shown, by the vault version whose value was tried.</summary>
/// <param name="LogIns">For each version, by its address, the log-ins since the last that failed, or that last one alone; the newest is last.</param>
public sealed record Evidence(ImmutableDictionary<string, ImmutableList<LogInEvidence>> LogIns)
{
    /// <summary>For how long a check may be relied on by a step that publishes or removes.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(55);

    /// <summary>Whether a check of that moment is still fresh enough; looked at immediately before sending.</summary>
    public static bool IsFresh(ServiceClock clock, Moment moment) => clock.Since(moment) < Freshness;

    /// <summary>None.</summary>
    public static Evidence None { get; } = new(ImmutableDictionary<string, ImmutableList<LogInEvidence>>.Empty);

    /// <summary>The newest log-in with a version's value; null if none was tried.</summary>
    public LogInEvidence? Newest(VersionAddress version) =>
        LogIns.TryGetValue(version.ToString(), out var run) ? run[^1] : null;

    /// <summary>The log-ins in a row that proved a version's value, up to the newest; empty if the newest did not.</summary>
    public ImmutableList<LogInEvidence> Successes(VersionAddress version) =>
        LogIns.TryGetValue(version.ToString(), out var run) && run[^1].Result.ProvesSecret ? run : [];

    /// <summary>Adds a log-in. A success goes on the run of successes before it, anything else replaces it.</summary>
    public Evidence With(VersionAddress version, LogInEvidence logIn)
    {
        var run = logIn.Result.ProvesSecret ? Successes(version).Add(logIn) : [logIn];
        return new Evidence(LogIns.SetItem(version.ToString(), run));
    }

    /// <summary>The same, with those successes dated back that the local clocks find too old to rely on and the services' time does not.</summary>
    /// <remarks>A step that rests on a log-in goes by the local clocks when it is sent. If its plan did not, it would be begun again and again while they disagree.</remarks>
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

    /// <summary>Only what has been learned of one version; what was learned of others must be learned anew in the next pass.</summary>
    public Evidence Only(VersionAddress? version) =>
        version is not null && LogIns.TryGetValue(version.ToString(), out var run)
            ? new Evidence(None.LogIns.SetItem(version.ToString(), run))
            : None;
}
