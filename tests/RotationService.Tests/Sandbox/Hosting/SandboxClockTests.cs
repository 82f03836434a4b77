using RotationService.Sandbox;
using RotationService.TestKit.Clocks;

namespace RotationService.Tests.Sandbox.Hosting;

public sealed class SandboxClockTests
{
    private static readonly DateTimeOffset Start = new(2031, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private readonly ManualTime _real = new(new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly List<(string Name, TimeSpan At)> _fired = [];

    [Fact]
    public void Time_passes_as_many_times_as_fast_as_real_time_as_the_speed_says()
    {
        var clock = new SandboxClock(Start, _real, 20);

        _real.Pass(TimeSpan.FromSeconds(3));

        Assert.Equal(Start + TimeSpan.FromMinutes(1), clock.GetUtcNow());
    }

    [Fact]
    public void A_new_speed_takes_effect_without_a_jump()
    {
        var clock = new SandboxClock(Start, _real, 20);
        _real.Pass(TimeSpan.FromSeconds(1));

        clock.Speed = 2;
        Assert.Equal(Start + TimeSpan.FromSeconds(20), clock.GetUtcNow());
        _real.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(Start + TimeSpan.FromSeconds(22), clock.GetUtcNow());

        clock.Speed = 0;
        _real.Pass(TimeSpan.FromDays(1));
        Assert.Equal(Start + TimeSpan.FromSeconds(22), clock.GetUtcNow());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_speed_is_a_finite_number_that_is_not_negative(double speed)
    {
        var clock = new SandboxClock(Start, _real, 1);

        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Speed = speed);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SandboxClock(Start, _real, speed));
    }

    [Fact]
    public void Timestamps_tell_the_same_time_as_the_clock()
    {
        var clock = new SandboxClock(Start, _real, 3);
        var before = (Stamp: clock.GetTimestamp(), Now: clock.GetUtcNow());

        _real.Pass(TimeSpan.FromMilliseconds(1234));
        clock.Advance(TimeSpan.FromHours(5));

        Assert.Equal(10_000_000, clock.TimestampFrequency);
        Assert.Equal(clock.GetUtcNow() - before.Now, clock.GetElapsedTime(before.Stamp));
    }

    [Fact]
    public void Time_does_not_go_back_when_real_time_does()
    {
        var clock = new SandboxClock(Start, _real, 1);
        _real.Pass(TimeSpan.FromMinutes(10));
        var before = clock.GetUtcNow();

        _real.Pass(TimeSpan.FromMinutes(-5));

        Assert.Equal(before, clock.GetUtcNow());
    }

    [Fact]
    public void Time_does_not_go_back_when_it_is_told_to()
    {
        var clock = new SandboxClock(Start, _real, 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.MaxValue));
        Assert.Equal(Start, clock.GetUtcNow());
    }

    [Fact]
    public void Advancing_fires_the_timers_in_the_order_of_their_due_times_with_the_time_standing_at_each()
    {
        var clock = new SandboxClock(Start, _real, 0);
        Wait(clock, "late", 30);
        Wait(clock, "early", 10);
        Wait(clock, "as late", 30);
        Wait(clock, "not yet", 41);

        clock.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal([("early", Seconds(10)), ("late", Seconds(30)), ("as late", Seconds(30))], _fired);
        Assert.Equal(Start + Seconds(40), clock.GetUtcNow());
    }

    [Fact]
    public void Time_stands_while_timers_fire_even_when_real_time_passes()
    {
        var clock = new SandboxClock(Start, _real, 100);
        using var timer = clock.CreateTimer(_ => _real.Pass(TimeSpan.FromHours(1)), null, Seconds(5), Timeout.InfiniteTimeSpan);
        Wait(clock, "after", 6);

        clock.Advance(Seconds(10));

        Assert.Equal([("after", Seconds(6))], _fired);
        Assert.Equal(Start + Seconds(10), clock.GetUtcNow());
    }

    [Fact]
    public void A_timer_set_by_a_callback_fires_in_the_same_advance_if_it_comes_due()
    {
        var clock = new SandboxClock(Start, _real, 0);
        using var timer = clock.CreateTimer(_ => Wait(clock, "second", 10), null, Seconds(10), Timeout.InfiniteTimeSpan);

        clock.Advance(Seconds(25));

        Assert.Equal([("second", Seconds(20))], _fired);
    }

