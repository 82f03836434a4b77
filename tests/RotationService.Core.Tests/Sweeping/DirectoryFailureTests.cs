using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Sweeping;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>A directory that does not list, or does not show an application it listed.</summary>
public sealed class DirectoryFailureTests : OneApplication
{
    [Theory]
    [InlineData(CallFailureKind.Forbidden, Condition.NeedsAttention, Reason.PermissionMissing)]
    [InlineData(CallFailureKind.Throttled, Condition.Failed, Reason.Throttled)]
    [InlineData(CallFailureKind.Unreachable, Condition.Failed, Reason.UnexpectedError)]
    public async Task A_directory_that_cannot_be_listed_is_said_of_every_application_and_none_counts_as_observed(CallFailureKind kind, Condition condition, Reason reason)
    {
        World.Fault = call => call is "list" ? new CallFailure(kind, "no") : null;
        foreach (var sweep in new[] { await World.SweepAsync(Policy), await World.NewSweeper().PreviewAsync(new(null, [Policy]), CancellationToken.None) })
        {
            var report = Assert.Single(sweep.Applications);
            Assert.Equal((condition, reason, false), (report.Condition, report.Reason, report.Observed));
            Assert.Equal(kind, sweep.DirectoryFailure!.Kind);
        }
    }

    [Theory]
    [InlineData(CallFailureKind.NotFound, Condition.NeedsAttention, Reason.ApplicationNotFound)]
    [InlineData(CallFailureKind.Forbidden, Condition.NeedsAttention, Reason.PermissionMissing)]
    [InlineData(CallFailureKind.Throttled, Condition.Failed, Reason.Throttled)]
    public async Task An_application_that_is_not_shown_though_it_was_listed_is_a_condition_and_not_observed(CallFailureKind kind, Condition condition, Reason reason)
    {
        // The listing is used once: the pass that follows a throttled issue reads the application.
        var issues = 0;
        World.Fault = call => call is "addPassword" && ++issues == 1 ? new CallFailure(CallFailureKind.Throttled, "later")
            : call is "read" ? new CallFailure(kind, "no")
            : null;
        var report = await One(Policy);
        Assert.Equal((condition, reason, false), (report.Condition, report.Reason, report.Observed));
        Assert.Equal(App.AppId, report.Application!.AppId);
        Assert.Equal(1, issues);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(1, 5)]
    [InlineData(90, 60)]
    public async Task It_is_listed_again_when_it_allows_it_but_not_before_five_minutes_nor_later_than_the_interval(int retryMinutes, int listedAfter)
    {
        var lists = new List<DateTimeOffset>();
        using var stop = new CancellationTokenSource();
        World.Fault = call =>
        {
            if (call is "list")
            {
                lists.Add(World.Time.True);
            }

            return call is "list" ? new CallFailure(CallFailureKind.Throttled, "later") { RetryAfter = TimeSpan.FromMinutes(retryMinutes) } : null;
        };
        var sweeper = World.NewSweeper((wait, cancellationToken) =>
        {
            World.Time.Advance(wait);
            return lists.Count < 2 ? Task.CompletedTask : stop.CancelAsync();
        });
        await sweeper.RunAsync(() => new PolicySet(null, [Policy]), TimeSpan.FromHours(1), stop.Token);
        Assert.Equal(listedAfter, (lists[1] - lists[0]).TotalMinutes);
    }

    [Theory]
    [InlineData(54, true)]
    [InlineData(55, false)]
    public void What_the_listing_showed_is_used_once_and_while_it_is_fresh(int seconds, bool used)
    {
        var sweep = new Sweep(World.Start);
        sweep.Begin(1, [], [], World.Start, World.Start);
        sweep.Expect(0, Policy.Key);
        Assert.Equal(used, sweep.TryUseListing(Policy.Key, World.Start + TimeSpan.FromSeconds(seconds)));
        Assert.False(sweep.TryUseListing(Policy.Key, World.Start));
    }

