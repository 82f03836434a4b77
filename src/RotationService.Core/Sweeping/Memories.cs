using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>What a process remembers of each application. Safe for use by several passes.</summary>
internal sealed class Memories
{
    private readonly HashSet<ApplicationMemory> _all = new(ByKey.Only);
    private readonly HashSet<ApplicationMemory>.AlternateLookup<PolicyKey> _byKey;
    private readonly Lock _lock = new();

    /// <summary>Nothing is remembered yet.</summary>
    public Memories() => _byKey = _all.GetAlternateLookup<PolicyKey>();

    /// <summary>A person asked for a rotation: what was seen before is no reason to leave the application alone.</summary>
    public void Begin(RotateRequest request)
    {
        lock (_lock)
        {
            Replace(new ApplicationMemory { Request = request });
        }
    }

    /// <summary>The memory of an application, for a pass over it.</summary>
    public ApplicationMemory Of(Subject subject)
    {
        lock (_lock)
        {
            // What was seen under an older policy of that name, or of another application, says nothing of this one.
            if (_byKey.TryGetValue(subject.Key, out var memory) && !memory.IsAboutOther(subject))
            {
                memory.BeAbout(subject);
                return memory;
            }

            memory = new ApplicationMemory();
            memory.BeAbout(subject);
            Replace(memory);
            return memory;
        }
    }

    /// <summary>What the last pass found of an application, if the listing says that it holds; null if there is something to do, or to look at.</summary>
    /// <param name="subject">The application as it is listed.</param>
    /// <param name="isInTurn">Whether it is its turn to be looked at all the same.</param>
    /// <param name="glances">What lists of its vaults may do for that look, and are told that they are wanted; null if none may. Then nothing of what was foreseen is relied on either.</param>
    /// <param name="now">When.</param>
    public Rest? AtRest(Subject subject, bool isInTurn, VaultGlances? glances, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_byKey.TryGetValue(subject.Key, out var memory))
            {
                return null;
            }

            memory.IsInTurn = false;
            if (isInTurn && !(glances is not null && memory.MayBeGlancedAt(now)))
            {
                memory.Rest = memory.Rest?.Unforeseen();
                return null;
            }

            if (!memory.IsAtRest(subject, now))
            {
                memory.Rest = isInTurn ? memory.Rest?.Unforeseen() : memory.Rest;
                return null;
            }

            memory.Share(subject);
            if (!isInTurn)
            {
                return memory.Rest;
            }

            memory.IsInTurn = true;
            glances!.Expect(subject.Policy);
            return null;
        }
    }

    /// <summary>A pass has ended: of an application at rest nothing is held from now on that the sweep holds, too.</summary>
    /// <returns>What it found, if it did nothing and nothing is to be done for a while; else null.</returns>
    public Rest? Share(ApplicationMemory memory, Subject subject, ApplicationReport report)
    {
        lock (_lock)
        {
            memory.Share(subject);
            return report.Steps.Count == 0 ? memory.Rest : null;
        }
    }

    /// <summary>Forgets the applications that are under no policy any more, but for those that are being worked on.</summary>
    public void Keep(IReadOnlyList<Subject> subjects, Func<PolicyKey, bool> isRunning)
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
            _all.RemoveWhere(memory => !there.Contains(memory.Key) && !isRunning(memory.Key));
        }
    }

    private void Replace(ApplicationMemory memory)
    {
        _all.Remove(memory);
        _all.Add(memory);
    }

    /// <summary>By what they are about: a table with the keys beside them would be three times as large.</summary>
    private sealed class ByKey : IEqualityComparer<ApplicationMemory>, IAlternateEqualityComparer<PolicyKey, ApplicationMemory>
    {
        public static readonly ByKey Only = new();

        public bool Equals(ApplicationMemory? x, ApplicationMemory? y) => x?.Key == y?.Key;

        public int GetHashCode(ApplicationMemory obj) => GetHashCode(obj.Key);

        public bool Equals(PolicyKey alternate, ApplicationMemory other) => alternate == other.Key;

        public int GetHashCode(PolicyKey alternate) => alternate.GetHashCode();

        public ApplicationMemory Create(PolicyKey alternate) => throw new NotSupportedException("A memory is made by what it is about.");
    }
}
