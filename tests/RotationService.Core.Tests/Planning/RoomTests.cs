using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;

namespace RotationService.Core.Tests.Planning;

/// <summary>Room for the next credential on an application that may have two, and what else is looked at before one is issued.</summary>
public sealed class RoomTests
{
    private readonly Scene _scene = new() { Audience = "PersonalMicrosoftAccount" };

    [Fact]
    public void With_one_of_ours_there_is_room()
    {
        _scene.Serving(TimeSpan.FromDays(61));
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Fact]
    public void Of_two_the_one_that_has_ended_makes_room_after_a_write_to_the_vault()
    {
        var ended = _scene.Serving(TimeSpan.FromDays(95), endsIn: -TimeSpan.FromDays(5));
        _scene.Serving(TimeSpan.FromDays(61));
        _scene.Policy = _scene.Policy with { Hold = true };
        var act = _scene.Act<RemoveAct>();
        Assert.Equal((Step.Retire, Reason.Expired, ended.KeyId), (act.Step, act.Reason, act.KeyId));
        Assert.Equal(VersionStage.Retiring, Assert.Single(act.Tags).Tags.Stage);
    }

    [Fact]
    public void One_that_has_ended_goes_only_after_a_write_to_the_vault()
    {
        _scene.Issued(TimeSpan.FromDays(95), -TimeSpan.FromDays(5));
        _scene.Issued(TimeSpan.FromDays(61));
        Assert.Equal((Condition.NeedsAttention, Reason.CredentialLimit), (_scene.Settled.Condition, _scene.Settled.Reason));
        Assert.Contains("It has 2, none of which can be retired yet", _scene.Settled.Message, StringComparison.Ordinal);
        Assert.Contains("Remove one that nothing uses", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_one_that_has_ended_is_not_ours_to_remove()
    {
        _scene.ByHand(-TimeSpan.FromDays(5));
        _scene.Serving(TimeSpan.FromDays(61));
        Assert.Equal(Reason.CredentialLimit, _scene.Settled.Reason);
        Assert.Contains("It has 2, of which the service did not issue 1", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_one_alone_leaves_no_room_for_two_of_ours()
    {
        _scene.ByHand(TimeSpan.FromDays(5));
        Assert.Equal(Reason.CredentialLimit, _scene.Settled.Reason);
        Assert.Contains("adopt", _scene.Settled.Message, StringComparison.Ordinal);
        _scene.Policy = _scene.Policy with { Adopt = true };
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Fact]
    public void Two_in_their_grace_period_make_room_when_it_is_over()
    {
        _scene.Serving(TimeSpan.FromDays(62));
        var current = _scene.Serving(TimeSpan.FromDays(1), endsIn: TimeSpan.FromDays(20));
        Assert.Equal((Condition.Due, Reason.InGrace, Step.Retire), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextAction));
        Assert.Equal(Scene.Now + TimeSpan.FromDays(2) + TimeSpan.FromSeconds(2), _scene.Settled.NextActionAt);
        Assert.Equal(Stage.Current, _scene.StageOf(current));
    }

    [Theory]
    [InlineData(false, Reason.Surplus)]
    [InlineData(true, Reason.Orphan)]
    public void One_that_was_never_published_makes_room_when_it_has_been_withdrawn(bool orphan, Reason reason)
    {
        _scene.Serving(TimeSpan.FromDays(61));
        _scene.NeverPublished(orphan);
        _scene.Also = seen => seen with { ClockIsSkewed = orphan };
        Assert.Equal(reason, _scene.Settled.Reason);
        Assert.Equal(orphan ? null : Scene.Now + TimeSpan.FromMinutes(6), _scene.Settled.FollowUpAt);
    }

    [Fact]
    public void What_another_process_announced_meanwhile_does_not_make_an_orphan_unaccounted()
    {
        _scene.Serving(TimeSpan.FromDays(9));
        var orphan = _scene.NeverPublished(orphan: true);
        _scene.Intended(_scene.Rotation(TimeSpan.FromMinutes(1)), TimeSpan.FromMinutes(1));
        Assert.Equal(Stage.Orphan, _scene.StageOf(orphan));
    }

    [Fact]
    public void A_leftover_that_could_have_been_withdrawn_already_is_not_waited_for()
    {
        _scene.Serving(TimeSpan.FromDays(61));
        _scene.Stored(_scene.Issued(TimeSpan.FromMinutes(20)), TimeSpan.FromMinutes(20), enabled: false);
        _scene.Also = seen => seen with { ClockIsSkewed = true };
        Assert.Equal(Reason.Surplus, _scene.Settled.Reason);
        Assert.Null(_scene.Settled.FollowUpAt);
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(89, false)]
    public void A_lifetime_as_long_as_the_tenant_allows_is_allowed(int maxDays, bool issued)
    {
        _scene.Also = seen => seen with { Preflight = new PreflightFindings(null, DirectoryRight.Granted, new CredentialRestrictions(false, TimeSpan.FromDays(maxDays))) };
        Assert.Equal(issued, _scene.Decision is Do { Act: IssueAct });
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_rotation_is_refused_to_a_person_until_the_grace_period_is_over(int secondsLeft, bool refused)
    {
        var previous = _scene.Serving(TimeSpan.FromDays(4));
        _scene.Serving(_scene.Policy.GracePeriod + TimeSpan.FromSeconds(2 - secondsLeft));
        _scene.Also = seen => seen with { Request = new RotateRequest(new PolicyKey("payments", null), RevokePrevious: false), Failures = [new StepFailure(ActTarget.Remove(previous.KeyId), Reason.UnexpectedError, "")] };
        Assert.Equal(refused, _scene.Decision is Settled { NextAction: Step.Retire });
    }

    [Fact]
    public void The_last_of_several_grace_periods_is_the_one_that_counts()
    {
        _scene.Serving(TimeSpan.FromDays(6));
        _scene.Serving(TimeSpan.FromDays(2));
        _scene.Serving(TimeSpan.FromDays(1));
        Assert.Equal(Scene.Now + TimeSpan.FromDays(2) + TimeSpan.FromSeconds(2), _scene.Settled.NextActionAt);
    }

    [Fact]
    public void When_all_is_well_the_end_is_named()
    {
        _scene.Serving(TimeSpan.FromDays(1));
        Assert.Contains("ends at 2026-05-30 08:00Z", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, "ends at 2026-03-22 08:00Z. It is due for renewal from 2026-02-1")]
    [InlineData(-1, "ended at 2026-03-01 08:00Z")]
    public void Why_a_rotation_is_due_is_said_with_the_date(int endsInDays, string said)
    {
        _scene.Serving(TimeSpan.FromDays(61), endsIn: TimeSpan.FromDays(endsInDays));
        _scene.Also = seen => seen with { Assumed = [ActTarget.Issue] };
        Assert.Contains(said, _scene.Settled.Message, StringComparison.Ordinal);
    }
}
