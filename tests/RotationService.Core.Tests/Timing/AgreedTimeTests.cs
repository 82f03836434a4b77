using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Tests.Timing;

public sealed class AgreedTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan TwoYears = TimeSpan.FromDays(731);

    private AgreedTime _time = AgreedTime.None;
    private LocalReading _at = new(Start, TimeSpan.FromHours(7));

    private TimeSpan Off => _time.Now(_at) - _at.Wall;

    private bool IsInDoubt => _time.IsInDoubt;

    [Fact]
    public void As_long_as_no_date_has_been_seen_the_local_clock_is_believed()
    {
        Assert.Equal(TimeSpan.Zero, Off);
        Assert.False(IsInDoubt);
        Pass(TimeSpan.FromDays(3));
        Assert.Equal(TimeSpan.Zero, Off);
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(-300, false)]
    [InlineData(301, true)]
    [InlineData(-301, true)]
    public void The_first_service_is_believed_if_the_local_clock_is_not_far_from_it(int seconds, bool isInDoubt)
    {
        Hear(TimeService.Graph, TimeSpan.FromSeconds(seconds));
        Assert.Equal(isInDoubt, IsInDoubt);
        Assert.Equal(isInDoubt ? TimeSpan.Zero : TimeSpan.FromSeconds(seconds), Off);
    }

    [Fact]
    public void Two_services_that_agree_are_believed_however_wrong_the_local_clock_is()
    {
        Hear(TimeService.TokenEndpoint, -TwoYears);
        Hear(TimeService.Graph, -TwoYears);
        Assert.Equal(-TwoYears, Off);
        Assert.False(IsInDoubt);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void Two_services_agree_within_a_minute(int apart, bool agree)
    {
        Hear(TimeService.Graph, TwoYears);
        Hear(TimeService.KeyVault, TwoYears - TimeSpan.FromSeconds(apart));
        Assert.Equal(!agree, IsInDoubt);
        Assert.Equal(agree ? TwoYears : TimeSpan.Zero, Off);
    }

    [Fact]
    public void One_service_moves_the_time_by_five_minutes_in_sum()
    {
        HearAll(TimeSpan.Zero);
        for (var minutes = 2; minutes <= 5; minutes++)
        {
            Hear(TimeService.Graph, TimeSpan.FromMinutes(minutes));
            Assert.Equal(TimeSpan.FromMinutes(minutes), Off);
            Assert.False(IsInDoubt);
            Pass(TimeSpan.FromHours(1));
        }

        Hear(TimeService.Graph, TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromMinutes(5), Off);
        Assert.True(IsInDoubt);
    }

    [Theory]
    [InlineData(TimeService.Graph)]
    [InlineData(TimeService.TokenEndpoint)]
    [InlineData(TimeService.KeyVault)]
    public void A_date_two_years_ahead_moves_nothing_and_two_other_services_that_agree_outvote_it(TimeService wrong)
    {
        HearAll(TimeSpan.Zero);
        Hear(wrong, TwoYears);
        Assert.Equal(TimeSpan.Zero, Off);
        Assert.True(IsInDoubt);

        // What was heard before does not count: a machine that stood still unnoticed would be outvoted by the past.
        var ask = _time.ToAsk;
        Assert.Equal(wrong, ask[^1]);
        Hear(ask[0], TimeSpan.Zero);
        Assert.True(IsInDoubt);
        Hear(ask[1], TimeSpan.Zero);
        Assert.False(IsInDoubt);
        Assert.Equal(TimeSpan.Zero, Off);
    }

    [Fact]
    public void A_service_that_is_wrong_for_long_is_outvoted_once_and_asked_about_no_more()
    {
        HearAll(TimeSpan.Zero);
        Hear(TimeService.Graph, TwoYears);
        Hear(TimeService.TokenEndpoint, TimeSpan.Zero);
        Hear(TimeService.KeyVault, TimeSpan.Zero);
        for (var hours = 0; hours < 1000; hours++)
        {
            Pass(TimeSpan.FromHours(1));
            Hear(TimeService.Graph, TwoYears);
            Assert.False(IsInDoubt);
            Assert.Equal(TimeSpan.Zero, Off);
        }

        Hear(TimeService.Graph, TwoYears + TwoYears);
        Assert.True(IsInDoubt);
    }

    [Fact]
    public void A_service_that_is_three_minutes_off_is_outvoted_by_two_and_does_not_make_the_time_go_to_and_fro()
    {
        HearAll(TimeSpan.Zero);
        Hear(TimeService.Graph, TimeSpan.FromMinutes(3));
        Assert.Equal(TimeSpan.FromMinutes(3), Off);
        Hear(TimeService.KeyVault, TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, Off);
        Pass(TimeSpan.FromHours(1));
        Hear(TimeService.Graph, TimeSpan.FromMinutes(3));
        Assert.Equal(TimeSpan.Zero, Off);
    }

    [Fact]
    public void A_service_that_takes_back_what_it_said_ends_the_doubt_that_it_began()
    {
        HearAll(TimeSpan.Zero);
        Hear(TimeService.KeyVault, -TwoYears);
        Hear(TimeService.Graph, TimeSpan.Zero);
        Assert.True(IsInDoubt);
        Hear(TimeService.KeyVault, TimeSpan.Zero);
        Assert.False(IsInDoubt);
    }

    [Fact]
    public void A_service_does_not_end_the_doubt_that_another_began()
    {
        HearAll(TimeSpan.Zero);
        Hear(TimeService.KeyVault, -TwoYears);
        Hear(TimeService.Graph, TwoYears);
        Hear(TimeService.Graph, TimeSpan.Zero);
        Assert.True(IsInDoubt);
    }

    [Fact]
    public void Three_services_that_differ_leave_the_time_where_it_was_and_in_doubt()
    {
        HearAll(TimeSpan.Zero);
        Hear(TimeService.Graph, TwoYears);
        Hear(TimeService.TokenEndpoint, -TwoYears);
        Hear(TimeService.KeyVault, TimeSpan.FromMinutes(4));
        Assert.True(IsInDoubt);
        Assert.Equal(TimeSpan.FromMinutes(4), Off);
        Assert.Equal([Now + TwoYears, Now - TwoYears, Now + TimeSpan.FromMinutes(4)], _time.Words(_at).Select(word => word.Time));
    }

    [Fact]
    public void Right_dates_win_back_what_two_wrong_ones_moved()
    {
        HearAll(TimeSpan.Zero);
        Hear(TimeService.Graph, TwoYears);
        Hear(TimeService.KeyVault, TwoYears);
        Assert.Equal(TwoYears, Off);
        Pass(TimeSpan.FromDays(1));
        Hear(TimeService.TokenEndpoint, TimeSpan.Zero);
        Assert.True(IsInDoubt);
        Hear(TimeService.Graph, TimeSpan.Zero);
        Assert.False(IsInDoubt);
        Assert.Equal(TimeSpan.Zero, Off);
    }

    [Fact]
    public void A_wall_clock_that_was_set_puts_the_time_in_doubt_and_the_first_date_that_fits_the_other_clock_is_followed()
    {
        HearAll(TimeSpan.Zero);
        Step(TimeSpan.FromHours(24));
        Assert.True(IsInDoubt);
        Hear(TimeService.Graph, -TimeSpan.FromHours(24));
        Assert.Equal(-TimeSpan.FromHours(24), Off);
        Assert.True(IsInDoubt);
        Hear(TimeService.KeyVault, -TimeSpan.FromHours(24));
        Assert.False(IsInDoubt);
    }

    [Fact]
    public void A_machine_that_was_suspended_goes_by_its_wall_clock_until_two_services_say_so()
    {
        HearAll(TimeSpan.Zero);
        Step(TimeSpan.FromDays(3));
        Assert.Equal(TimeSpan.Zero, Off);
        Hear(TimeService.Graph, TimeSpan.Zero);
        Assert.True(IsInDoubt);
        Hear(TimeService.TokenEndpoint, TimeSpan.Zero);
        Assert.False(IsInDoubt);
        Assert.Equal(TimeSpan.Zero, Off);
    }

    [Fact]
    public void A_machine_that_stood_still_unnoticed_believes_the_first_two_services()
    {
        HearAll(TimeSpan.Zero);
        Hear(TimeService.Graph, TimeSpan.FromDays(14));
        Assert.True(IsInDoubt);
        Hear(TimeService.KeyVault, TimeSpan.FromDays(14));
        Assert.False(IsInDoubt);
        Assert.Equal(TimeSpan.FromDays(14), Off);
    }

    [Theory]
    [InlineData(5 * 60, false)]
    [InlineData((5 * 60) + 1, true)]
    public void Local_clocks_that_part_by_more_than_five_minutes_are_a_step(int seconds, bool isInDoubt)
    {
        HearAll(TimeSpan.Zero);
        Step(TimeSpan.FromSeconds(seconds));
        Assert.Equal(isInDoubt, IsInDoubt);
    }

    [Fact]
    public void Small_steps_are_one_in_sum()
    {
        HearAll(TimeSpan.Zero);
        Step(TimeSpan.FromMinutes(3));
        Assert.False(IsInDoubt);
        Step(TimeSpan.FromMinutes(3));
        Assert.True(IsInDoubt);
    }

    [Fact]
    public void A_step_too_small_to_be_one_is_taken_back_when_the_services_have_answered_again()
    {
        HearAll(TimeSpan.Zero);
        Step(TimeSpan.FromSeconds(41));
        HearAll(TimeSpan.FromSeconds(-41));
        Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(TimeSpan.FromSeconds(-41), Off);
    }

    [Fact]
    public void Answers_that_took_a_moment_do_not_set_the_time_back()
    {
        HearAll(TimeSpan.Zero);
        HearAll(TimeSpan.FromSeconds(-5));
        Assert.Equal(TimeSpan.Zero, Off);
    }

    [Fact]
    public void A_step_back_does_not_make_up_for_a_suspension()
    {
        HearAll(TimeSpan.Zero);
        Step(TimeSpan.FromDays(3));
        Step(TimeSpan.FromDays(-3));
        Assert.True(IsInDoubt);
        Hear(TimeService.Graph, TimeSpan.FromDays(3));
        Hear(TimeService.KeyVault, TimeSpan.FromDays(3));
        Assert.False(IsInDoubt);
        Assert.Equal(TimeSpan.FromDays(3), Off);
    }

    [Fact]
    public void What_a_service_said_before_a_step_seconds_nothing_after_it()
    {
        HearAll(TimeSpan.Zero);
        Step(TimeSpan.FromDays(3));
        Hear(TimeService.Graph, TimeSpan.Zero);
        Step(TimeSpan.FromDays(-3));
        Hear(TimeService.KeyVault, TimeSpan.Zero);
        Assert.True(IsInDoubt);
    }

    [Fact]
    public void Dates_that_nobody_can_mean_are_as_none()
    {
        foreach (var date in new[] { DateTimeOffset.MinValue, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue })
        {
            Assert.Same(_time, _time.Hear(TimeService.Graph, date, _at));
        }
    }

    private DateTimeOffset Now => _at.Wall;

    private void HearAll(TimeSpan ahead)
    {
        foreach (var service in Enum.GetValues<TimeService>())
        {
            Hear(service, ahead);
        }
    }

    private void Hear(TimeService service, TimeSpan ahead) => _time = _time.Hear(service, _at.Wall + ahead, _at);

    private void Pass(TimeSpan span) => Read(new LocalReading(_at.Wall + span, _at.Monotonic + span));

    private void Step(TimeSpan span) => Read(_at with { Wall = _at.Wall + span });

    private void Read(LocalReading at)
    {
        _time = _time.Watch(_at, at);
        _at = at;
    }
}
