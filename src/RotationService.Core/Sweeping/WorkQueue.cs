using RotationService.Core.Matching;
using RotationService.Core.Policies;

namespace RotationService.Core.Sweeping;

/// <summary>Which applications are to be looked at when, and of those whose time has come, which first: the one whose programs are the soonest without a secret.</summary>
/// <remarks>
/// It deals in lanes, as the quotas do: one for each vault, and one for the applications open to personal accounts, which may be written to
/// once a second. None of them takes more than its share of the passes, so that one that is slow, or is told to wait, holds up no other.
/// </remarks>
/// <param name="parallelism">How many may be looked at at once, 1 or more. A lane takes half of them at most.</param>
internal sealed class WorkQueue(int parallelism)
{
    /// <summary>At one write a second two passes are enough: while one waits for its turn, the other is past it.</summary>
    private const int PersonalPasses = 2;

    private readonly Dictionary<PolicyKey, Entry> _entries = [];
    private readonly PriorityQueue<Entry, DateTimeOffset> _later = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.OrdinalIgnoreCase);
    private int _running;
    private long _put;

    /// <summary>Whether nobody is on it.</summary>
    public bool IsEmpty => _entries.Count == 0;

    /// <summary>When the next one's time comes; null if there is none to wait for.</summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            DropRemoved();
            return _later.TryPeek(out _, out var at) ? at : null;
        }
    }

    /// <summary>Whether another pass may be begun, were there something to do.</summary>
    public bool HasRoom => _running < parallelism;

    /// <summary>Puts an application on it; what was said of it before is forgotten.</summary>
    public void Put(PolicyAssignment subject, DateTimeOffset at)
    {
        var entry = new Entry(subject, _put++);
        _entries[subject.Key] = entry;
        _later.Enqueue(entry, at);
    }

    /// <summary>Takes an application off it.</summary>
    public void Remove(PolicyKey key) => _entries.Remove(key);

    /// <summary>Takes off it all but those.</summary>
    public void Keep(IReadOnlySet<PolicyKey> keys)
    {
        foreach (var key in _entries.Keys.Where(key => !keys.Contains(key)).ToList())
        {
            _entries.Remove(key);
        }
    }

    /// <summary>Takes the most urgent of those whose time has come and whose lane has room; null if there is none. <see cref="Ended"/> must follow.</summary>
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

    /// <summary>A pass over what was taken has ended.</summary>
    public void Ended(PolicyAssignment subject)
    {
        LaneOf(subject).Running--;
        _running--;
    }

    private static (DateTimeOffset, long) Next(Lane lane) => lane.Due.TryPeek(out _, out var urgency) ? urgency : default;

    private Lane LaneOf(PolicyAssignment subject)
    {
        var isPersonal = subject.Application!.IsOpenToPersonalAccounts;
        var name = isPersonal ? "personal accounts" : subject.Policy.Vaults[0].Host;
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
