using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>The state of one sweep: which applications it still has to look at, and what has been found so far.</summary>
/// <remarks>Of an application at rest it holds the report alone: a large tenant is nearly all at rest.</remarks>
internal sealed class Sweep(DateTimeOffset createdAt)
{
    private readonly Dictionary<PolicyKey, IReadOnlyList<StepRecord>> _between = [];
    private readonly Dictionary<PolicyKey, int> _places = [];
    private readonly HashSet<PolicyKey> _expected = [];
    private readonly HashSet<PolicyKey> _listed = [];
    private readonly Lock _lock = new();
    private ApplicationReport?[] _reports = [];
    private IReadOnlyList<DirectoryApplication> _unmatched = [];
    private IReadOnlyList<UnlistedTenant> _unlisted = [];
    private SweepReport? _failed;
    private DateTimeOffset _startedAt = createdAt;
    private DateTimeOffset _listedAt;
    private DateTimeOffset _toldAt;
    private int _toLookAt;

    /// <summary>Whether every application has been looked at once.</summary>
    public bool IsOver => _expected.Count == 0;

    public void Begin(DateTimeOffset now)
    {
        _startedAt = now;
        _failed = null;
        _reports = [];
        _places.Clear();

        // At first sight there is room for all of a large tenant in these, later for few.
        _places.TrimExcess();
        _expected.TrimExcess();
        lock (_lock)
        {
            _listed.TrimExcess();
        }
    }

    /// <summary>The directory has been listed: what is said of so many applications is either told at once or expected.</summary>
    public void Begin(int subjects, IReadOnlyList<DirectoryApplication> unmatched, IReadOnlyList<UnlistedTenant> unlisted, DateTimeOffset now)
    {
        _reports = new ApplicationReport?[subjects];
        _unmatched = unmatched;
        _unlisted = unlisted;
        _listedAt = _toldAt = now;
    }

    /// <summary>What is said of an application that is not looked at.</summary>
    public void Tell(int place, ApplicationReport report)
    {
        _reports[place] = After(_between.GetValueOrDefault(report.Policy.Key, []), report);
        _between.Remove(report.Policy.Key);
    }

    /// <summary>An application is to be looked at.</summary>
    public void Expect(int place, PolicyKey key)
    {
        _places[key] = place;
        _expected.Add(key);
        lock (_lock)
        {
            _listed.Add(key);
        }
    }

    /// <summary>All have been told or are expected: these are looked at from now on.</summary>
    public void Look() => _toLookAt = _expected.Count;

    /// <summary>How far it is, if it is not over and that has not been told for a while; null otherwise.</summary>
    public SweepProgress? TellProgress(DateTimeOffset now, TimeSpan every)
    {
        var done = _toLookAt - _expected.Count;
        if (IsOver || done <= 0 || now - _toldAt < every)
        {
            return null;
        }

        _toldAt = now;
        return new SweepProgress(done, _toLookAt, (now - _listedAt) / done * _expected.Count, now);
    }

    /// <summary>The directory could not be listed.</summary>
    public void Fail(SweepReport report) => _failed = report;

    /// <summary>Whether what the listing showed of an application may be used for this pass: once, and while it is fresh.</summary>
    public bool TryUseListing(PolicyKey key, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _listed.Remove(key) && now - _listedAt < Evidence.Freshness;
        }
    }

    /// <summary>Adds what a pass found. True if it was the last that the sweep waited for.</summary>
    public bool Add(ApplicationReport report)
    {
        // What was done between two sweeps, when a rotation was followed up, is told with the later one.
        var key = report.Policy.Key;
        var place = _places.TryGetValue(key, out var expected) ? expected : Array.FindIndex(_reports, told => told?.Policy.Key == key);
        if (place >= 0)
        {
            _reports[place] = After(_reports[place]?.Steps ?? _between.GetValueOrDefault(key, []), report);
        }

        if (IsOver)
        {
            _between[key] = [.. _between.GetValueOrDefault(key, []), .. report.Steps];
            return false;
        }

        _between.Remove(key);
        return _expected.Remove(key) && IsOver;
    }

    /// <summary>What has been found, in the policies' order.</summary>
    public SweepReport Report(DateTimeOffset now) => _failed ?? new SweepReport(
        [.. _reports.OfType<ApplicationReport>()],
        _startedAt,
        now)
    {
        Unmatched = _unmatched,
        Unlisted = _unlisted,
    };

    private static ApplicationReport After(IReadOnlyList<StepRecord> earlier, ApplicationReport report) =>
        earlier.Count == 0 ? report : report with { Steps = [.. earlier, .. report.Steps] };
}
