using RotationService.Core.Auditing;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Timing;

/// <summary>What sweeps do when a service says a wrong time.</summary>
public sealed class WrongDatesTests : OneApplication
{
    private static readonly TimeSpan TwoYears = TimeSpan.FromDays(731);

    private readonly List<TimeService> _asked = [];

    [Fact]
    public async Task The_other_services_are_asked_before_anything_rests_on_it()
    {
        await One(Policy);
        RightDates();
        Services(answer: true);
        Before("list", () => WrongDate(TimeService.Graph));
        var report = await One(Policy);
        Assert.Equal((Condition.Healthy, Reason.UpToDate), (report.Condition, report.Reason));
        Assert.Equal([TimeService.TokenEndpoint, TimeService.KeyVault], _asked);
        Assert.Equal(1, World.AddPasswords);
        Assert.Equal(World.Time.True, World.Clock.Now);
    }

    [Fact]
    public async Task Nothing_is_issued_or_removed_while_no_two_agree_and_everything_is_when_they_do()
    {
        await RetirementIsDue();
        RightDates();
        Services(answer: false);
        Before("list", () => WrongDate(TimeService.Graph));
        var report = await One(Policy);
        Assert.Equal((Condition.NeedsAttention, Reason.ClockSkew), (report.Condition, report.Reason));
        Assert.Equal(2, App.Live.Count);
        Assert.Equal(Enum.GetValues<TimeService>().Length, _asked.Count);

        World.Time.Advance(TimeSpan.FromHours(1));
        Services(answer: true);
        Assert.Equal(Condition.Healthy, (await One(Policy)).Condition);
        Assert.Single(App.Live);
    }

    [Fact]
    public async Task A_new_application_waits_for_two_that_agree()
    {
        RightDates();
        Services(answer: false);
        WrongDate(TimeService.KeyVault);
        Assert.Equal(Reason.ClockSkew, (await One(Policy)).Reason);
        Assert.Equal(0, World.AddPasswords);
        Assert.Empty(World.Audit);
    }

    [Fact]
    public async Task A_removal_is_not_sent_when_the_write_before_it_is_answered_with_a_wrong_date()
    {
        await RetirementIsDue();
        RightDates();
        Services(answer: false);
        After("patch", () => WrongDate(TimeService.KeyVault));
        await One(Policy);
        Assert.Equal(2, App.Live.Count);
        Assert.Equal(StepOutcome.Skipped, World.Audit.Last(record => record is { Kind: AuditKind.Outcome, Step: Step.Retire }).Outcome);
    }

    [Fact]
    public async Task An_application_at_rest_is_looked_at_and_told()
    {
        var sweeper = World.NewSweeper();
        var policies = new Core.Policies.PolicySet(null, [Policy]);
        await sweeper.SweepOnceAsync(policies, request: null, CancellationToken.None);
        RightDates();
        Services(answer: false);
        Before("list", () => WrongDate(TimeService.Graph));
        var report = await sweeper.SweepOnceAsync(policies, request: null, CancellationToken.None);
        Assert.Equal(Reason.ClockSkew, Assert.Single(report.Applications).Reason);
    }

    [Fact]
    public async Task A_plan_asks_too()
    {
        await One(Policy);
        RightDates();
        Services(answer: true);
        Before("list", () => WrongDate(TimeService.Graph));
        var report = await World.NewSweeper().PreviewAsync(new Core.Policies.PolicySet(null, [Policy]), CancellationToken.None);
        Assert.Equal(Reason.UpToDate, Assert.Single(report.Applications).Reason);
        Assert.NotEmpty(_asked);
    }

    private async Task RetirementIsDue()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
    }

    private void RightDates()
    {
        foreach (var service in Enum.GetValues<TimeService>())
        {
            World.Clock.Observe(service, World.Time.True, World.Clock.Mark());
        }
    }

    private void WrongDate(TimeService service) => World.Clock.Observe(service, World.Time.True + TwoYears, World.Clock.Mark());

    private void Services(bool answer) => World.Clock.Services = new Asked(service =>
    {
        _asked.Add(service);
        if (answer)
        {
            World.Clock.Observe(service, World.Time.True, World.Clock.Mark());
        }
    });

    private sealed class Asked(Action<TimeService> ask) : ITimeServices
    {
        public Task AskAsync(TimeService service, CancellationToken cancellationToken)
        {
            ask(service);
            return Task.CompletedTask;
        }
    }
}