    [Fact]
    public void What_is_found_of_one_that_was_told_already_takes_its_place_in_the_sweeps_order()
    {
        var sweep = new Sweep(World.Start);
        var (told, expected) = (Policy, Policy with { Name = "another" });
        sweep.Begin(2, [], [], World.Start, World.Start);
        sweep.Expect(0, expected.Key);
        sweep.AddWithoutPass(1, told.Key, new ReportEntry(new ApplicationReport(told, Condition.Healthy, Reason.UpToDate, "told")));
        Assert.False(sweep.Add(told.Key, new ReportEntry(new ApplicationReport(told, Condition.Rotating, Reason.PendingFound, "found"))));
        Assert.True(sweep.Add(expected.Key, new ReportEntry(new ApplicationReport(expected, Condition.Healthy, Reason.UpToDate, "expected"))));
        var reported = sweep.Report(World.Start).Applications;
        Assert.Equal(["expected", "found"], reported.Select(report => report.Message));
        Assert.False(sweep.Add(told.Key, new ReportEntry(new ApplicationReport(told, Condition.Healthy, Reason.UpToDate, "followed up"))));
        Assert.Equal("found", reported[1].Message);
        Assert.Equal("followed up", sweep.Report(World.Start).Applications[1].Message);
        var gone = told with { Name = "gone" };
        Assert.False(sweep.Add(gone.Key, new ReportEntry(new ApplicationReport(gone, Condition.Healthy, Reason.UpToDate, "of nobody"))));
        Assert.Equal(2, sweep.Report(World.Start).Applications.Count);
    }

    [Fact]
    public void What_a_failed_call_returned_cannot_be_asked_for()
    {
        Assert.Throws<InvalidOperationException>(() => new Call<string>(World.Lost).Value);
        Assert.Throws<InvalidOperationException>(() => new Call<string>("a value").Fail<int>());
        Assert.Equal(World.Lost, new Call<string>(World.Lost).Fail<int>().Failure);
    }

    [Fact]
    public async Task A_pass_that_throws_is_reported_as_not_observed()
    {
        World.Replace("contoso-prod", null!);
        var report = Assert.Single((await World.SweepAsync(Policy)).Applications);
        Assert.Equal((Condition.Failed, Reason.UnexpectedError, false), (report.Condition, report.Reason, report.Observed));
    }

    [Fact]
    public async Task Only_applications_that_bear_our_mark_are_reported_as_under_no_policy()
    {
        await One(Policy);
        var plain = World.Add("plain");
        World.AddByHand(plain, TimeSpan.FromDays(9));
        World.AddByHand(App, TimeSpan.FromDays(9));
        var other = World.Policy(World.Add("billing"));
        await World.SweepAsync(other);
        Assert.Equal("payments", Assert.Single((await World.SweepAsync(other)).Unmatched).DisplayName);
        Assert.Equal("payments", Assert.Single((await World.NewSweeper().PreviewAsync(new(null, [other]), CancellationToken.None)).Unmatched).DisplayName);
    }

    [Fact]
    public async Task Looking_says_of_what_cannot_be_told_that_it_cannot()
    {
        var missing = Policy with { Name = "missing", Application = ApplicationSelector.ByAppId(Guid.Empty) };
        var look = await World.NewSweeper().PreviewAsync(new(null, [missing, Policy]), CancellationToken.None);
        Assert.Equal([Reason.ApplicationNotFound, Reason.FirstRotation], look.Applications.Select(report => report.Reason));
    }

    [Fact]
    public async Task Looking_at_a_pending_value_says_that_it_would_be_proven_and_published()
    {
        await StoreAndStop();
        World.Time.Advance(TimeSpan.FromMinutes(5));
        var report = Assert.Single((await World.NewSweeper().PreviewAsync(new(null, [Policy]), CancellationToken.None)).Applications);
        Assert.Equal((Condition.Rotating, Reason.PendingFound, Step.Verify), (report.Condition, report.Reason, report.NextAction));
        Assert.Equal([Step.Verify, Step.Promote], report.Steps.Select(step => step.Step));
        Assert.NotNull(report.NextActionAt);
    }
}
