using RotationService.Core.Reporting;
using RotationService.Hosting;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>
/// Finds the application that a user names. The name of a policy takes precedence over an appId, and an appId over a
/// display name.
/// </summary>
internal static class NamedApplication
{
    private const int MaxNamed = 10;

    private static readonly Func<ApplicationReport, string, bool>[] Ways =
    [
        (report, app) => Same(report.Policy.Name, app) || Same(report.Policy.Label, app),
        (report, app) => Same(
            report.Application?.AppId.ToString("D") ?? report.Policy.Application.AppId?.ToString("D"),
            app),
        (report, app) => Same(report.Application?.DisplayName ?? report.Policy.Application.DisplayName, app),
    ];

    /// <summary>Finds one application.</summary>
    /// <exception cref="UsageException">No application has the name, or several have it.</exception>
    public static ApplicationReport Find(string app, SweepReport preview) => All(app, preview.Applications) switch
    {
        [var only] => only,
        var several => throw new UsageException(
            $"{app} matches several applications: {string.Join(", ", several.Take(MaxNamed).Select(report => report.Policy.Label))}{(several.Count > MaxNamed ? ", …" : "")}; specify one of them, or an appId"),
    };

    /// <summary>
    /// Finds all applications with a name. The name of a policy for many applications selects each of them.
    /// </summary>
    /// <exception cref="UsageException">No application has the name.</exception>
    public static IReadOnlyList<ApplicationReport> All(string app, IReadOnlyList<ApplicationReport> reports)
    {
        var meant = Ways
            .Select(way => reports.Where(report => way(report, app)).ToList())
            .FirstOrDefault(found => found.Count > 0);
        return meant ?? throw new UsageException(
            Spelling.Nearest(
                app,
                reports
                    .SelectMany(report => new[] { report.Policy.Name, report.Policy.Label })
                    .Distinct()) is { } nearest
                ? $"no policy, appId or display name matches {app}; did you mean {nearest}?"
                : $"no policy, appId or display name matches {app}; to list them, run `{OwnCommand.Typed("status")}`");
    }

    private static bool Same(string? text, string app) => string.Equals(text, app, StringComparison.OrdinalIgnoreCase);
}
