using RotationService.Cli;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Reporting;
using RotationService.Tests.Output;

namespace RotationService.Tests.Cli;

/// <summary>What a person who asked for a rotation is told, and whether the exit code says that it was not done.</summary>
public sealed class RotateOutcomeTests
{
    private static readonly (int, Stage)[] Before = [(1, Stage.Current), (2, Stage.Previous), (3, Stage.Foreign), (4, Stage.Elsewhere)];

    [Theory]
    [InlineData(true, new[] { 1, 2, 3, 4 })]
    [InlineData(false, new[] { 1, 2 })]
    public void What_people_made_is_to_be_removed_too_if_the_policy_adopts(bool adopts, int[] keyIds) =>
        Assert.Equal(keyIds.Select(Reports.Id), RotateOutcome.ToRemove(Report(adopts, Reason.UpToDate, Before)).Select(staged => staged.Credential.KeyId));

    [Fact]
    public void All_that_was_to_go_is_gone()
    {
        var after = Report(true, Reason.UpToDate, [(5, Stage.Current)], Promoted);
        Assert.Equal(new RotateOutcome(null, IsTrouble: false), Of(after, revokes: true));
    }

    [Theory]
    [InlineData(true, new[] { 2, 3 })]
    [InlineData(false, new[] { 2 })]
    public void What_is_left_is_named_and_is_trouble(bool adopts, int[] keyIds)
    {
        var after = Report(adopts, Reason.InGrace, [(5, Stage.Current), (2, Stage.Previous), (3, Stage.Foreign)], Promoted);
        var outcome = Of(after, revokes: true);
        Assert.True(outcome.IsTrouble);
        Assert.StartsWith($"payments: not removed yet: {string.Join(", ", keyIds.Select(Reports.Id))}. the matter with payments ", outcome.Complaint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Step.Revoke)]
    [InlineData(Step.Retire)]
    [InlineData(Step.RemoveOrphan)]
    public void What_was_removed_and_is_still_listed_is_not_left(Step step)
    {
        var after = Report(true, Reason.UpToDate, [(5, Stage.Current), (3, Stage.Foreign)], [.. Promoted, Reports.Step(step, StepOutcome.Done, Reason.Forced, 3)]);
        Assert.False(Of(after, revokes: true).IsTrouble);
    }

    [Fact]
    public void A_removal_that_failed_is_not_one()
    {
        var after = Report(true, Reason.UpToDate, [(5, Stage.Current), (3, Stage.Foreign)], [.. Promoted, Reports.Step(Step.Revoke, StepOutcome.Failed, Reason.Forced, 3)]);
        Assert.True(Of(after, revokes: true).IsTrouble);
    }

    [Fact]
    public void What_another_process_did_first_is_said_and_is_no_trouble()
    {
        var outcome = Of(Report(false, Reason.StaleCheck, [(9, Stage.Current), (1, Stage.Previous)]), revokes: false);
        Assert.Equal(new RotateOutcome($"payments: another process published credential {Reports.Id(9)} first; that is the current one now.", IsTrouble: false), outcome);
    }

    [Theory]
    [InlineData(Reason.InGrace, "payments was not rotated: the matter with payments To remove it at once, add --revoke-previous.")]
    [InlineData(Reason.StaleCheck, "payments was not rotated: the matter with payments")]
    [InlineData(Reason.NotShownYet, "payments was not rotated: the matter with payments")]
    [InlineData(Reason.PossibleOrphan, "payments was not rotated: the matter with payments")]
    [InlineData(Reason.PendingFound, null)]
    public void A_rotation_that_was_not_begun_is_trouble_and_one_that_is_under_way_is_none(Reason reason, string? complaint)
    {
        var outcome = Of(Report(false, reason, Before), revokes: false);
        Assert.Equal(new RotateOutcome(complaint, complaint is not null), outcome);
    }

    [Fact]
    public void One_that_was_issued_in_the_grace_period_of_the_last_is_under_way() =>
        Assert.False(Of(Report(false, Reason.InGrace, Before, Reports.Step(Step.Issue, StepOutcome.Done, Reason.Forced, 5)), revokes: false).IsTrouble);

    private static StepRecord[] Promoted => Reports.Rotation(StepOutcome.Done, Reason.Forced);

    private static RotateOutcome Of(ApplicationReport after, bool revokes) => RotateOutcome.Of(Report(after.Policy.Adopt, Reason.UpToDate, Before), after, revokes);

    private static ApplicationReport Report(bool adopts, Reason reason, (int KeyId, Stage Stage)[] credentials, params StepRecord[] steps) =>
        Reports.Application("payments", Condition.Healthy, reason, steps) with
        {
            Policy = Reports.PolicyOf("payments") with { Adopt = adopts },
            Credentials = [.. credentials.Select(each => new StagedCredential(new Credential(Reports.Id(each.KeyId), null, Reports.Noon, Reports.Noon.AddDays(90), null), each.Stage))],
        };
}
