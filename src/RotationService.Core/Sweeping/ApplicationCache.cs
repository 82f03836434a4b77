using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>What a process remembers of each application. Safe for use by several passes.</summary>
internal sealed class ApplicationCache
{
    private readonly HashSet<CachedApplication> _all = new(ByKey.Only);
    private readonly HashSet<CachedApplication>.AlternateLookup<PolicyKey> _byKey;
    private readonly Lock _lock = new();

    /// <summary>Nothing is remembered yet.</summary>
    public ApplicationCache() => _byKey = _all.GetAlternateLookup<PolicyKey>();

    /// <summary>A person asked for a rotation: what was seen before is no reason to leave the application alone.</summary>
    public void Begin(RotateRequest request)
    {
        lock (_lock)
        {
            Replace(new CachedApplication { Request = request });
        }
    }

    /// <summary>The memory of an application, for a pass over it.</summary>
    public CachedApplication Of(PolicyAssignment subject)
    {
        lock (_lock)
        {
            // What was seen under an older policy of that name, or of another application, says nothing of this one.
            if (_byKey.TryGetValue(subject.Key, out var cached) && !cached.IsAboutOther(subject))
            {
                cached.BeAbout(subject);
                return cached;
            }

            cached = new CachedApplication();
            cached.BeAbout(subject);
            Replace(cached);
            return cached;
        }
    }

    /// <summary>What the last pass found of an application, if the listing says that it holds; null if there is something to do, or to look at.</summary>
    /// <param name="subject">The application as it is listed.</param>
    /// <param name="isInTurn">Whether it is its turn to be looked at all the same.</param>
    /// <param name="vaultListings">What lists of its vaults may do for that look, and are told that they are wanted; null if none may. Then nothing of what was foreseen is relied on either.</param>
    /// <param name="now">When.</param>
    public IdleSnapshot? AtRest(PolicyAssignment subject, bool isInTurn, VaultListings? vaultListings, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(subject.Key, out var cached))
            {
                return null;
            }

            cached.IsInTurn = false;
            if (isInTurn && !(vaultListings is not null && cached.MayBeCheckedByListing(now)))
            {
                cached.Idle = cached.Idle?.Unforeseen();
                return null;
            }

            if (!cached.IsIdle(subject, now))
            {
                cached.Idle = isInTurn ? cached.Idle?.Unforeseen() : cached.Idle;
                return null;
            }

            cached.Share(subject);
            if (!isInTurn)
            {
                return cached.Idle;
            }

            cached.IsInTurn = true;
            vaultListings!.Expect(subject.Policy);
            return null;
        }
    }

    /// <summary>A pass has ended: of an application at rest nothing is held from now on that the sweep holds, too.</summary>
    /// <returns>What it found, if it did nothing and nothing is to be done for a while; else null.</returns>
    public IdleSnapshot? Share(CachedApplication cached, PolicyAssignment subject, ApplicationReport report)
    {
        lock (_lock)
        {
            cached.Share(subject);
            return report.Steps.Count == 0 ? cached.Idle : null;
        }
    }

    /// <summary>Forgets the applications that are under no policy any more, but for those that are being worked on.</summary>
    public void Keep(IReadOnlyList<PolicyAssignment> subjects, Func<PolicyKey, bool> isRunning)
    {
        lock (_lock)
        {
            _all.EnsureCapacity(subjects.Count);

            // Mostly there are none, and no set of all that are there is made for it.
            if (subjects.Count(subject => _byKey.Contains(subject.Key)) == _all.Count)
            {
                return;
            }

            var there = subjects.Select(subject => subject.Key).ToHashSet();
            _all.RemoveWhere(cached => !there.Contains(cached.Key) && !isRunning(cached.Key));
        }
    }

    private void Replace(CachedApplication cached)
    {
        _all.Remove(cached);
        _all.Add(cached);
    }

    /// <summary>By what they are about: a table with the keys beside them would be three times as large.</summary>
    private sealed class ByKey : IEqualityComparer<CachedApplication>, IAlternateEqualityComparer<PolicyKey, CachedApplication>
    {
        public static readonly ByKey Only = new();

        public bool Equals(CachedApplication? x, CachedApplication? y) => x?.Key == y?.Key;

        public int GetHashCode(CachedApplication obj) => GetHashCode(obj.Key);

        public bool Equals(PolicyKey alternate, CachedApplication other) => alternate == other.Key;

        public int GetHashCode(PolicyKey alternate) => alternate.GetHashCode();

        public CachedApplication Create(PolicyKey alternate) => throw new NotSupportedException("A memory is made by what it is about.");
    }
}