    [Fact]
    public void A_callback_may_advance_the_clock()
    {
        var clock = new SandboxClock(Start, _real, 0);
        using var timer = clock.CreateTimer(_ => clock.Advance(Seconds(100)), null, Seconds(10), Timeout.InfiniteTimeSpan);
        Wait(clock, "between", 50);

        clock.Advance(Seconds(20));

        Assert.Equal([("between", Seconds(50))], _fired);
        Assert.Equal(Start + Seconds(110), clock.GetUtcNow());
    }

    [Fact]
    public void A_periodic_timer_fires_at_every_period_until_it_is_stopped()
    {
        var clock = new SandboxClock(Start, _real, 0);
        var timer = clock.CreateTimer(_ => Record(clock, "tick"), null, Seconds(1), Seconds(10));

        clock.Advance(Seconds(25));
        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        clock.Advance(Seconds(100));

        Assert.Equal([Seconds(1), Seconds(11), Seconds(21)], _fired.Select(fired => fired.At));
        timer.Dispose();
    }

    [Fact]
    public void A_timer_can_be_changed_until_it_is_disposed_of()
    {
        var clock = new SandboxClock(Start, _real, 0);
        var timer = clock.CreateTimer(_ => Record(clock, "timer"), null, Seconds(5), Timeout.InfiniteTimeSpan);

        Assert.True(timer.Change(Seconds(50), Timeout.InfiniteTimeSpan));
        clock.Advance(Seconds(10));
        Assert.Empty(_fired);
        timer.Dispose();

        Assert.False(timer.Change(Seconds(1), Timeout.InfiniteTimeSpan));
        clock.Advance(Seconds(100));
        Assert.Empty(_fired);
        Assert.False(clock.HasTimers);
    }

    [Fact]
    public void A_timer_due_at_once_fires_where_time_stands_still()
    {
        var clock = new SandboxClock(Start, _real, 0);

        Wait(clock, "now", 0);

        Assert.Equal([("now", TimeSpan.Zero)], _fired);
    }

