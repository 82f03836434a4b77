using System.Globalization;

namespace RotationService.Simulation.Processes;

/// <summary>A piece of mischief: what, to whom, when, for how long.</summary>
/// <param name="Kind">What.</param>
/// <param name="Worker">Which worker, 0 or 1.</param>
/// <param name="After">How long after the last one, in real time.</param>
/// <param name="Route">The call in the middle of which it is done; null: at any moment. That call's answer is held back.</param>
/// <param name="IsApplied">Whether that call takes effect.</param>
/// <param name="Lasts">How long it lasts, in real time.</param>
/// <param name="PausedFor">How long a pause lasts, in sandbox time.</param>
/// <param name="Faults">The failing calls, as the sandbox takes them.</param>
internal sealed record MischiefPlan(
    MischiefKind Kind,
    int Worker,
    TimeSpan After,
    string? Route,
    bool IsApplied,
    TimeSpan Lasts,
    string PausedFor,
    IReadOnlyList<string> Faults)
{
    /// <summary>The calls that change something, each with its host.</summary>
    private static readonly string[] Mutations =
    [
        "graph POST /applications/{id}/addPassword",
        "graph POST /applications/{id}/addPassword",
        "graph POST /applications/{id}/removePassword",
        "vault PUT /secrets/{name}",
        "vault PUT /secrets/{name}",
        "vault PATCH /secrets/{name}/{version}",
    ];

    private static readonly string[] Outcomes =
    [
        "\"when\":\"before\",\"drop\":true",
        "\"when\":\"after\",\"drop\":true",
        "\"when\":\"before\",\"status\":503",
        "\"when\":\"after\",\"status\":504",
        "\"when\":\"after\",\"status\":500",
        "\"when\":\"before\",\"status\":403",
        "\"when\":\"before\",\"status\":429,\"headers\":{\"Retry-After\":\"7\"}",
        "\"when\":\"before\",\"status\":429,\"headers\":{\"Retry-After\":\"2.128\"}",
        "\"when\":\"before\",\"status\":429",
        "\"when\":\"after\",\"delay\":\"PT40S\"",
    ];

    private static readonly string[] Pauses = ["PT90S", "PT90S", "PT90S", "PT90S", "PT11M", "PT5H"];

    /// <summary>Draws the particulars.</summary>
    public static MischiefPlan Draw(MischiefKind kind, Random random) => new(
        kind,
        random.Next(2),
        TimeSpan.FromMilliseconds(random.Next(0, 900)),
        random.Next(3) > 0 ? random.Pick(Mutations) : null,
        random.Next(3) > 0,
        TimeSpan.FromMilliseconds(random.Next(100, 1500)),
        random.Pick(Pauses),
        [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Fault(random))]);

    /// <summary>The fault that holds back the answer of the call in the middle of which it is done.</summary>
    public string? Hold()
    {
        if (Route is not { } route)
        {
            return null;
        }

        var (host, path) = Split(route);
        return string.Create(CultureInfo.InvariantCulture, $$"""{"host":"{{host}}","route":"{{path}}","when":"{{(IsApplied ? "after" : "before")}}","drop":true,"delay":"PT12S"}""");
    }

    private static string Fault(Random random)
    {
        var (host, path) = Split(random.Next(6) == 0 ? "login POST /{tenant}/oauth2/v2.0/token" : random.Pick(Mutations));
        return string.Create(CultureInfo.InvariantCulture, $$"""{"host":"{{host}}","route":"{{path}}","nth":{{random.Next(1, 4)}},"times":{{random.Next(1, 4)}},{{random.Pick(Outcomes)}}}""");
    }

    private static (string Host, string Path) Split(string route) => (route[..route.IndexOf(' ', StringComparison.Ordinal)], route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
}
