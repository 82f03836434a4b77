using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>The state that a process keeps of each application. Several passes can use it at the same time.</summary>
internal sealed class ApplicationCache
{
    private readonly HashSet<CachedApplication> _all = new(ByKey.Only);
    private readonly HashSet<CachedApplication>.AlternateLookup<PolicyKey> _byKey;
    private readonly Lock _lock = new();

    /// <summary>Makes an empty cache.</summary>
    public ApplicationCache() => _byKey = _all.GetAlternateLookup<PolicyKey>();

    /// <summary>
    /// Registers a rotation that a person requested. It discards the cached state, so that the application is not
    /// treated as idle.
    /// </summary>
    public void Begin(RotateRequest request)
    {
        lock (_lock)
        {
            Replace(new CachedApplication { Request = request });
        }
    }

    /// <summary>Returns the cached state of an application for a pass. It makes an entry if there is none.</summary>
    public CachedApplication Of(PolicyAssignment assignment)
    {
        lock (_lock)
        {
            // State from another policy content under that name, or from another application, does not apply.
            if (_byKey.TryGetValue(assignment.Key, out var cached) && !cached.IsAboutOther(assignment))
            {
                cached.BeAbout(assignment);
                return cached;
            }

            cached = new CachedApplication();
            cached.BeAbout(assignment);
            Replace(cached);
            return cached;
        }
    }

    /// <summary>
    /// Returns the result of the last pass, if the listing shows that it still holds. Returns null if the application
    /// needs a pass or a check of its vaults.
    /// </summary>
    /// <param name="assignment">The application as it is listed.</param>
    /// <param name="isInTurn">Whether the application is due for a check even if it is idle.</param>
    /// <param name="vaultListings">
    /// The vault listings that can replace the check. They are informed that they are needed. Null if no listing may
    /// replace it. Foreseen observations are not relied on then either.
    /// </param>
    /// <param name="now">The current time.</param>
    public IdleSnapshot? AtRest(
        PolicyAssignment assignment,
        bool isInTurn,
        VaultListings? vaultListings,
        DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(assignment.Key, out var cached))
            {
                return null;
            }

            cached.IsInTurn = false;
            if (isInTurn && !(vaultListings is not null && cached.MayBeCheckedByListing(now)))
            {
                cached.Idle = cached.Idle?.Unforeseen();
                return null;
            }

            if (!cached.IsIdle(assignment, now))
            {
                cached.Idle = isInTurn ? cached.Idle?.Unforeseen() : cached.Idle;
                return null;
            }

            cached.Share(assignment);
            if (!isInTurn)
            {
                return cached.Idle;
            }

            cached.IsInTurn = true;
            vaultListings!.Expect(assignment.Policy);
            return null;
        }
    }

    /// <summary>Shares the objects of the sweep with the entry of an idle application at the end of a pass.</summary>
    /// <returns>
    /// The result of the pass, if it did nothing and nothing is to be done for a while. Null otherwise.
    /// </returns>
    public IdleSnapshot? Share(CachedApplication cached, PolicyAssignment assignment, ApplicationReport report)
    {
        lock (_lock)
        {
            cached.Share(assignment);
            return report.Steps.Count == 0 ? cached.Idle : null;
        }
    }

    /// <summary>Removes the applications that no policy covers any more, except those with a running pass.</summary>
    public void Keep(IReadOnlyList<PolicyAssignment> assignments, Func<PolicyKey, bool> isRunning)
    {
        lock (_lock)
        {
            _all.EnsureCapacity(assignments.Count);

            // Usually there are none. The check saves building a set of all keys.
            if (assignments.Count(assignment => _byKey.Contains(assignment.Key)) == _all.Count)
            {
                return;
            }

            var there = assignments.Select(assignment => assignment.Key).ToHashSet();
            _all.RemoveWhere(cached => !there.Contains(cached.Key) && !isRunning(cached.Key));
        }
    }

    private void Replace(CachedApplication cached)
    {
        _all.Remove(cached);
        _all.Add(cached);
    }

    /// <summary>
    /// Compares entries by their keys. A dictionary with separate keys would be three times as large.
    /// </summary>
    private sealed class ByKey
        : IEqualityComparer<CachedApplication>, IAlternateEqualityComparer<PolicyKey, CachedApplication>
    {
        public static readonly ByKey Only = new();

        public bool Equals(CachedApplication? x, CachedApplication? y) => x?.Key == y?.Key;

        public int GetHashCode(CachedApplication obj) => GetHashCode(obj.Key);

        public bool Equals(PolicyKey alternate, CachedApplication other) => alternate == other.Key;

        public int GetHashCode(PolicyKey alternate) => alternate.GetHashCode();

        public CachedApplication Create(PolicyKey alternate) =>
            throw new NotSupportedException("The cache creates its entries from applications, not from keys.");
    }
}
