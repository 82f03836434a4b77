using RotationService.Core.Policies;
using RotationService.Core.Reconciliation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Reconciliation;

/// <summary>What counts towards stopping to issue, and what the sweep after it may do.</summary>
public sealed class BreakerTests
{
    private readonly World _world = new();
    private Sweeper? _sweeper;

    [Theory]
    [InlineData(5, 5, false)]
    [InlineData(6, 6, true)]
    [InlineData(6, 60, false)]
    [InlineData(10, 100, false)]
    [InlineData(11, 100, true)]
    public void It_opens_when_more_than_five_and_more_than_a_tenth_failed(int failed, int attempted, bool open)
    {
        var breaker = new Breaker();
        for (var attempt = 0; attempt < attempted; attempt++)
        {
            breaker.Count(issue: true, failedUnexpectedly: attempt < failed);
        }

        Assert.Equal(open, breaker.IsOpen);
    }

    [Fact]
    public void The_sweep_after_it_opened_issues_five_times_and_the_one_after_that_as_often_as_it_likes()
    {
        var breaker = new Breaker();
        Count(breaker, times: 6, failed: true);
        breaker.BeginSweep();
        breaker.Count(issue: false, failedUnexpectedly: false);
        Count(breaker, times: 4, failed: false);
        Assert.False(breaker.IsOpen);
        Count(breaker, times: 1, failed: false);
        Assert.True(breaker.IsOpen);
        breaker.BeginSweep();
        Count(breaker, times: 9, failed: false);
        Assert.False(breaker.IsOpen);
    }

    [Theory]
    [InlineData("put intent")]
    [InlineData("put pending")]
    [InlineData("addPassword")]
    [InlineData("put")]
    [InlineData("patch")]
    public async Task Whatever_change_fails_unexpectedly_counts_and_then_only_addPassword_is_rationed(string call)
    {
        var policies = Applications("first");
        _world.Fault = name => name == call ? World.Lost : null;
        await SweepAsync(policies);
        await FiveAreIssuedIn(policies);
    }

    [Theory]
    [InlineData("removePassword")]
    [InlineData("patch")]
    public async Task So_does_a_removal(string call)
    {
        var policies = Applications("first");
        await SweepAsync(policies);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await SweepAsync(policies);
        _world.Time.Advance(TimeSpan.FromDays(4));
        _world.Fault = name => name == call ? World.Lost : null;
        await SweepAsync(policies);
        await FiveAreIssuedIn(policies);
    }

    private async Task FiveAreIssuedIn(Policy[] before)
    {
        _world.Fault = _ => null;
        _world.Time.Advance(TimeSpan.FromHours(1));
        var issued = _world.AddPasswords;
        await SweepAsync([.. before, .. Applications("second")]);
        Assert.Equal(5, _world.AddPasswords - issued);
    }

    private Policy[] Applications(string name) => [.. Enumerable.Range(0, 9).Select(number => World.Policy(_world.Add($"{name}-{number}")))];

    private Task SweepAsync(Policy[] policies) => (_sweeper ??= _world.NewSweeper()).SweepOnceAsync(new PolicySet(null, policies), null, CancellationToken.None);

    private static void Count(Breaker breaker, int times, bool failed)
    {
        for (var time = 0; time < times; time++)
        {
            breaker.Count(issue: true, failedUnexpectedly: failed);
        }
    }
}
