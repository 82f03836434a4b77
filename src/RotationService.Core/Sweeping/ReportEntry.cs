using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;

namespace RotationService.Core.Sweeping;

/// <summary>What is said of an application in a sweep: a report or, of one at rest, what the report is made from.</summary>
internal readonly struct ReportEntry
{
    private readonly ApplicationReport? _report;
    private readonly IdleSnapshot? _rest;

    /// <summary>A report.</summary>
    public ReportEntry(ApplicationReport report) => _report = report;

    /// <summary>The report of an application at rest.</summary>
    public ReportEntry(IdleSnapshot rest) => _rest = rest;

    /// <summary>Whether it is about the application that is told from others by this.</summary>
    public bool IsAbout(PolicyKey key) => (_rest?.Key ?? _report?.Policy.Key) == key;

    /// <summary>Whether anything is said.</summary>
    public bool IsSaid => _report is not null || _rest is not null;

    /// <summary>The steps that were done; empty for an application at rest.</summary>
    public IReadOnlyList<StepRecord> Steps => _report?.Steps ?? [];

    /// <summary>Whether the application is to be looked at again before the next sweep.</summary>
    public bool IsFollowedUp => _report?.FollowUpAt is not null;

    /// <summary>The report; that of an application at rest is made anew each time.</summary>
    public ApplicationReport Report() => _rest?.Report() ?? _report!;

    /// <summary>The same, with steps that were done before.</summary>
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
