using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Sweeping;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>The loop of the worker: when it sweeps, what it follows up in between, how it stops.</summary>
public sealed class WorkerLoopTests
{
    private readonly World _world = new();

    [Fact]
    public async Task It_sweeps_at_the_interval_and_follows_up_in_between()
    {
        var policy = World.Policy(_world.Add("payments"));
        await RunForAsync(TimeSpan.FromHours(5.5), policy);

        Assert.Equal(6, _world.Sweeps.Count);
        Assert.Equal(Enumerable.Range(0, 6).Select(hour => World.Start + TimeSpan.FromHours(hour)), _world.Sweeps.Select(sweep => sweep.StartedAt));
        Assert.Equal(1, _world.AddPasswords);
    }

    [Fact]
    public async Task A_local_clock_that_steps_ahead_does_not_put_off_the_sweeps_that_follow()
    {
        var listedAt = new List<DateTimeOffset>();
        _world.Fault = call =>
        {
            if (call is "list")
            {
                // The answer says what the time is; the first time, the local clock steps a day ahead after it.
                _world.Clock.Observe(_world.Time.True);
                _world.Time.WallError = TimeSpan.FromDays(1);
                listedAt.Add(_world.Time.True);
            }

            return null;
        };
        await RunForAsync(TimeSpan.FromHours(5.5), World.Policy(_world.Add("payments")));

        Assert.All(listedAt.Zip(listedAt.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.Zero, TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromHours(5), listedAt[^1] - listedAt[0]);
    }

    [Fact]
    public async Task What_was_done_between_two_sweeps_is_told_with_the_later_one_and_only_there()
    {
        var policy = World.Policy(_world.Add("payments"));
        await RunForAsync(TimeSpan.FromHours(3), policy);

        Assert.Equal([Step.Issue, Step.Store], Steps(_world.Sweeps[0]));
        Assert.Equal([Step.Verify, Step.Promote, Step.Tidy], Steps(_world.Sweeps[1]));
        Assert.Empty(Steps(_world.Sweeps[2]));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_listed_is_listed_again_sooner_than_the_interval()
    {
        var policy = World.Policy(_world.Add("payments"));
        _world.Fault = call => call is "list" && _world.Time.True < World.Start + TimeSpan.FromMinutes(12) ? new CallFailure(CallFailureKind.Unreachable, "no network") : null;
        await RunForAsync(TimeSpan.FromMinutes(30), policy);

        Assert.Equal(3, _world.Sweeps.Count(sweep => sweep.DirectoryFailure is not null));
        Assert.Equal(1, _world.AddPasswords);
        Assert.Empty(_world.Defects);
    }

    [Fact]
    public async Task A_sweep_that_takes_a_while_says_now_and_then_how_far_it_is()
    {
        var policies = Enumerable.Range(0, 10).Select(number => World.Policy(_world.Add($"app-{number}"))).ToArray();
        await _world.SweepAsync(policies);
        Assert.Empty(_world.Progress);

        _world.Fault = call =>
        {
            _world.Time.Advance(TimeSpan.FromSeconds(call is "list" ? 0 : 5));
            return null;
        };
        await _world.SweepAsync(policies);

        Assert.NotEmpty(_world.Progress);
        Assert.All(_world.Progress, progress => Assert.Equal((10, true), (progress.Of, progress.Done is > 0 and < 10)));
        Assert.All(_world.Progress.Zip(_world.Progress.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.At >= Sweeper.ProgressEvery && pair.Second.Left < pair.First.Left));
        var begun = _world.Sweeps[^1].StartedAt;
        Assert.All(_world.Progress, progress => Assert.Equal((progress.At - begun).TotalSeconds / progress.Done * (10 - progress.Done), progress.Left.TotalSeconds, tolerance: 1));
    }

    [Fact]
    public async Task One_application_whose_pass_throws_does_not_stop_the_others()
    {
        var broken = World.Policy(_world.Add("broken"), "broken-vault");
        var policy = World.Policy(_world.Add("payments"));
        _world.Replace("broken-vault", null!);
        await RunForAsync(TimeSpan.FromHours(2), broken, policy);

        Assert.NotEmpty(_world.Defects);
        Assert.Equal(Reason.UnexpectedError, _world.Sweeps[^1].Applications[0].Reason);
        Assert.Equal(Reason.UpToDate, _world.Sweeps[^1].Applications[1].Reason);
    }

    [Fact]
    public async Task A_worker_that_is_stopped_while_the_directory_is_listed_returns_without_an_exception_and_without_a_report()
    {
        using var stop = new CancellationTokenSource();
        _world.Fault = call =>
        {
            stop.Cancel();
            throw new OperationCanceledException(call, stop.Token);
        };
        await _world.NewSweeper().RunAsync(() => new PolicySet(null, [World.Policy(_world.Add("payments"))]), TimeSpan.FromHours(1), stop.Token);
        Assert.Empty(_world.Sweeps);
        Assert.Empty(_world.Defects);
    }

    [Fact]
    public async Task Each_sweep_goes_by_the_policies_as_they_are_when_it_begins()
    {
        using var stop = new CancellationTokenSource();
        var (first, second) = (World.Policy(_world.Add("first")), World.Policy(_world.Add("second")));
        var sweeper = _world.NewSweeper((wait, _) =>
        {
            _world.Time.Advance(wait);
            return _world.Sweeps.Count < 3 ? Task.CompletedTask : stop.CancelAsync();
        });
        await sweeper.RunAsync(() => new PolicySet(null, _world.Sweeps.Count == 0 ? [first] : [second]), TimeSpan.FromHours(1), stop.Token);
        Assert.Equal(["first"], _world.Sweeps[0].Applications.Select(application => application.Policy.Name));
        Assert.Equal(["second"], _world.Sweeps[1].Applications.Select(application => application.Policy.Name));
        Assert.Equal([first.Secret, second.Secret], _world.Vault().Secrets.Keys.Where(name => !name.EndsWith("-pending", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_call_that_was_given_up_though_nobody_stopped_the_worker_is_a_defect_of_that_application_alone()
    {
        var policy = World.Policy(_world.Add("payments"));
        var calls = 0;
        _world.Fault = call => call is "versions" && calls++ == 0 ? throw new TaskCanceledException() : null;
        await RunForAsync(TimeSpan.FromHours(2.5), policy, World.Policy(_world.Add("billing")));
        Assert.IsType<TaskCanceledException>(Assert.Single(_world.Defects));
        Assert.Equal(Reason.UnexpectedError, _world.Sweeps[0].Applications[0].Reason);
        Assert.All(_world.Sweeps[^1].Applications, report => Assert.Equal(Reason.UpToDate, report.Reason));
    }

    [Fact]
    public async Task What_was_to_be_followed_up_is_not_once_the_listing_says_that_its_application_is_gone()
    {
        var policy = World.Policy(_world.Add("payments"));
        policy = policy with { Verify = policy.Verify with { Settle = TimeSpan.FromMinutes(90), Timeout = TimeSpan.FromHours(3) } };
        var calls = new List<string>();
        _world.Fault = call =>
        {
            calls.Add(call);
            if (call is "list" && _world.Time.True > World.Start)
            {
                _world.Applications.Clear();
            }

            return null;
        };
        await RunForAsync(TimeSpan.FromHours(2.5), policy);
        Assert.Equal([Reason.PendingFound, Reason.ApplicationNotFound, Reason.ApplicationNotFound], _world.Reports.Select(report => report.Reason));
        Assert.Equal(["list", "list"], calls.TakeLast(2));
    }

    [Fact]
    public async Task A_directory_that_cannot_be_listed_ends_a_single_sweep()
    {
        var lists = 0;
        _world.Fault = call =>
        {
            lists += call is "list" ? 1 : 0;
            return call is "list" ? new CallFailure(CallFailureKind.Unreachable, "no network") : null;
        };
        await _world.SweepAsync(World.Policy(_world.Add("payments")));
        Assert.Equal(1, lists);
        Assert.Equal(World.Start, _world.Time.True);
    }

    private static IEnumerable<Step> Steps(SweepReport report) => report.Applications.SelectMany(application => application.Steps).Select(step => step.Step);

    private async Task RunForAsync(TimeSpan span, params Policy[] policies)
    {
        using var stop = new CancellationTokenSource();
        var until = _world.Time.True + span;
        var sweeper = _world.NewSweeper((wait, cancellationToken) =>
        {
            _world.Time.Advance(wait);
            if (_world.Time.True >= until)
            {
                stop.Cancel();
            }

            cancellationToken.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        });
        await sweeper.RunAsync(() => new PolicySet(null, policies), TimeSpan.FromHours(1), stop.Token);
    }
}
