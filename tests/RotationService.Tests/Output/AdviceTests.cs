using RotationService.Core.Planning;
using RotationService.Core.Reporting;
using RotationService.Output;

namespace RotationService.Tests.Output;

/// <summary>What the program adds to the messages of the core: its own commands, options, settings and files.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData(Reason.AuditUnwritable, Step.Issue, "`Audit:Path`")]
    [InlineData(Reason.VaultForbidden, Step.None, "deploy/azure")]
    [InlineData(Reason.NeverProven, Step.Issue, "`rotate`")]
    public void The_message_of_a_report_ends_with_the_advice_for_its_reason(Reason reason, Step next, string advice)
    {
        var report = Report(reason) with { NextAction = next };
        Assert.StartsWith($"{report.Message} ", Advice.MessageOf(report), StringComparison.Ordinal);
        Assert.Contains(advice, Advice.MessageOf(report), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Reason.NeverProven, Step.Verify)]
    [InlineData(Reason.InGrace, Step.Retire)]
    [InlineData(Reason.UnexpectedError, Step.None)]
    public void The_message_of_another_report_is_as_it_was(Reason reason, Step next)
    {
        var report = Report(reason) with { NextAction = next };
        Assert.Equal(report.Message, Advice.MessageOf(report));
    }

    [Fact]
    public void A_defect_is_explained_by_the_operational_log() => Assert.EndsWith(
        " The operational log has the exception.",
        Advice.MessageOf(Report(Reason.UnexpectedError) with { IsDefect = true }),
        StringComparison.Ordinal);

    [Fact]
    public void A_rotation_that_a_grace_period_prevents_names_the_option_that_ends_it()
    {
        Assert.EndsWith(" add --revoke-previous.", Advice.MessageOfRefusal(Report(Reason.InGrace)), StringComparison.Ordinal);
        Assert.DoesNotContain("--", Advice.MessageOfRefusal(Report(Reason.StaleCheck)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StepOutcome.Failed, true)]
    [InlineData(StepOutcome.Done, false)]
    public void Only_a_step_that_was_not_done_has_advice(StepOutcome outcome, bool hasAdvice)
    {
        var step = Reports.Step(Step.Issue, outcome, Reason.AuditUnwritable);
        Assert.Equal(hasAdvice, Advice.MessageOf(step, "No.").Contains("`Audit:Path`", StringComparison.Ordinal));
    }

    [Fact]
    public void A_document_contains_the_advice() => Assert.Contains(
        "deploy/azure",
        ResultDocument.Write(Reports.Of(Report(Reason.VaultForbidden)), new CallTotals(0, 0, 0)),
        StringComparison.Ordinal);

    private static ApplicationReport Report(Reason reason) =>
        Reports.Application("payments", Condition.NeedsAttention, reason);
}
