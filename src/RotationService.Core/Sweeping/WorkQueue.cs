using RotationService.Core.Matching;
using RotationService.Core.Policies;

namespace RotationService.Core.Sweeping;

/// <summary>
/// The applications that wait for a pass, each with its time. Of those whose time has come, the most urgent is first:
/// the one whose programs will be without a secret the soonest.
/// </summary>
/// <remarks>
/// The queue has lanes that follow the quotas: one for each vault, and one for the applications open to personal
/// accounts, which accept one write a second. No lane takes more than its share of the passes, so a slow or throttled
/// lane does not delay the others.
/// </remarks>
/// <param name="parallelism">
/// How many passes can run at the same time, 1 or more. A lane takes half of them at most, but at least one.
/// </param>
internal sealed class WorkQueue(int parallelism)
{
    /// <summary>
    /// The passes of the lane for personal accounts. At one write a second two are enough: while one waits for its
    /// turn, the other continues.
    /// </summary>
    private const int PersonalPasses = 2;

    private readonly Dictionary<PolicyKey, Entry> _entries = [];
    private readonly PriorityQueue<Entry, DateTimeOffset> _later = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.OrdinalIgnoreCase);
    private int _running;
    private long _put;

    /// <summary>Whether no application is on the queue.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>When the time of the next application comes. Null if there is none to wait for.</summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            DropRemoved();
            return _later.TryPeek(out _, out var at) ? at : null;
        }
    }

    /// <summary>Whether another pass can start, if an application needs one.</summary>
    public bool HasRoom => _running < parallelism;

    /// <summary>Puts an application on the queue. This replaces an earlier entry for it.</summary>
    public void Put(PolicyAssignment assignment, DateTimeOffset at)
    {
        var entry = new Entry(assignment, _put++);
        _entries[assignment.Key] = entry;
        _later.Enqueue(entry, at);
    }

    /// <summary>Removes an application from the queue.</summary>
    public void Remove(PolicyKey key) => _entries.Remove(key);

    /// <summary>Removes all applications from the queue except these.</summary>
    public void Keep(IReadOnlySet<PolicyKey> keys)
    {
        foreach (var key in _entries.Keys.Where(key => !keys.Contains(key)).ToList())
        {
            _entries.Remove(key);
        }
    }

    /// <summary>
    /// Takes the most urgent application whose time has come and whose lane has room. Returns null if there is none. A
    /// call of <see cref="Ended"/> must follow.
    /// </summary>
    public PolicyAssignment? Take(DateTimeOffset now)
    {
        DropRemoved();
        while (_later.TryPeek(out _, out var at) && at <= now)
        {
            var entry = _later.Dequeue();
            LaneOf(entry.Subject).Due.Enqueue(entry, (entry.Subject.UrgentBy, entry.Number));
            DropRemoved();
        }

        if (!HasRoom)
        {
            return null;
        }

        Lane? first = null;
        foreach (var lane in _lanes.Values)
        {
            while (lane.Due.TryPeek(out var entry, out _) && IsRemoved(entry))
            {
                lane.Due.Dequeue();
            }

            if (lane.HasRoom && (first is null || Next(lane).CompareTo(Next(first)) < 0))
            {
                first = lane;
            }
        }

        if (first is null)
        {
            return null;
        }

        var taken = first.Due.Dequeue();
        _entries.Remove(taken.Subject.Key);
        first.Running++;
        _running++;
        return taken.Subject;
    }

    /// <summary>Records that the pass over an application from the queue has ended.</summary>
    public void Ended(PolicyAssignment assignment)
    {
        LaneOf(assignment).Running--;
        _running--;
    }

    private static (DateTimeOffset, long) Next(Lane lane) =>
        lane.Due.TryPeek(out _, out var urgency) ? urgency : default;

    private Lane LaneOf(PolicyAssignment assignment)
    {
        var isPersonal = assignment.Application!.IsOpenToPersonalAccounts;
        var name = isPersonal ? "personal accounts" : assignment.Policy.Vaults[0].Host;
        if (!_lanes.TryGetValue(name, out var lane))
        {
            var half = Math.Max(1, parallelism / 2);
            _lanes[name] = lane = new Lane(isPersonal ? Math.Min(PersonalPasses, half) : half);
        }

        return lane;
    }

    private void DropRemoved()
    {
        while (_later.TryPeek(out var entry, out _) && IsRemoved(entry))
        {
            _later.Dequeue();
        }
    }

    private bool IsRemoved(Entry entry) => _entries.GetValueOrDefault(entry.Subject.Key) != entry;

    private sealed record Entry(PolicyAssignment Subject, long Number);

    private sealed class Lane(int passes)
    {
        public PriorityQueue<Entry, (DateTimeOffset UrgentBy, long Number)> Due { get; } = new();

        public int Running { get; set; }

        public bool HasRoom => Due.Count > 0 && Running < passes;
    }
}
