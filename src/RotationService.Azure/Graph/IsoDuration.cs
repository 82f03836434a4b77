using System.Globalization;
using System.Text.RegularExpressions;

namespace RotationService.Azure.Graph;

/// <summary>
/// Reads ISO 8601 durations as upper limits. A duration without a fixed length, such as a month, counts as the shortest
/// that it can be.
/// </summary>
/// <remarks>
/// Administrators write values such as <c>P12M</c>. .NET and the Graph SDK count a month as 30 days, which is longer
/// than February.
/// </remarks>
internal static partial class IsoDuration
{
    private const int MonthsInYear = 12;
    private const int DaysInYear = 365;

    /// <summary>
    /// The first day of the shortest month of a common year. No period of so many months is shorter than the one that
    /// begins here.
    /// </summary>
    private static readonly DateTime ShortestMonth = new(2023, 2, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>
    /// Reads a duration. Null if the text is not a duration. <see cref="TimeSpan.MaxValue"/> if the duration is too
    /// long.
    /// </summary>
    public static TimeSpan? TryParse(string? text)
    {
        if (Pattern.Match(text ?? "") is not { Success: true } match)
        {
            return null;
        }

        var months = Part(match, "months") + (Part(match, "years") * MonthsInYear);
        var days = Part(match, "days") + (Part(match, "weeks") * 7);
        var seconds = Part(match, "seconds") + (60 * (Part(match, "minutes") + (60 * Part(match, "hours"))));
        try
        {
            return AtLeast((int)months) + TimeSpan.FromDays(days) + TimeSpan.FromSeconds(seconds);
        }
        catch (OverflowException)
        {
            return TimeSpan.MaxValue;
        }
    }

    private static TimeSpan AtLeast(int months) =>
        TimeSpan.FromDays(Math.BigMul(months / MonthsInYear, DaysInYear))
        + (ShortestMonth.AddMonths(months % MonthsInYear) - ShortestMonth);

    private static double Part(Match match, string name) =>
        match.Groups[name] is { Success: true } group ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(
        @"^P(?=.)((?<years>[0-9]{1,4})Y)?((?<months>[0-9]{1,5})M)?((?<weeks>[0-9]{1,5})W)?((?<days>[0-9]{1,7})D)?(T(?=.)((?<hours>[0-9]{1,7})H)?((?<minutes>[0-9]{1,9})M)?((?<seconds>[0-9]{1,9}(\.[0-9]+)?)S)?)?$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Pattern { get; }
}
