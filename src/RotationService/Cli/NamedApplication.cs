using RotationService.Core.Reporting;
using RotationService.Hosting;
using RotationService.Settings;

namespace RotationService.Cli;

/// <summary>Which application a person means by a word: a policy's name goes before an appId, that before a display name.</summary>
internal static class NamedApplication
{
    private const int MaxNamed = 10;

    private static readonly Func<ApplicationReport, string, bool>[] Ways =
    [
        (report, app) => Same(report.Policy.Name, app) || Same(report.Policy.Label, app),
        (report, app) => Same(report.Application?.AppId.ToString("D") ?? report.Policy.Application.AppId?.ToString("D"), app),
        (report, app) => Same(report.Application?.DisplayName ?? report.Policy.Application.DisplayName, app),
    ];

    /// <summary>The one application that is meant.</summary>
    /// <exception cref="UsageException">None is, or several are.</exception>
    public static ApplicationReport Find(string app, SweepReport looked) => All(app, looked.Applications) switch
    {
        [var only] => only,
        var several => throw new UsageException($"{app} fits several: {string.Join(", ", several.Take(MaxNamed).Select(report => report.Policy.Label))}{(several.Count > MaxNamed ? ", …" : "")}; name one of them, or its appId"),
    };

    /// <summary>All that are meant: by the name of a policy for many, each of them.</summary>
    /// <exception cref="UsageException">None is.</exception>
    public static IReadOnlyList<ApplicationReport> All(string app, IReadOnlyList<ApplicationReport> reports)
    {
        var meant = Ways.Select(way => reports.Where(report => way(report, app)).ToList()).FirstOrDefault(found => found.Count > 0);
        return meant ?? throw new UsageException(
            Spelling.Nearest(app, reports.SelectMany(report => new[] { report.Policy.Name, report.Policy.Label }).Distinct()) is { } nearest
                ? $"no policy, appId or display name is {app}; did you mean {nearest}?"
                : $"no policy, appId or display name is {app}; `{OwnCommand.Typed("status")}` lists them");
    }

    private static bool Same(string? text, string app) => string.Equals(text, app, StringComparison.OrdinalIgnoreCase);
}
