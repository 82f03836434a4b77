using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Policies;

public sealed class PromotionWindowTests
{
    private const WeekDays Weekdays = WeekDays.All & ~WeekDays.Saturday & ~WeekDays.Sunday;

    // Central Europe's rules, so that the tests need no time zone database: an hour ahead from the last Sunday of March, 02:00, to that of October, 03:00.
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.CreateCustomTimeZone(
        "Paris",
        TimeSpan.FromHours(1),
        "Paris",
        "Paris",
        "Paris in summer",
        [
            TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
                DateTime.MinValue.Date,
                DateTime.MaxValue.Date,
                TimeSpan.FromHours(1),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 2, 0, 0), 3, 5, DayOfWeek.Sunday),
                TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, 3, 0, 0), 10, 5, DayOfWeek.Sunday)),
        ]);

    [Theory]

    // Winter: UTC+1. 2026-01-05 is a Monday.
    [InlineData("2026-01-05T06:59:59Z", false, "2026-01-05T07:00Z")]
    [InlineData("2026-01-05T07:00:00Z", true, "2026-01-05T07:00Z")]
    [InlineData("2026-01-05T14:59:59Z", true, "2026-01-05T14:59:59Z")]
    [InlineData("2026-01-05T15:00:00Z", false, "2026-01-06T07:00Z")]
    [InlineData("2026-01-09T15:00:00Z", false, "2026-01-12T07:00Z")]

    // Summer: UTC+2.
    [InlineData("2026-07-06T05:59:59Z", false, "2026-07-06T06:00Z")]
    [InlineData("2026-07-06T14:00:00Z", false, "2026-07-07T06:00Z")]

    // From Friday before the clocks are put forward to Monday after, and the same in autumn.
    [InlineData("2026-03-27T15:00:00Z", false, "2026-03-30T06:00Z")]
    [InlineData("2026-10-23T14:00:00Z", false, "2026-10-26T07:00Z")]
    public void On_weekdays_from_eight_to_four_by_the_clocks_of_the_place(string now, bool open, string next) =>
        Check(new PromotionWindow(Weekdays, new TimeOnly(8, 0), new TimeOnly(16, 0), Paris), now, open, next);

    [Theory]
    [InlineData("2026-01-02T20:59:00Z", false, "2026-01-02T21:00Z")]
    [InlineData("2026-01-02T23:30:00Z", true, "2026-01-02T23:30Z")]
    [InlineData("2026-01-03T04:59:00Z", true, "2026-01-03T04:59Z")]
    [InlineData("2026-01-03T05:00:00Z", false, "2026-01-09T21:00Z")]
    [InlineData("2026-01-02T04:00:00Z", false, "2026-01-02T21:00Z")]
    public void One_that_goes_on_past_midnight_belongs_to_the_day_it_begins_on(string now, bool open, string next) =>
        Check(new PromotionWindow(WeekDays.Friday, new TimeOnly(22, 0), new TimeOnly(6, 0), Paris), now, open, next);

    [Theory]

    // 2026-03-29: 02:00 becomes 03:00, at 01:00 UTC.
    [InlineData("02:30", "04:00", "2026-03-29T00:59:00Z", false, "2026-03-29T01:00Z")]
    [InlineData("02:30", "04:00", "2026-03-29T01:00:00Z", true, "2026-03-29T01:00Z")]
    [InlineData("02:30", "04:00", "2026-03-29T02:00:00Z", false, "2026-03-30T00:30Z")]
    [InlineData("02:15", "02:45", "2026-03-28T12:00:00Z", false, "2026-03-30T00:15Z")]

    // 2026-10-25: 03:00 becomes 02:00, at 01:00 UTC.
    [InlineData("02:15", "02:45", "2026-10-25T00:00:00Z", false, "2026-10-25T00:15Z")]
    [InlineData("02:15", "02:45", "2026-10-25T00:50:00Z", false, "2026-10-25T01:15Z")]
    [InlineData("01:30", "02:15", "2026-10-25T00:15:00Z", false, "2026-10-25T01:00Z")]
    [InlineData("01:30", "02:15", "2026-10-25T01:00:00Z", true, "2026-10-25T01:00Z")]
    public void Clocks_that_are_put_forward_or_back_neither_lose_nor_stretch_it(string from, string to, string now, bool open, string next) =>
        Check(new PromotionWindow(WeekDays.All, Time(from), Time(to), Paris), now, open, next);

    [Fact]
    public void Without_times_a_day_is_open_as_a_whole() =>
        Check(new PromotionWindow(WeekDays.Sunday, TimeOnly.MinValue, TimeOnly.MinValue, TimeZoneInfo.Utc), "2026-01-05T00:00:00Z", open: false, "2026-01-11T00:00Z");

    [Theory]
    [InlineData(Weekdays, "08:00", "16:00", 64)]
    [InlineData(WeekDays.All, "08:00", "16:00", 16)]
    [InlineData(WeekDays.Sunday, "00:00", "00:00", 144)]
    [InlineData(WeekDays.Friday, "22:00", "06:00", 160)]
    public void It_knows_for_how_long_it_is_closed(WeekDays days, string from, string to, int hours) =>
        Assert.Equal(hours, new PromotionWindow(days, Time(from), Time(to), Paris).LongestWait.TotalHours);

    [Fact]
    public void Whatever_the_window_it_is_open_at_its_next_opening_and_closed_until_then()
    {
        var minutes = Gen.Choose(0, (24 * 60) - 1);
        var windows =
            from days in Gen.Choose(1, (int)WeekDays.All)
            from opens in minutes
            from closes in minutes
            from now in Gen.Choose(0, 2 * 366 * 24 * 60)
            select (Window: new PromotionWindow((WeekDays)days, At(opens), At(closes), Paris), Now: new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(now));
        Prop.ForAll(windows.ToArbitrary(), drawn =>
        {
            var next = drawn.Window.NextOpening(drawn.Now);
            return drawn.Window.IsOpen(next)
                && (next == drawn.Now || !drawn.Window.IsOpen(next.AddMinutes(-1)))
                && Enumerable.Range(0, 60).Select(part => drawn.Now + ((next - drawn.Now) * part / 60)).All(between => between == next || !drawn.Window.IsOpen(between));
        }).QuickCheckThrowOnFailure();

        static TimeOnly At(int minute) => TimeOnly.MinValue.AddMinutes(minute);
    }

    private static void Check(PromotionWindow window, string now, bool open, string next)
    {
        Assert.Equal(open, window.IsOpen(Instant(now)));
        Assert.Equal(Instant(next), window.NextOpening(Instant(now)));
    }

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static TimeOnly Time(string text) => TimeOnly.ParseExact(text, "HH:mm", CultureInfo.InvariantCulture);
}
