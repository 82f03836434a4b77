using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;

namespace RotationService.Core.Sweeping;

/// <summary>The state of one sweep: the applications that still need a pass, and the results so far.</summary>
/// <remarks>
/// For an idle application it holds only what the report can be built from, because nearly all applications of a large
/// tenant are idle.
/// </remarks>
internal sealed class Sweep(DateTimeOffset createdAt)
{
    private readonly Dictionary<PolicyKey, IReadOnlyList<StepRecord>> _between = [];
    private readonly Dictionary<PolicyKey, int> _places = [];
    private readonly HashSet<PolicyKey> _expected = [];
    private readonly HashSet<PolicyKey> _listed = [];
    private readonly Lock _lock = new();
    private ReportEntry[] _entries = [];
    private bool _isShared;
    private IReadOnlyList<DirectoryApplication> _unmatched = [];
    private IReadOnlyList<UnlistedTenant> _unlisted = [];
    private IReadOnlyList<PolicyReport> _policies = [];
    private SweepReport? _failed;
    private DateTimeOffset _startedAt = createdAt;
    private DateTimeOffset _begunAt;
    private DateTimeOffset _progressAt;
    private int _passes;

    /// <summary>When the listing of the directory began.</summary>
    public DateTimeOffset ListedAt { get; private set; }

    /// <summary>Whether every application has its result.</summary>
    public bool IsOver => _expected.Count == 0;

    /// <summary>Starts the sweep and discards the results of the previous one.</summary>
    public void Begin(DateTimeOffset now)
    {
        _startedAt = now;
        _failed = null;
        (_entries, _isShared) = ([], false);
        _places.Clear();
    }

    /// <summary>
    /// Records the directory listing. A result is then recorded at once, or a pass is expected, for each of the
    /// applications.
    /// </summary>
    /// <param name="assignments">How many applications the sweep is about.</param>
    /// <param name="unmatched">The applications with credentials of ours that are under no policy.</param>
    /// <param name="unlisted">The tenants that could not be listed.</param>
    /// <param name="listedAt">When the listing began: its first page may be as old as that.</param>
    /// <param name="now">Now, after the listing.</param>
    /// <param name="policies">The reports on whole policies.</param>
    public void Begin(
        int assignments,
        IReadOnlyList<DirectoryApplication> unmatched,
        IReadOnlyList<UnlistedTenant> unlisted,
        DateTimeOffset listedAt,
        DateTimeOffset now,
        IReadOnlyList<PolicyReport>? policies = null)
    {
        (_entries, _isShared) = (new ReportEntry[assignments], false);
        _unmatched = unmatched;
        _unlisted = unlisted;
        _policies = policies ?? [];
        ListedAt = listedAt;
        _begunAt = _progressAt = now;
    }

    /// <summary>Records the result for an application that needs no pass.</summary>
    public void AddWithoutPass(int place, PolicyKey key, ReportEntry entry)
    {
        _entries[place] = entry.After(_between.GetValueOrDefault(key, []));
        _between.Remove(key);
    }

    /// <summary>Records that an application needs a pass.</summary>
    public void Expect(int place, PolicyKey key)
    {
        _places[key] = place;
        _expected.Add(key);
        lock (_lock)
        {
            _listed.Add(key);
        }
    }

    /// <summary>Starts the passes, after every application has a result or is expected.</summary>
    public void StartPasses() => _passes = _expected.Count;

    /// <summary>
    /// Returns the progress, if the sweep is not over and no progress was returned for a while. Returns null otherwise,
    /// and as long as no pass has ended.
    /// </summary>
    public SweepProgress? TakeProgress(DateTimeOffset now, TimeSpan every)
    {
        var done = _passes - _expected.Count;
        if (IsOver || done <= 0 || now - _progressAt < every)
        {
            return null;
        }

        _progressAt = now;
        return new SweepProgress(done, _passes, (now - _begunAt) / done * _expected.Count, now);
    }

    /// <summary>Records that the directory could not be listed.</summary>
    public void Fail(SweepReport report) => _failed = report;

    /// <summary>
    /// Whether a pass may use the application as the listing showed it: once for each application, and only while the
    /// listing is fresh.
    /// </summary>
    public bool TryUseListing(PolicyKey key, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _listed.Remove(key) && now - ListedAt < Evidence.Freshness;
        }
    }

    /// <summary>Adds the result of a pass. Returns true if it was the last one that the sweep waited for.</summary>
    public bool Add(PolicyKey key, ReportEntry entry)
    {
        // Steps that were done between two sweeps, when a rotation was followed up, are reported with the later sweep.
        var place = _places.TryGetValue(key, out var expected)
            ? expected
            : Array.FindIndex(_entries, other => other.IsAbout(key));
        if (place >= 0)
        {
            // A report that was already returned must not change.
            (_entries, _isShared) = (_isShared ? [.. _entries] : _entries, false);
            var before = _entries[place];
            _entries[place] = entry.After(before.HasReport ? before.Steps : _between.GetValueOrDefault(key, []));
        }

        if (!entry.IsFollowedUp)
        {
            _places.Remove(key);
        }

        if (IsOver)
        {
            _between[key] = [.. _between.GetValueOrDefault(key, []), .. entry.Steps];
            return false;
        }

        _between.Remove(key);
        var isLast = _expected.Remove(key) && IsOver;
        if (isLast)
        {
            MakeSmall();
        }

        return isLast;
    }

    /// <summary>Returns the results so far, in the policies' order.</summary>
    public SweepReport Report(DateTimeOffset now)
    {
        if (_failed is not null)
        {
            return _failed;
        }

        _isShared = true;
        var reported = Array.TrueForAll(_entries, entry => entry.HasReport)
            ? _entries
            : Array.FindAll(_entries, entry => entry.HasReport);
        return new SweepReport(new ReportEntries(reported), _startedAt, now)
        {
            Unmatched = _unmatched,
            Unlisted = _unlisted,
            Policies = _policies
        };
    }

    // The first sweep puts all applications of a large tenant into these collections. Later sweeps put in few.
    private void MakeSmall()
    {
        _places.TrimExcess();
        _expected.TrimExcess();
        lock (_lock)
        {
            _listed.TrimExcess();
        }
    }
}
