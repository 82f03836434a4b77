using System.Globalization;

namespace RotationService.Output;

/// <summary>Formats times and durations for results.</summary>
internal static class TimeText
{
    /// <summary>A UTC time for programs, as in RFC 3339: <c>2026-11-22T16:03:07Z</c>.</summary>
    public static string Rfc3339(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A UTC time for people: <c>2026-11-22 16:03Z</c>.</summary>
    public static string ToTheMinute(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    /// <summary>A UTC time for people: <c>2026-11-22 16:03:07Z</c>.</summary>
    public static string ToTheSecond(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time for people, relative to now: <c>in 12 days</c>, <c>3 hours ago</c>, <c>now</c>.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var span = at - now;
        var text = Rounded(span.Duration());
        return text.Length == 0 ? "now" : span > TimeSpan.Zero ? $"in {text}" : $"{text} ago";
    }

    /// <summary>An estimate of remaining time for people, rounded up to 5 seconds or to a minute.</summary>
    public static string Remaining(TimeSpan left) => left < TimeSpan.FromMinutes(1.5)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(left.TotalSeconds / 5) * 5} s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(left.TotalMinutes)} min");

    private static string Rounded(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{Math.Round(span.TotalDays)} days",
        { TotalHours: >= 2 } => $"{Math.Round(span.TotalHours)} hours",
        { TotalMinutes: >= 1 } => $"{Math.Round(span.TotalMinutes)} min",
        { TotalSeconds: >= 5 } => $"{Math.Round(span.TotalSeconds)} s",
        _ => "",
    };
}
