using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;
using RotationService.Core.Timing;
using RotationService.TestKit.Clocks;

namespace RotationService.Core.Tests.Timing;

public sealed class ServiceClockTests
{
    private static readonly TimeSpan TwoYears = TimeSpan.FromDays(731);

    private readonly LeapingTime _time = new(World.Start);
    private readonly ServiceClock _clock;

    public ServiceClockTests() => _clock = new ServiceClock(_time);

    [Fact]
    public void A_wrong_local_clock_moves_no_deadline_and_shows_as_skew()
    {
        _time.WallError = TimeSpan.FromHours(24);
        _clock.Observe(World.Start);
        Assert.Equal(World.Start, _clock.Now);
        Assert.True(_clock.IsSkewed);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(World.Start + TimeSpan.FromMinutes(3), _clock.Now);
    }

    [Fact]
    public void An_older_date_is_passed_over_and_the_next_newer_one_mends_a_clock_that_stepped()
    {
        _clock.Observe(World.Start);
        _clock.Observe(TimeService.Graph, World.Start - TimeSpan.FromMinutes(5), _clock.Mark());
        Assert.Equal(World.Start, _clock.Now);
        _time.WallError = TimeSpan.FromHours(24);
        Assert.Equal(World.Start + TimeSpan.FromHours(24), _clock.Now);
        _clock.Observe(World.Start + TimeSpan.FromSeconds(1));
        Assert.Equal(World.Start + TimeSpan.FromSeconds(1), _clock.Now);
        Assert.True(_clock.IsSkewed);
    }

    [Fact]
    public void A_date_of_the_same_second_does_not_set_the_time_back()
    {
        _clock.Observe(World.Start);
        _time.Advance(TimeSpan.FromSeconds(1.7));
        _clock.Observe(World.Start + TimeSpan.FromSeconds(1));
        Assert.Equal(World.Start + TimeSpan.FromSeconds(1.7), _clock.Now);
    }

