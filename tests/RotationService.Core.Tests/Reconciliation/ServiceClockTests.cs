using RotationService.Core.Reconciliation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Reconciliation;

public sealed class ServiceClockTests
{
    private readonly VirtualTime _time = new(World.Start);
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
        _clock.Observe(World.Start - TimeSpan.FromMinutes(5));
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
    [InlineData(0, 0)]
    [InlineData(1999, 1999)]
    [InlineData(2000, 0)]
    public void A_date_sets_the_time_back_only_from_two_seconds_on(int elapsedMilliseconds, int nowMilliseconds)
    {
        _clock.Observe(World.Start);
        _time.Advance(TimeSpan.FromMilliseconds(elapsedMilliseconds));
        _clock.Observe(World.Start);
        Assert.Equal(World.Start + TimeSpan.FromMilliseconds(nowMilliseconds), _clock.Now);
    }
}
