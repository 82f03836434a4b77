using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

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

    [Fact]
    public async Task Every_change_of_a_lifecycle_counts_once_whatever_comes_of_it()
    {
        var app = _world.Add("payments");
        var policy = World.Policy(app);
        var cached = new CachedApplication();
        Assert.Equal(3, await ChangesCountedIn(policy, app, cached));

        // The intent, addPassword and the store; then three log-ins, and with the last the publication and the closing of the pending version.
        _world.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, await ChangesCountedIn(policy, app, cached));
        _world.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(0, await ChangesCountedIn(policy, app, cached));
        _world.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(2, await ChangesCountedIn(policy, app, cached));

        await SweepAsync([policy]);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await SweepAsync([policy]);
        _world.Time.Advance(TimeSpan.FromDays(4));

        // The tag that is written first, and the removal.
        Assert.Equal(2, await ChangesCountedIn(policy, app, new CachedApplication()));
        Assert.Single(app.Live);
    }

    [Fact]
    public async Task A_store_that_fails_counts_once_however_often_it_was_tried_and_so_does_the_removal_that_follows()
    {
        var app = _world.Add("payments");
        _world.Fault = call => call is "put pending" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        Assert.Equal(4, await ChangesCountedIn(World.Policy(app), app, new CachedApplication()));
        Assert.Empty(app.Live);
    }

    [Theory]
    [InlineData("put intent")]
    [InlineData("addPassword")]
    [InlineData("put pending")]
    [InlineData("put")]
    [InlineData("patch")]
    [InlineData("removePassword")]
    public async Task What_was_cleanly_refused_is_no_unexpected_failure(string call)
    {
        var policies = Applications("first");
        await SweepAsync(policies);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await SweepAsync(policies);
        _world.Time.Advance(TimeSpan.FromDays(4));
        var more = Applications("second");
        _world.Fault = name => name == call ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
        await SweepAsync([.. policies, .. more]);
        _world.Fault = _ => null;
        _world.Time.Advance(TimeSpan.FromHours(1));
        var issued = _world.AddPasswords;
        await SweepAsync([.. policies, .. more, .. Applications("third")]);
        Assert.True(_world.AddPasswords - issued >= 9);
    }

    [Fact]
    public async Task A_removal_after_a_failed_store_that_fails_unexpectedly_counts_as_such()
    {
        var policies = Applications("first");
        _world.Fault = name => name switch
        {
            "put pending" => new CallFailure(CallFailureKind.Forbidden, "no role"),
            "removePassword" => World.Lost,
            _ => null,
        };
        await SweepAsync(policies);
        await FiveAreIssuedIn(policies);
    }

    [Fact]
    public async Task Neither_a_store_that_fails_nor_the_removal_after_it_uses_up_what_may_be_issued()
    {
        var policies = Applications("first");
        _world.Fault = name => name is "put intent" ? World.Lost : null;
        await SweepAsync(policies);
        _world.Fault = name => name is "put pending" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        _world.Time.Advance(TimeSpan.FromHours(1));
        await SweepAsync([.. policies, .. Applications("second")]);
        Assert.Equal(5, _world.AddPasswords);
    }

    [Fact]
    public async Task A_sweep_in_which_all_goes_well_issues_for_every_application()
    {
        var policies = Enumerable.Range(0, 30).Select(number => World.Policy(_world.Add($"app-{number}"))).ToArray();
        await SweepAsync(policies);
        Assert.Equal(policies.Length, _world.AddPasswords);
    }

    // How many attempts a pass adds to ninety, nine of which failed: with one more failure the tenth part is told by how many are missing to a hundred.
    private async Task<int> ChangesCountedIn(Policy policy, FakeApplication app, CachedApplication cached)
    {
        var breaker = new Breaker();
        Count(breaker, times: 9, failed: true);
        Count(breaker, times: 81, failed: false);
        await new Reconciler(_world.Dependencies, breaker).ReconcileAsync(policy, app.Read(), _world.Clock.Now, cached, CancellationToken.None);
        Count(breaker, times: 1, failed: true);
        var missing = 0;
        for (; breaker.IsOpen; missing++)
        {
            Count(breaker, times: 1, failed: false);
        }

        return 9 - missing;
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
