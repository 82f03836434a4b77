using System.Collections.Immutable;

namespace RotationService.Core.Planning;

/// <summary>
/// Since when the reads of the directory have not shown certain credentials. Reads lag by minutes and go backwards, so one that does
/// not show a credential proves nothing; one that shows it proves that it is there.
/// </summary>
/// <param name="Absences">For each credential that the last read did not show: since when, and how many reads in a row.</param>
public sealed record Sightings(ImmutableDictionary<Guid, Absence> Absences)
{
    /// <summary>How many reads in a row must not show a credential before it may be taken for gone.</summary>
    public const int ReadsToBeGone = 3;

    /// <summary>Over how long those reads must be spread.</summary>
    public static readonly TimeSpan SpanToBeGone = TimeSpan.FromMinutes(5);

    /// <summary>How old a credential must be before it may be taken for gone.</summary>
    public static readonly TimeSpan AgeToBeGone = TimeSpan.FromMinutes(10);

    /// <summary>No read yet.</summary>
    public static Sightings None { get; } = new(ImmutableDictionary<Guid, Absence>.Empty);

    /// <summary>Takes note of one ordinary read.</summary>
    /// <param name="shown">The credentials it showed.</param>
    /// <param name="expected">The credentials that the vaults speak of.</param>
    /// <param name="at">When it was made.</param>
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

    /// <summary>Begins to count the reads that do not show a credential whose removal the directory has accepted.</summary>
    /// <param name="keyId">The credential.</param>
    /// <param name="at">Since when.</param>
    public Sightings Awaiting(Guid keyId, DateTimeOffset at) => new(Absences.SetItem(keyId, new Absence(at, at, Reads: 0)));

    /// <summary>The same for those credentials alone that the vaults still speak of.</summary>
    /// <param name="expected">The credentials that the vaults speak of.</param>
    public Sightings Only(IEnumerable<Guid> expected) => new(Absences.RemoveRange(Absences.Keys.Except(expected)));

    /// <summary>The credentials that enough reads over enough time have not shown.</summary>
    public IEnumerable<Guid> Gone => Absences.Keys.Where(IsAbsent);

    /// <summary>Whether enough reads over enough time have not shown a credential. Its log-in must be refused, too, before it is taken for gone.</summary>
    public bool IsAbsent(Guid keyId) =>
        Absences.TryGetValue(keyId, out var absence)
        && absence.Reads >= ReadsToBeGone
        && absence.LastAt - absence.FirstAt >= SpanToBeGone;
}
