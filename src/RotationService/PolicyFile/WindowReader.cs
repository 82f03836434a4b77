using System.Globalization;
using RotationService.Core.Policies;

namespace RotationService.PolicyFile;

/// <summary>Reads when promotion is allowed. Returns null, after adding an error, if it cannot be read.</summary>
internal sealed class WindowReader(ProblemList problems)
{
    private const string Example =
        "{ days: [Mon, Tue, Wed, Thu], from: \"08:00\", to: \"16:00\", timeZone: Europe/Paris }";

    private readonly ValueReader _values = new(problems);

    /// <summary>Reads a window, or <c>none</c>, which removes the window of <c>defaults</c>.</summary>
    public WindowSettings? Read(YamlNode node)
    {
        if (node is YamlScalar { Value: "none" })
        {
            return new WindowSettings(null);
        }

        if (node is not YamlMapping mapping)
        {
            if (node.IsComplete)
            {
                problems.Say(node, $"`window` must be `none` or a map such as {Example}");
            }

            return null;
        }

        var map = new MappingReader(mapping, "`window`", problems);
        var before = problems.Count;
        var days = map.Take("days") is { } daysNode ? Days(daysNode) : WeekDays.All;
        var from = map.Take("from") is { } fromNode ? Time(fromNode, "from") : TimeOnly.MinValue;
        var to = map.Take("to") is { } toNode ? Time(toNode, "to") : TimeOnly.MinValue;
        var timeZone = map.Take("timeZone") is { } zoneNode ? Zone(zoneNode) : TimeZoneInfo.Utc;
        map.RefuseTheRest();
        if (mapping.IsComplete && problems.Count == before && from == to && map.Has("from") && map.Has("to"))
        {
            problems.Say(
                map.Key("to"),
                "`to` is the same as `from`; write a later time, or leave both out for the whole day");
        }

        return problems.Count > before || !mapping.IsComplete
            ? null
            : new WindowSettings(new PromotionWindow(days, from!.Value, to!.Value, timeZone!));
    }

    private WeekDays Days(YamlNode node)
    {
        if (node is not YamlSequence sequence)
        {
            if (node.IsComplete)
            {
                problems.Say(node, "`days` must be a list; write `days: [Mon, Tue, Wed, Thu]`");
            }

            return WeekDays.None;
        }

        var days = WeekDays.None;
        foreach (var item in sequence.Items)
        {
            if (_values.Text(item, "days") is not { } text)
            {
                continue;
            }

            var day = Enum.GetValues<WeekDays>()
                .Where(day => day is not (WeekDays.None or WeekDays.All))
                .FirstOrDefault(day =>
                    string.Equals(text, day.ToString(), StringComparison.OrdinalIgnoreCase)
                    || string.Equals(text, day.ToString()[..3], StringComparison.OrdinalIgnoreCase));
            if (day is WeekDays.None)
            {
                problems.Say(item, $"\"{text}\" is not a day of the week; write Mon, Tue, Wed, Thu, Fri, Sat or Sun");
            }

            days |= day;
        }

        if (sequence.Items.Count == 0 && sequence.IsComplete)
        {
            problems.Say(node, "`days` is empty, so the window never opens; list at least one day");
        }

        return days;
    }

    private TimeOnly? Time(YamlNode node, string key)
    {
        if (_values.Text(node, key) is not { } text)
        {
            return null;
        }

        if (TimeOnly.TryParseExact(
                text,
                ["HH\\:mm", "H\\:mm"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var time))
        {
            return time;
        }

        // TimeOnly has no 24:00. The end of a day is the beginning of the next.
        if (text == "24:00" && key == "to")
        {
            return TimeOnly.MinValue;
        }

        problems.Say(node, $"`{key}` must be a time of day such as \"08:00\", not \"{text}\"");
        return null;
    }

    private TimeZoneInfo? Zone(YamlNode node)
    {
        if (_values.Text(node, "timeZone") is not { } text)
        {
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone))
        {
            return zone;
        }

        var known = TimeZoneInfo.GetSystemTimeZones().Select(each => each.Id).ToList();
        problems.Say(node, $"there is no time zone \"{text}\"; " + (known.Count < 2
            ? "this machine knows only UTC (install the package tzdata)"
            : Spelling.Nearest(text, known) is { } nearest
                ? $"did you mean {nearest}?"
                : "write one like Europe/Paris, America/New_York or UTC"));
        return null;
    }
}
