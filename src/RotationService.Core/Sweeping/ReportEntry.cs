using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>
/// The result for one application in a sweep: a report, or, for an idle application, the snapshot that the report is
/// built from.
/// </summary>
internal readonly struct ReportEntry
{
    private readonly ApplicationReport? _report;
    private readonly IdleSnapshot? _rest;

    /// <summary>Makes an entry with a report.</summary>
    public ReportEntry(ApplicationReport report) => _report = report;

    /// <summary>Makes an entry for an idle application.</summary>
    public ReportEntry(IdleSnapshot rest) => _rest = rest;

    /// <summary>Whether the entry is for the application with this key.</summary>
    public bool IsAbout(PolicyKey key) => (_rest?.Key ?? _report?.Policy.Key) == key;

    /// <summary>Whether the entry has a result. The default value has none.</summary>
    public bool HasReport => _report is not null || _rest is not null;

    /// <summary>The steps that were done. Empty for an idle application.</summary>
    public IReadOnlyList<StepRecord> Steps => _report?.Steps ?? [];

    /// <summary>Whether the application is to be observed again before the next sweep.</summary>
    public bool IsFollowedUp => _report?.FollowUpAt is not null;

    /// <summary>Returns the report. The report of an idle application is built again on each call.</summary>
    public ApplicationReport Report() => _rest?.Report() ?? _report!;

    /// <summary>Returns the entry with earlier steps put before its own.</summary>
    public ReportEntry After(IReadOnlyList<StepRecord> earlier)
    {
        if (earlier.Count == 0)
        {
            return this;
        }

        var report = Report();
        return new ReportEntry(report with { Steps = [.. earlier, .. report.Steps] });
    }
}
