namespace RotationService.Core.Policies;

/// <summary>
/// When promotion is allowed: from one time of day to another, on some days of the week, in one time zone.
/// </summary>
/// <remarks>
/// <para>
/// The window follows the local time of the time zone. If the clocks are put forward over the opening time, the window
/// opens at the moment of the change. A window that is skipped as a whole does not open on that day. If the clocks are
/// put back, an hour that occurs twice counts twice.
/// </para>
/// <para>
/// A window that closes at or before its opening time extends into the next day, and belongs to the day on which it
/// opens.
/// </para>
/// </remarks>
/// <param name="Days">The days on which the window opens, at least one.</param>
/// <param name="From">The opening time.</param>
/// <param name="To">The closing time. If it equals <paramref name="From"/>, the window is open for a whole day.</param>
/// <param name="TimeZone">The time zone.</param>
public sealed record PromotionWindow(WeekDays Days, TimeOnly From, TimeOnly To, TimeZoneInfo TimeZone)
{
    // Each day occurs once a week, and a clock change can skip one opening.
    private const int DaysAhead = 15;

    /// <summary>The longest time for which the window is closed, regardless of clock changes.</summary>
    public TimeSpan LongestWait
    {
        get
        {
            var days = Enumerable.Range(0, 7).Where(day => Opens((DayOfWeek)day)).ToList();
            var apart = days.Zip(days.Skip(1).Append(days[0] + 7), (day, next) => next - day).Max();
            var open = From < To ? To - From : TimeSpan.FromDays(1) - (From - To);
            return TimeSpan.FromDays(apart) - open;
        }
    }

    /// <summary>Whether the window is open.</summary>
    public bool IsOpen(DateTimeOffset now)
    {
        var there = TimeZoneInfo.ConvertTime(now, TimeZone);
        var (today, time) = (there.DayOfWeek, TimeOnly.FromTimeSpan(there.TimeOfDay));
        return From < To
            ? Opens(today) && time >= From && time < To
            : (Opens(today) && time >= From) || (Opens(Before(today)) && time < To);
    }

    /// <summary>Returns when the window opens next. If it is open, the result is <paramref name="now"/>.</summary>
    /// <exception cref="InvalidOperationException">The window does not open within 15 days.</exception>
    public DateTimeOffset NextOpening(DateTimeOffset now)
    {
        if (IsOpen(now))
        {
            return now;
        }

        var today = TimeZoneInfo.ConvertTime(now, TimeZone).Date;
        for (var ahead = 0; ahead <= DaysAhead; ahead++)
        {
            var day = today.AddDays(ahead);
            if (Opens(day.DayOfWeek) && OpeningOn(day) is var opening && opening > now && IsOpen(opening))
            {
                return Sooner(now, opening);
            }
        }

        throw new InvalidOperationException($"The window {this} does not open within {DaysAhead} days.");
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{(Days == WeekDays.All ? "every day" : Days)} {From:HH\\:mm} to {To:HH\\:mm} {TimeZone.Id}";

    private DateTimeOffset OpeningOn(DateTime day)
    {
        var local = DateTime.SpecifyKind(day.Date + From.ToTimeSpan(), DateTimeKind.Unspecified);

        // The loop is short, because clocks are put forward by minutes or hours and never by more than a day.
        while (TimeZone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = TimeZone.IsAmbiguousTime(local)
            ? TimeZone.GetAmbiguousTimeOffsets(local).Max()
            : TimeZone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    // If the clocks are put back into the window, it opens again at a time of day that is not its opening time.
    private DateTimeOffset Sooner(DateTimeOffset now, DateTimeOffset opening)
    {
        if (TimeZone.GetUtcOffset(now) == TimeZone.GetUtcOffset(opening))
        {
            return opening;
        }

        var minute = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero)
            .AddMinutes(1);
        while (minute < opening && !IsOpen(minute))
        {
            minute = minute.AddMinutes(1);
        }

        return minute < opening ? minute : opening;
    }

    private bool Opens(DayOfWeek day) => Days.HasFlag((WeekDays)(1 << (int)day));

    private static DayOfWeek Before(DayOfWeek day) => (DayOfWeek)(((int)day + 6) % 7);
}
