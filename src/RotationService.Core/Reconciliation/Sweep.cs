using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>The state of one sweep: which applications it still has to look at, and what has been found so far.</summary>
internal sealed class Sweep(DateTimeOffset createdAt)
{
    private readonly Dictionary<PolicyKey, ApplicationReport> _reports = [];
    private readonly Dictionary<PolicyKey, IReadOnlyList<StepRecord>> _between = [];
    private readonly HashSet<PolicyKey> _expected = [];
    private readonly HashSet<PolicyKey> _listed = [];
    private readonly Lock _lock = new();
    private IReadOnlyList<PolicyKey> _order = [];
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
        _reports.Clear();
    }

    /// <summary>The directory has been listed.</summary>
    public void Expect(IReadOnlyList<Subject> subjects, IReadOnlyList<DirectoryApplication> unmatched, IReadOnlyList<UnlistedTenant> unlisted, DateTimeOffset now)
    {
        _order = [.. subjects.Select(subject => subject.Policy.Key)];
        _expected.UnionWith(subjects.Where(subject => subject.Problem is null).Select(subject => subject.Policy.Key));
        _listed.UnionWith(_expected);
        _unmatched = unmatched;
        _unlisted = unlisted;
        _listedAt = _toldAt = now;
    }

    /// <summary>Those at rest have been told: the rest is looked at from now on.</summary>
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
        _reports[key] = report with { Steps = [.. _reports.TryGetValue(key, out var earlier) ? earlier.Steps : _between.GetValueOrDefault(key, []), .. report.Steps] };
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
        [.. _order.Select(key => _reports.GetValueOrDefault(key)).OfType<ApplicationReport>()],
        _startedAt,
        now)
    {
        Unmatched = _unmatched,
        Unlisted = _unlisted,
    };
}