    [Fact]
    public void Elapsed_time_is_the_larger_of_both_clocks_and_unknown_if_the_wall_went_back()
    {
        var moment = _clock.Mark();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(10), _clock.Since(moment));
        _time.WallError = TimeSpan.FromMinutes(2);
        Assert.Equal(TimeSpan.FromSeconds(130), _clock.Since(moment));
        _time.WallError = TimeSpan.FromMinutes(-2);
        Assert.Null(_clock.Since(moment));
    }

    [Fact]
    public void A_wall_clock_that_runs_slow_is_outvoted_by_the_monotonic_one()
    {
        _clock.Observe(World.Start);
        var moment = _clock.Mark();
        _time.Advance(TimeSpan.FromSeconds(10));
        _time.WallError = TimeSpan.FromSeconds(-4);
        Assert.Equal(TimeSpan.FromSeconds(10), _clock.Since(moment));
        Assert.Equal(World.Start + TimeSpan.FromSeconds(10), _clock.Now);
    }

    [Theory]
    [InlineData(300, false)]
    [InlineData(301, true)]
    public void Five_minutes_are_not_yet_skew(int seconds, bool skewed)
    {
        _time.WallError = TimeSpan.FromSeconds(seconds);
        _clock.Observe(World.Start);
        Assert.Equal(skewed, _clock.IsSkewed);
    }

    [Theory]
    [InlineData(30, 2)]
    [InlineData(31, 0)]
    public void A_date_that_was_held_up_for_long_tells_no_time(int seconds, int ahead)
    {
        _clock.Observe(World.Start);
        var sentAt = _clock.Mark();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _clock.Observe(_time.True + TimeSpan.FromSeconds(2), sentAt);
        Assert.Equal(_time.True + TimeSpan.FromSeconds(ahead), _clock.Now);
    }

    [Fact]
    public void The_answer_that_a_process_finds_when_it_goes_on_after_days_does_not_set_the_time_back()
    {
        _clock.Observe(World.Start);
        var sentAt = _clock.Mark();
        _time.Advance(TimeSpan.FromDays(14));
        _clock.Observe(TimeService.Graph, World.Start, sentAt);
        Assert.Equal(_time.True, _clock.Now);
        Assert.False(_clock.IsInDoubt);
    }

    [Fact]
    public async Task Who_is_in_doubt_asks_one_service_after_the_other_until_two_agree()
    {
        var services = new Services(_clock, _time);
        _clock.Observe(World.Start);
        _clock.Observe(TimeService.Graph, World.Start + TwoYears, _clock.Mark());
        Assert.True(_clock.IsInDoubt);
        Assert.Contains("Microsoft Graph 2028-03-02 08:00 UTC", _clock.Doubt, StringComparison.Ordinal);

        await _clock.ConfirmAsync(CancellationToken.None);
        Assert.Equal([TimeService.TokenEndpoint, TimeService.KeyVault], services.Asked);
        Assert.False(_clock.IsInDoubt);
        Assert.Null(_clock.Doubt);
        Assert.Equal(World.Start, _clock.Now);

        await _clock.ConfirmAsync(CancellationToken.None);
        Assert.Equal(2, services.Asked.Count);
    }

    [Fact]
    public async Task Services_that_do_not_agree_are_asked_once_a_minute()
    {
        var services = new Services(_clock, _time) { IsSilent = true };
        _clock.Observe(World.Start);
        _clock.Observe(TimeService.KeyVault, World.Start + TwoYears, _clock.Mark());
        for (var second = 0; second < 120; second++)
        {
            await _clock.ConfirmAsync(CancellationToken.None);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([TimeService.Graph, TimeService.TokenEndpoint, TimeService.KeyVault, TimeService.Graph, TimeService.TokenEndpoint, TimeService.KeyVault], services.Asked);
        Assert.True(_clock.IsInDoubt);
    }

    [Fact]
    public async Task Who_comes_while_the_services_are_asked_waits_for_the_same_answers()
    {
        var services = new Services(_clock, _time) { Held = new TaskCompletionSource() };
        _clock.Observe(World.Start);
        _clock.Observe(TimeService.Graph, World.Start + TwoYears, _clock.Mark());
        var first = _clock.ConfirmAsync(CancellationToken.None);
        var second = _clock.ConfirmAsync(CancellationToken.None);
        Assert.False(second.IsCompleted);
        services.Held.SetResult();
        await first;
        await second;
        Assert.Equal([TimeService.TokenEndpoint, TimeService.KeyVault], services.Asked);
    }

    [Fact]
    public async Task Where_nobody_can_ask_what_is_heard_anyway_ends_the_doubt()
    {
        _clock.Observe(World.Start);
        _clock.Observe(TimeService.Graph, World.Start + TwoYears, _clock.Mark());
        await _clock.ConfirmAsync(CancellationToken.None);
        Assert.True(_clock.IsInDoubt);
        _clock.Observe(TimeService.TokenEndpoint, World.Start, _clock.Mark());
        Assert.True(_clock.IsInDoubt);
        _clock.Observe(TimeService.KeyVault, World.Start, _clock.Mark());
        Assert.False(_clock.IsInDoubt);
    }

    private sealed class Services : ITimeServices
    {
        private readonly ServiceClock _clock;
        private readonly LeapingTime _time;

        public Services(ServiceClock clock, LeapingTime time)
        {
            (_clock, _time) = (clock, time);
            clock.Services = this;
        }

        public List<TimeService> Asked { get; } = [];

        public bool IsSilent { get; init; }

        public TaskCompletionSource? Held { get; init; }

        public async Task AskAsync(TimeService service, CancellationToken cancellationToken)
        {
            Asked.Add(service);
            await (Held?.Task ?? Task.CompletedTask);
            if (!IsSilent)
            {
                _clock.Observe(service, _time.True, _clock.Mark());
            }
        }
    }
}
