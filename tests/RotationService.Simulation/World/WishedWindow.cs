namespace RotationService.Simulation.World;

/// <summary>When people want values to be published: whole hours of some days, by the clocks of a place. What it means is worked out here once more, and plainly.</summary>
/// <param name="Days">The days on which it opens.</param>
/// <param name="From">The hour at which it opens.</param>
/// <param name="To">The hour at which it closes; of the next day, if that is not later.</param>
/// <param name="TimeZone">Whose clocks.</param>
internal sealed record WishedWindow(IReadOnlyList<DayOfWeek> Days, int From, int To, string TimeZone)
{
    public bool IsOpen(DateTimeOffset at)
    {
        var there = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));
        return From < To
            ? Days.Contains(there.DayOfWeek) && there.Hour >= From && there.Hour < To
            : (Days.Contains(there.DayOfWeek) && there.Hour >= From) || (Days.Contains(there.AddDays(-1).DayOfWeek) && there.Hour < To);
    }

    /// <summary>The first full quarter of an hour at which it is open.</summary>
    public DateTimeOffset NextOpening(DateTimeOffset after)
    {
        var at = after;
        while (!IsOpen(at))
        {
            at = at.AddMinutes(15);
        }

        return at;
    }
}