    [Fact]
    public void A_timer_waits_neither_a_negative_time_nor_longer_than_timers_can()
    {
        var clock = new SandboxClock(Start, _real, 0);

        Assert.Throws<ArgumentOutOfRangeException>(() => clock.CreateTimer(_ => { }, null, Seconds(-2), Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(() => clock.CreateTimer(_ => { }, null, TimeSpan.Zero, TimeSpan.FromDays(50)));
    }

    [Fact]
    public async Task Disposing_asynchronously_waits_for_a_callback_under_way()
    {
        var clock = new SandboxClock(Start, _real, 0);
        ITimer? timer = null;
        Task? disposal = null;
        timer = clock.CreateTimer(
            _ =>
            {
                disposal = timer!.DisposeAsync().AsTask();
                Assert.False(disposal.IsCompleted);
            },
            null,
            Seconds(1),
            Seconds(1));

        clock.Advance(Seconds(10));

        await disposal!;
        Assert.False(clock.HasTimers);
    }

    [Fact]
    public void Real_timers_sleep_just_until_the_next_due_time()
    {
        var clock = new SandboxClock(Start, _real, 60);
        Wait(clock, "far", 600);
        Wait(clock, "near", 60);

        Assert.Equal(Seconds(1), _real.NextDue);
        _real.Pass(Seconds(1));
        Assert.Equal([("near", Seconds(60))], _fired);
        Assert.Equal(Seconds(9), _real.NextDue);

        clock.Speed = 600;
        Assert.Equal(Seconds(0.9), _real.NextDue);
        clock.Speed = 0;
        Assert.Null(_real.NextDue);
    }

    [Fact]
    public void An_exception_out_of_a_callback_reaches_who_advances_and_leaves_the_clock_in_order()
    {
        var clock = new SandboxClock(Start, _real, 0);
        using var timer = clock.CreateTimer(_ => throw new InvalidOperationException("callback"), null, Seconds(10), Timeout.InfiniteTimeSpan);
        Wait(clock, "later", 20);

        Assert.Throws<InvalidOperationException>(() => clock.Advance(Seconds(60)));
        Assert.Equal(Start + Seconds(10), clock.GetUtcNow());

        clock.Advance(Seconds(10));
        Assert.Equal([("later", Seconds(20))], _fired);
    }

    [Fact]
    public async Task Advances_made_at_once_by_several_threads_add_up()
    {
        var clock = new SandboxClock(Start, _real, 0);
        var ticks = 0;
        using var timer = clock.CreateTimer(_ => Interlocked.Increment(ref ticks), null, Seconds(1), Seconds(1));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                clock.Advance(Seconds(1));
            }
        })));

        Assert.Equal(Start + Seconds(4000), clock.GetUtcNow());
        Assert.Equal(4000, ticks);
    }

    [Fact]
    public async Task Running_ahead_passes_at_its_own_speed_in_small_steps_and_ends_exactly()
    {
        var clock = new SandboxClock(Start, _real, 1);
        Wait(clock, "on the way", 100);
        var seen = new List<TimeSpan>();

        var wait = clock.RunAheadAsync(TimeSpan.FromHours(1), 3600, CancellationToken.None);
        while (await Task.WhenAny(wait, _real.UntilSomebodyWaitsAsync()) != wait)
        {
            seen.Add(clock.GetUtcNow() - Start);
            Assert.True(_real.NextDue <= TimeSpan.FromMilliseconds(20));
            _real.Pass(_real.NextDue!.Value);
        }

        await wait;
        Assert.Equal([("on the way", Seconds(100))], _fired);
        Assert.Equal(50, seen.Count);
        Assert.Equal(Enumerable.Range(0, 50).Select(step => Seconds(72 * step)), seen);

        _real.Pass(Seconds(5));
        Assert.Equal(Start + TimeSpan.FromHours(1) + Seconds(5), clock.GetUtcNow());
    }

    [Fact]
    public async Task Running_ahead_never_overshoots_however_late_it_wakes_up()
    {
        var clock = new SandboxClock(Start, _real, 0);
        Wait(clock, "beyond", 61);

        var wait = clock.RunAheadAsync(Seconds(60), 10, CancellationToken.None);
        _real.Pass(TimeSpan.FromDays(1));

        await wait;
        Assert.Empty(_fired);
        Assert.Equal(Start + Seconds(60), clock.GetUtcNow());
    }

    [Fact]
    public async Task Running_ahead_when_cancelled_ends_without_an_exception_and_keeps_what_has_passed()
    {
        var clock = new SandboxClock(Start, _real, 0);
        using var cancel = new CancellationTokenSource();

        var wait = clock.RunAheadAsync(TimeSpan.FromHours(10), 3600, cancel.Token);
        _real.Pass(TimeSpan.FromMilliseconds(10));
        await cancel.CancelAsync();

        await wait;
        Assert.Equal(Start + Seconds(36), clock.GetUtcNow());
    }

    [Fact]
    public async Task Running_ahead_ends_as_soon_as_somebody_else_has_advanced_beyond()
    {
        var clock = new SandboxClock(Start, _real, 0);

        var wait = clock.RunAheadAsync(TimeSpan.FromHours(1), 1, CancellationToken.None);
        clock.Advance(TimeSpan.FromHours(2));
        _real.Pass(TimeSpan.FromMilliseconds(20));

        await wait;
        Assert.Equal(Start + TimeSpan.FromHours(2), clock.GetUtcNow());
    }

    [Fact]
    public async Task Waiting_by_way_of_the_time_provider_ends_in_sandbox_time()
    {
        var clock = new SandboxClock(Start, _real, 0);
        var wait = Task.Delay(TimeSpan.FromDays(3), clock);

        clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromTicks(1));
        Assert.False(wait.IsCompleted);
        clock.Advance(TimeSpan.FromTicks(1));

        await wait;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private void Wait(SandboxClock clock, string name, int seconds) =>
        clock.CreateTimer(_ => Record(clock, name), null, Seconds(seconds), Timeout.InfiniteTimeSpan);

    private void Record(SandboxClock clock, string name) => _fired.Add((name, clock.GetUtcNow() - Start));
}
