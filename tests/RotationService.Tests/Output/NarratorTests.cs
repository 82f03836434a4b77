using RotationService.Core.Planning;
using RotationService.Core.Reporting;
using RotationService.Narration;
using RotationService.Output;

namespace RotationService.Tests.Output;

public sealed class NarratorTests
{
    [Theory]
    [InlineData(Step.Retire, Reason.Expired, "retired 00000007: it had ended")]
    [InlineData(Step.Retire, Reason.Superseded, "retired 00000007: its grace period is over")]
    [InlineData(Step.Retire, Reason.Surplus, "retired 00000007: never published")]
    [InlineData(Step.RemoveOrphan, Reason.Orphan, "removed an orphan 00000007: nobody could use it")]
    [InlineData(Step.Revoke, Reason.Forced, "revoked 00000007")]
    public void A_removal_says_why(Step step, Reason reason, string expected)
    {
        var told = Told(narrator => narrator.StepEnded(Reports.PolicyOf("payments-api"), Reports.Directory("payments-api"), Reports.Step(step, StepOutcome.Done, reason, 7), "done"));

        Assert.Equal($"2026-11-22 12:00:00Z  payments-api         {expected}", Assert.Single(told));
    }

    [Theory]
    [InlineData(Reason.PendingFound, "rotated: published 00000007")]
    [InlineData(Reason.WindowOverridden, "rotated: published 00000007, outside its window: programs would have been left without a working value")]
    public void A_publication_outside_the_window_says_why(Reason reason, string expected)
    {
        var told = Told(narrator => narrator.StepEnded(Reports.PolicyOf("payments-api"), Reports.Directory("payments-api"), Reports.Step(Step.Promote, StepOutcome.Done, reason, 7), "done"));

        Assert.Equal($"2026-11-22 12:00:00Z  payments-api         {expected}", Assert.Single(told));
    }

    [Theory]
    [InlineData(3, "412 of 1,000 applications checked, about 5 s left")]
    [InlineData(89, "412 of 1,000 applications checked, about 90 s left")]
    [InlineData(200, "412 of 1,000 applications checked, about 3 min left")]
    public void A_sweep_that_takes_a_while_says_how_far_it_is(int secondsLeft, string expected)
    {
        var told = Told(narrator => narrator.SweepGoesOn(new SweepProgress(412, 1000, TimeSpan.FromSeconds(secondsLeft), Reports.Noon)));

        Assert.Equal($"2026-11-22 12:00:00Z  {expected}", Assert.Single(told));
    }

    [Fact]
    public void What_is_said_of_a_policy_is_told_once_as_long_as_it_stays_and_again_when_it_comes_again()
    {
        var report = Reports.Of() with { Policies = [new PolicyReport(Reports.PolicyOf("team"), Condition.NeedsAttention, Reason.EntryMatchesNothing, "svc-legcy fits no application")] };
        var told = Told(narrator =>
        {
            narrator.SweepEnded(report);
            narrator.SweepEnded(report);
            narrator.SweepEnded(Reports.Of());
            narrator.SweepEnded(report);
        });
        Assert.Equal(2, told.Count(line => line == "2026-11-22 12:00:00Z  team                 needs a person: svc-legcy fits no application"));
    }

    [Fact]
    public void The_end_of_a_sweep_counts_what_was_rotated_and_who_waits_for_a_person_and_says_where_to_look()
    {
        var rotated = Enumerable.Range(1, 6).Select(number =>
            Reports.Application($"app-{number}", Condition.Healthy, Reason.UpToDate, Reports.Rotation(StepOutcome.Done, Reason.NearingExpiry)) with
            {
                NextAction = Step.Issue,
                NextActionAt = Reports.Noon.AddDays(60 + number),
            });
        var told = Told(narrator => narrator.SweepEnded(Reports.Of(
        [
            .. rotated,
            Reports.Application("due", Condition.Due, Reason.BreakerOpen) with { NextAction = Step.Issue, NextActionAt = Reports.Noon.AddDays(-20) },
            Reports.Application("limited", Condition.NeedsAttention, Reason.CredentialLimit) with { NextAction = Step.Issue, NextActionAt = Reports.Noon },
            Reports.Application("not-owned", Condition.NeedsAttention, Reason.NotOwner) with { NextAction = Step.Preflight },
        ])));

        Assert.Equal("2026-11-22 12:00:00Z  9 managed, 6 rotated, 2 need a person", told[0]);
        Assert.Equal("  next: due is due now", told[1]);
        Assert.Equal("  next: app-1 is due at 2027-01-22 12:00Z", told[2]);
        Assert.DoesNotContain(told, line => line.Contains("limited", StringComparison.Ordinal));
        Assert.Equal("  status: rotation-service status --sandbox; audit log: audit.jsonl; press Ctrl-C to stop", told[^1]);
    }

    private static string[] Told(Action<Narrator> tell)
    {
        using var text = new StringWriter();
        tell(new Narrator(new Terminal(text, TextWriter.Null, IsTerminal: false, HasColour: false), new WatchedPlace("the sandbox", "audit.jsonl", "rotation-service status --sandbox")));
        return text.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }
}
