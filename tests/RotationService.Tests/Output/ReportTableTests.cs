using RotationService.Core.Planning;
using RotationService.Core.Reporting;
using RotationService.Hosting;
using RotationService.Output;

namespace RotationService.Tests.Output;

public sealed class ReportTableTests
{
    [Fact]
    public void A_plan_has_one_row_for_each_application_and_counts_what_would_be_done()
    {
        var lines = Lines(ReportTables.Plan, Reports.Of(
            Reports.Application("payments-api", Condition.Due, Reason.NearingExpiry, Reports.Rotation(StepOutcome.Planned, Reason.NearingExpiry)),
            Reports.Application(
                "billing-worker",
                Condition.Expired,
                Reason.Expired,
                [Reports.Step(Step.Retire, StepOutcome.Planned, Reason.Surplus, 7), .. Reports.Rotation(StepOutcome.Planned, Reason.Expired)]),
            Reports.Application("storefront", Condition.Rotating, Reason.PendingFound, Reports.Step(Step.Verify, StepOutcome.Planned, Reason.PendingFound, 8), Reports.Step(Step.Promote, StepOutcome.Planned, Reason.PendingFound, 8)),
            Reports.Application("reporting", Condition.Healthy, Reason.UpToDate) with { NextAction = Step.Issue, NextActionAt = Reports.Noon.AddDays(110) },
            Reports.Application("treasury-bridge", Condition.NeedsAttention, Reason.NotOwner) with { NextAction = Step.Preflight }));

        Assert.Equal(
            [
                "POLICY           CONDITION       REASON            A SWEEP WOULD",
                "payments-api     Due             NearingExpiry     Issue → Store → Verify → Promote",
                "billing-worker   Expired         Surplus, Expired  Retire 00000007; Issue → Store → Verify → Promote",
                "storefront       Rotating        PendingFound      Verify → Promote 00000008",
                "reporting        Healthy         UpToDate          do nothing; Issue in 110 days",
                "treasury-bridge  NeedsAttention  NotOwner          waits for a person",
            ],
            lines.Take(6));
        Assert.Equal("5 managed, 3 would be rotated, 1 retired, 1 pending, 1 needs a person", lines[^2]);
    }

    [Theory]
    [InlineData(Condition.NeedsAttention, Reason.EntryMatchesNothing, 1)]
    [InlineData(Condition.Healthy, Reason.OthersLeftOut, 0)]
    public void What_is_said_of_a_policy_is_a_row_of_its_own_and_counts_where_a_person_must_act(Condition condition, Reason reason, int attention)
    {
        var report = Reports.Of(Reports.Application("team", Condition.Healthy, Reason.UpToDate)) with { Policies = [new PolicyReport(Reports.PolicyOf("team"), condition, reason, "the matter with it")] };
        foreach (var print in (Action<Terminal, SweepReport>[])[ReportTables.Plan, ReportTables.Status])
        {
            var lines = Lines(print, report);
            Assert.Contains(lines, line => line.StartsWith("team    ", StringComparison.Ordinal) && line.Contains(reason.ToString(), StringComparison.Ordinal) && line.Contains("waits for a person", StringComparison.Ordinal) == (attention > 0));
            Assert.Contains("team: the matter with it", lines);
            Assert.Equal(attention > 0 ? "1 managed, 1 needs a person" : "1 managed", lines[^2]);
        }

        Assert.Equal(attention, ExitCode.Of(report));
    }

    [Fact]
    public void A_plan_that_only_retires_says_so()
    {
        var report = Reports.Of(Reports.Application("payments-api", Condition.Healthy, Reason.InGrace, Reports.Step(Step.Retire, StepOutcome.Planned, Reason.Superseded, 7)));

        Assert.Equal("1 managed, 1 would be retired", Lines(ReportTables.Plan, report)[^2]);
    }

    [Theory]
    [InlineData(Condition.NeedsAttention, 5, "waits for a person")]
    [InlineData(Condition.Due, -20, "Issue now")]
    [InlineData(Condition.Due, 0, "Issue now")]
    [InlineData(Condition.Healthy, 5, "Issue in 5 days")]
    public void What_comes_next_is_never_in_the_past_and_waits_where_a_person_must_act(Condition condition, int days, string expected)
    {
        var application = Reports.Application("payments-api", condition, Reason.UpToDate) with { NextAction = Step.Issue, NextActionAt = Reports.Noon.AddDays(days) };

        Assert.Equal(expected, ReportTables.Next(application, Reports.Noon));
    }

    private static string[] Lines(Action<Terminal, SweepReport> print, SweepReport report)
    {
        using var text = new StringWriter();
        print(new Terminal(text, TextWriter.Null, IsTerminal: false, HasColour: false), report);
        return text.ToString().ReplaceLineEndings("\n").Split('\n');
    }
}
