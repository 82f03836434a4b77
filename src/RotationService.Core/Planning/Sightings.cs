using System.Collections.Immutable;

namespace RotationService.Core.Planning;

/// <summary>
/// Records since when directory reads have not shown certain credentials. Reads lag by minutes and go backwards. A read
/// that does not show a credential therefore proves nothing, and a read that shows it proves that it exists.
/// </summary>
/// <param name="Absences">
/// For each credential that the last read did not show: since when, and the number of consecutive reads.
/// </param>
public sealed record Sightings(ImmutableDictionary<Guid, Absence> Absences)
{
    /// <summary>How many consecutive reads must miss a credential before it can count as gone, three.</summary>
    public const int ReadsToBeGone = 3;

    /// <summary>The time that those reads must span, five minutes.</summary>
    public static readonly TimeSpan SpanToBeGone = TimeSpan.FromMinutes(5);

    /// <summary>The age that a credential must have before it can count as gone, ten minutes.</summary>
    public static readonly TimeSpan AgeToBeGone = TimeSpan.FromMinutes(10);

    /// <summary>The state before the first read.</summary>
    public static Sightings None { get; } = new(ImmutableDictionary<Guid, Absence>.Empty);

    /// <summary>Records one ordinary read.</summary>
    /// <param name="shown">The credentials that the read showed.</param>
    /// <param name="expected">The credentials that the vaults name.</param>
    /// <param name="at">When the read was made.</param>
    public Sightings After(IReadOnlySet<Guid> shown, IEnumerable<Guid> expected, DateTimeOffset at)
    {
        var absences = ImmutableDictionary.CreateBuilder<Guid, Absence>();
        foreach (var keyId in expected)
        {
            if (!shown.Contains(keyId))
            {
                absences[keyId] = Absences.TryGetValue(keyId, out var earlier)
                    ? earlier with { Reads = earlier.Reads + 1, LastAt = at }
                    : new Absence(at, at, Reads: 1);
            }
        }

        return new Sightings(absences.ToImmutable());
    }

    /// <summary>Starts to count the reads that miss a credential whose removal the directory has accepted.</summary>
    /// <param name="keyId">The key ID of the credential.</param>
    /// <param name="at">When the count starts.</param>
    public Sightings Awaiting(Guid keyId, DateTimeOffset at) =>
        new(Absences.SetItem(keyId, new Absence(at, at, Reads: 0)));

    /// <summary>Returns the sightings of only those credentials that the vaults still name.</summary>
    /// <param name="expected">The credentials that the vaults name.</param>
    public Sightings Only(IEnumerable<Guid> expected) => new(Absences.RemoveRange(Absences.Keys.Except(expected)));

    /// <summary>The credentials that enough reads over enough time have missed.</summary>
    public IEnumerable<Guid> Gone => Absences.Keys.Where(IsAbsent);

    /// <summary>
    /// Whether enough reads over enough time have missed a credential. A log-in with it must also be refused before it
    /// counts as gone.
    /// </summary>
    public bool IsAbsent(Guid keyId) =>
        Absences.TryGetValue(keyId, out var absence)
        && absence.Reads >= ReadsToBeGone
        && absence.LastAt - absence.FirstAt >= SpanToBeGone;
}
