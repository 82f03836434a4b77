using System.Globalization;
using System.Text.RegularExpressions;

namespace RotationService.Core.Policies;

/// <summary>
/// Durations as people write them: <c>90d</c>, <c>72h</c>, <c>15m</c>, <c>30s</c>, or ISO 8601 (<c>P90D</c>,
/// <c>PT72H</c>).
/// </summary>
/// <remarks>
/// Years and months are rejected because they have no fixed length. A lifetime must mean the same on every machine and
/// on every day.
/// </remarks>
public static partial class DurationText
{
    /// <summary>The longest duration in days. A longer one is certainly a typing error.</summary>
    private const long MaxDays = 36_500;

    private const string Forms = "write 90d, 72h, 15m, 30s or ISO 8601 such as P90D or PT72H";

    /// <summary>Parses a duration. The result is never negative and always in whole seconds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration. Zero if the text cannot be parsed.</param>
    /// <param name="problem">What is wrong and what to write instead. Empty if the text is valid.</param>
    public static bool TryParse(string text, out TimeSpan duration, out string problem)
    {
        duration = TimeSpan.Zero;
        problem = "";

        var match = Short().Match(text);
        if (!match.Success)
        {
            match = Iso().Match(text);
            if (!match.Success || text[^1] is 'P' or 'T')
            {
                problem = Advice(text);
                return false;
            }
        }

        if (Sum(match) is not { } sum)
        {
            problem = $"\"{text}\" is more than a hundred years; write a shorter duration";
            return false;
        }

        duration = sum;
        return true;
    }

    /// <summary>
    /// Formats a duration exactly, in the short form and with as few units as possible: <c>90d</c>, <c>72h</c>,
    /// <c>4d 15m</c>.
    /// </summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
        {
            return "-" + Format(duration.Negate());
        }

        var seconds = (long)duration.TotalSeconds;
        if (seconds == 0)
        {
            return "0s";
        }

        // Durations under a week that people usually give in hours, such as "72h", stay in hours.
        if (seconds % 3600 == 0 && seconds < 7 * 86_400 && (seconds % 86_400 != 0 || seconds <= 3 * 86_400))
        {
            return $"{seconds / 3600}h";
        }

        string[] parts =
        [
            Part(seconds / 86_400, "d"),
            Part(seconds / 3600 % 24, "h"),
            Part(seconds / 60 % 60, "m"),
            Part(seconds % 60, "s"),
        ];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }

    private static string Part(long count, string unit) => count == 0 ? "" : $"{count}{unit}";

    private static TimeSpan? Sum(Match match)
    {
        var seconds = 0L;
        foreach (var (group, unit) in
            (ReadOnlySpan<(string, long)>)[("w", 604_800), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)])
        {
            if (match.Groups[group] is not { Success: true, Value: var digits })
            {
                continue;
            }

            if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count > MaxDays * 86_400 / unit)
            {
                return null;
            }

            seconds += count * unit;
        }

        return seconds <= MaxDays * 86_400 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static string Advice(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith('-'))
        {
            return $"\"{text}\" is negative; {Forms}";
        }

        if (Number().IsMatch(trimmed))
        {
            return
                $"\"{text}\" has no unit: write {trimmed}d for days, {trimmed}h for hours, {trimmed}m for minutes or {trimmed}s for seconds";
        }

        var match = NumberAndWord().Match(trimmed);
        if (match.Success)
        {
            var number = match.Groups["number"].Value;
            var word = match.Groups["word"].Value;
            switch (word.ToLowerInvariant())
            {
                case "d" or "day" or "days":
                    return $"\"{text}\" is not a duration: write {number}d";
                case "h" or "hr" or "hrs" or "hour" or "hours":
                    return $"\"{text}\" is not a duration: write {number}h";
                case "min" or "mins" or "minute" or "minutes":
                    return $"\"{text}\" is not a duration: write {number}m";
                case "s" or "sec" or "secs" or "second" or "seconds":
                    return $"\"{text}\" is not a duration: write {number}s";
                case "w" or "week" or "weeks"
                    when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var weeks)
                        && weeks < 5000:
                    return $"\"{text}\" is in weeks: write {weeks * 7}d";
                case "mo" or "month" or "months" or "y" or "yr" or "year" or "years":
                    return $"\"{text}\": months and years have no fixed length; write days, such as 180d";
                default:
                    break;
            }
        }

        return Calendar().IsMatch(trimmed)
            ? $"\"{text}\": months and years have no fixed length; write days, such as P180D"
            : $"\"{text}\" is not a duration; {Forms}";
    }

    [GeneratedRegex(
        "^(?:(?<d>[0-9]+)d|(?<h>[0-9]+)h|(?<m>[0-9]+)m|(?<s>[0-9]+)s)\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Short();

    [GeneratedRegex(
        "^P(?:(?<w>[0-9]+)W)?(?:(?<d>[0-9]+)D)?(?:T(?:(?<h>[0-9]+)H)?(?:(?<m>[0-9]+)M)?(?:(?<s>[0-9]+)S)?)?\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Iso();

    [GeneratedRegex("^[0-9]{1,9}\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Number();

    [GeneratedRegex(
        "^(?<number>[0-9]{1,9}) *(?<word>[A-Za-z]+)\\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex NumberAndWord();

    [GeneratedRegex("^P[0-9]+[YM]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Calendar();
}
