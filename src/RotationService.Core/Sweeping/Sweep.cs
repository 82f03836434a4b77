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
    private ReportEntry[] _told = [];
    private bool _isToldOn;
    private IReadOnlyList<DirectoryApplication> _unmatched = [];
    private IReadOnlyList<UnlistedTenant> _unlisted = [];
    private IReadOnlyList<PolicyReport> _policies = [];
    private SweepReport? _failed;
    private DateTimeOffset _startedAt = createdAt;
    private DateTimeOffset _begunAt;
    private DateTimeOffset _toldAt;
    private int _toLookAt;

    /// <summary>When the listing of the directory began.</summary>
    public DateTimeOffset ListedAt { get; private set; }

    /// <summary>Whether every application has its result.</summary>
    public bool IsOver => _expected.Count == 0;

    /// <summary>Starts the sweep and discards the results of the previous one.</summary>
    public void Begin(DateTimeOffset now)
    {
        _startedAt = now;
        _failed = null;
        (_told, _isToldOn) = ([], false);
        _places.Clear();
    }

    /// <summary>
    /// Records the directory listing. A result is then recorded at once, or a pass is expected, for each of the
    /// applications.
    /// </summary>
    /// <param name="subjects">How many applications the sweep is about.</param>
    /// <param name="unmatched">The applications with credentials of ours that are under no policy.</param>
    /// <param name="unlisted">The tenants that could not be listed.</param>
    /// <param name="listedAt">When the listing began: its first page may be as old as that.</param>
    /// <param name="now">Now, after the listing.</param>
    /// <param name="policies">The reports on whole policies.</param>
    public void Begin(
        int subjects,
        IReadOnlyList<DirectoryApplication> unmatched,
        IReadOnlyList<UnlistedTenant> unlisted,
        DateTimeOffset listedAt,
        DateTimeOffset now,
        IReadOnlyList<PolicyReport>? policies = null)
    {
        (_told, _isToldOn) = (new ReportEntry[subjects], false);
        _unmatched = unmatched;
        _unlisted = unlisted;
        _policies = policies ?? [];
        ListedAt = listedAt;
        _begunAt = _toldAt = now;
    }

    /// <summary>Records the result for an application that needs no pass.</summary>
    public void Tell(int place, PolicyKey key, ReportEntry told)
    {
        _told[place] = told.After(_between.GetValueOrDefault(key, []));
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
    public void Look() => _toLookAt = _expected.Count;

    /// <summary>
    /// Returns the progress, if the sweep is not over and no progress was returned for a while. Returns null otherwise,
    /// and as long as no pass has ended.
    /// </summary>
    public SweepProgress? TellProgress(DateTimeOffset now, TimeSpan every)
    {
        var done = _toLookAt - _expected.Count;
        if (IsOver || done <= 0 || now - _toldAt < every)
        {
            return null;
        }

        _toldAt = now;
        return new SweepProgress(done, _toLookAt, (now - _begunAt) / done * _expected.Count, now);
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
    public bool Add(PolicyKey key, ReportEntry told)
    {
        // Steps that were done between two sweeps, when a rotation was followed up, are reported with the later sweep.
        var place = _places.TryGetValue(key, out var expected)
            ? expected
            : Array.FindIndex(_told, other => other.IsAbout(key));
        if (place >= 0)
        {
            // A report that was already returned must not change.
            (_told, _isToldOn) = (_isToldOn ? [.. _told] : _told, false);
            _told[place] = told.After(_told[place].IsSaid ? _told[place].Steps : _between.GetValueOrDefault(key, []));
        }

        if (!told.IsFollowedUp)
        {
            _places.Remove(key);
        }

        if (IsOver)
        {
            _between[key] = [.. _between.GetValueOrDefault(key, []), .. told.Steps];
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

        _isToldOn = true;
        var told = Array.TrueForAll(_told, one => one.IsSaid) ? _told : Array.FindAll(_told, one => one.IsSaid);
        return new SweepReport(new ReportEntries(told), _startedAt, now)
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
