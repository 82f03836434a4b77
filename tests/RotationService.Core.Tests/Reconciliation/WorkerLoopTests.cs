using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reconciliation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Reconciliation;

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
        await sweeper.RunAsync(new PolicySet(null, policies), TimeSpan.FromHours(1), stop.Token);
    }
}
