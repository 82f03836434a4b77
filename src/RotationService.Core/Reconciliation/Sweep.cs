using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Reconciliation;

/// <summary>The state of one sweep: which applications it still has to look at, and what has been found so far.</summary>
internal sealed class Sweep(PolicySet policies, DateTimeOffset createdAt)
{
    private readonly Dictionary<string, ApplicationReport> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<StepRecord>> _between = new(StringComparer.Ordinal);
    private readonly HashSet<string> _expected = new(StringComparer.Ordinal);
    private readonly HashSet<string> _listed = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private IReadOnlyList<DirectoryApplication> _unmatched = [];
    private SweepReport? _failed;
    private DateTimeOffset _startedAt = createdAt;
    private DateTimeOffset _listedAt;

    /// <summary>Whether every application has been looked at once.</summary>
    public bool IsOver => _expected.Count == 0;

    public void Begin(DateTimeOffset now)
    {
        _startedAt = now;
        _failed = null;
        _reports.Clear();
    }

    /// <summary>The directory has been listed.</summary>
    public void Expect(IEnumerable<string> policyNames, IReadOnlyList<DirectoryApplication> unmatched, DateTimeOffset now)
    {
        _expected.UnionWith(policyNames);
        _listed.UnionWith(_expected);
        _unmatched = unmatched;
        _listedAt = now;
    }

    /// <summary>The directory could not be listed.</summary>
    public void Fail(SweepReport report) => _failed = report;

    /// <summary>Whether what the listing showed of an application may be used for this pass: once, and while it is fresh.</summary>
    public bool TryUseListing(string policyName, DateTimeOffset now)
    {
        lock (_lock)
        {
            return _listed.Remove(policyName) && now - _listedAt < Evidence.Freshness;
        }
    }

    /// <summary>Adds what a pass found. True if it was the last that the sweep waited for.</summary>
    public bool Add(ApplicationReport report)
    {
        // What was done between two sweeps, when a rotation was followed up, is told with the later one.
        var name = report.Policy.Name;
        _reports[name] = report with { Steps = [.. _reports.TryGetValue(name, out var earlier) ? earlier.Steps : _between.GetValueOrDefault(name, []), .. report.Steps] };
        if (IsOver)
        {
            _between[name] = [.. _between.GetValueOrDefault(name, []), .. report.Steps];
            return false;
        }

        _between.Remove(name);
        return _expected.Remove(name) && IsOver;
    }

    /// <summary>What has been found, in the policies' order.</summary>
    public SweepReport Report(DateTimeOffset now) => _failed ?? new SweepReport(
        [.. policies.Policies.Select(policy => _reports.GetValueOrDefault(policy.Name)).OfType<ApplicationReport>()],
        _startedAt,
        now)
    {
        Unmatched = _unmatched,
    };
}
