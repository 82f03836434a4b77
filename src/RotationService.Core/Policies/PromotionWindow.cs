namespace RotationService.Core.Policies;

/// <summary>When promoting is allowed: from one time of day to another, on some days of the week, by the clocks of one place.</summary>
/// <remarks>
/// It goes by what the clocks there show. When they are put forward, an opening time that is left out counts as the moment they are, and
/// a window that is left out whole does not open that day; when they are put back, an hour that comes twice counts twice. One that ends
/// at or before the time it begins goes on into the next day and belongs to the day it begins on.
/// </remarks>
/// <param name="Days">The days on which it opens, one at least.</param>
/// <param name="From">When it opens.</param>
/// <param name="To">When it closes; the same as <paramref name="From"/> means a whole day.</param>
/// <param name="TimeZone">Whose clocks.</param>
public sealed record PromotionWindow(WeekDays Days, TimeOnly From, TimeOnly To, TimeZoneInfo TimeZone)
{
    // A week brings every day once; clocks put forward may take one opening away.
    private const int DaysAhead = 15;

    /// <summary>For how long it is closed at most, clocks that are put forward or back aside.</summary>
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

    /// <summary>Whether it is open.</summary>
    public bool IsOpen(DateTimeOffset now)
    {
        var there = TimeZoneInfo.ConvertTime(now, TimeZone);
        var (today, time) = (there.DayOfWeek, TimeOnly.FromTimeSpan(there.TimeOfDay));
        return From < To
            ? Opens(today) && time >= From && time < To
            : (Opens(today) && time >= From) || (Opens(Before(today)) && time < To);
    }

    /// <summary>When it is open next: now if it is.</summary>
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
    public override string ToString() => $"{(Days == WeekDays.All ? "every day" : Days)} {From:HH\\:mm} to {To:HH\\:mm} {TimeZone.Id}";

    private DateTimeOffset OpeningOn(DateTime day)
    {
        var local = DateTime.SpecifyKind(day.Date + From.ToTimeSpan(), DateTimeKind.Unspecified);

        // Clocks are put forward by minutes or hours, never by more than a day.
        while (TimeZone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        var offset = TimeZone.IsAmbiguousTime(local) ? TimeZone.GetAmbiguousTimeOffsets(local).Max() : TimeZone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    // Clocks put back into the window open it once more, at a time of day at which it does not begin.
    private DateTimeOffset Sooner(DateTimeOffset now, DateTimeOffset opening)
    {
        if (TimeZone.GetUtcOffset(now) == TimeZone.GetUtcOffset(opening))
        {
            return opening;
        }

        var minute = new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero).AddMinutes(1);
        while (minute < opening && !IsOpen(minute))
        {
            minute = minute.AddMinutes(1);
        }

        return minute < opening ? minute : opening;
    }

    private bool Opens(DayOfWeek day) => Days.HasFlag((WeekDays)(1 << (int)day));

    private static DayOfWeek Before(DayOfWeek day) => (DayOfWeek)(((int)day + 6) % 7);
}
