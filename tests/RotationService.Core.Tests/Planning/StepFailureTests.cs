using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Tests.Planning;

/// <summary>What did not work in a pass, and how the application stands for it.</summary>
public sealed class StepFailureTests
{
    private readonly Scene _scene = new();

    [Theory]
    [InlineData(Reason.Throttled, Condition.Due)]
    [InlineData(Reason.StaleCheck, Condition.Due)]
    [InlineData(Reason.PossibleOrphan, Condition.Due)]
    [InlineData(Reason.UnexpectedError, Condition.Failed)]
    [InlineData(Reason.VaultForbidden, Condition.NeedsAttention)]
    public void A_setback_outweighs_how_the_application_stands_otherwise(Reason reason, Condition condition)
    {
        Quiet();
        Setbacks(new StepFailure(ActTarget.Issue, reason, "why"));
        Assert.Equal((condition, reason, "why"), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.Message));
    }

    [Fact]
    public void A_setback_that_time_mends_leaves_a_rotation_under_way()
    {
        var candidate = _scene.Issued(TimeSpan.FromMinutes(1));
        _scene.Stored(candidate, TimeSpan.FromMinutes(1));
        Setbacks(new StepFailure(ActTarget.Promote(candidate.KeyId), Reason.StaleCheck, "why"));
        Assert.Equal(Condition.Rotating, _scene.Settled.Condition);
    }

    [Fact]
    public void A_setback_after_the_end_leaves_the_application_expired()
    {
        var version = _scene.Published(_scene.Issued(TimeSpan.FromDays(90), TimeSpan.Zero), TimeSpan.FromDays(90));
        _scene.LoggedIn(version, TimeSpan.Zero);
        Setbacks(new StepFailure(ActTarget.Issue, Reason.Throttled, "why"));
        Assert.Equal(Condition.Expired, _scene.Settled.Condition);
    }

    [Fact]
    public void What_needs_a_human_outweighs_the_rest_and_the_earliest_retry_counts()
    {
        Quiet();
        Setbacks(
            new StepFailure(ActTarget.Issue, Reason.Throttled, "later") { RetryAt = Scene.Now + TimeSpan.FromMinutes(2) },
            new StepFailure(ActTarget.Promote(Guid.Empty), Reason.VaultForbidden, "no role"),
            new StepFailure(ActTarget.Remove(Guid.Empty), Reason.Throttled, "soon") { RetryAt = Scene.Now + TimeSpan.FromMinutes(1) });
        Assert.Equal((Condition.NeedsAttention, Reason.VaultForbidden, "no role"), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.Message));
        Assert.Equal(Scene.Now + TimeSpan.FromMinutes(1), _scene.Settled.FollowUpAt);
    }

    [Fact]
    public void What_was_tried_is_not_tried_again_in_the_same_pass()
    {
        var orphan = _scene.Issued(TimeSpan.FromHours(1));
        _scene.Intended(orphan.Mark!.Value.RotationId, TimeSpan.FromHours(1));
        _scene.Act<RemoveAct>();
        Setbacks(new StepFailure(ActTarget.Remove(orphan.KeyId), Reason.UnexpectedError, "why"));
        Assert.IsNotType<Do>(_scene.Decision);
    }

    [Fact]
    public void What_is_assumed_done_is_not_planned_again()
    {
        var orphan = _scene.Issued(TimeSpan.FromHours(1));
        _scene.Intended(orphan.Mark!.Value.RotationId, TimeSpan.FromHours(1));
        _scene.Also = seen => seen with { Assumed = [ActTarget.Remove(orphan.KeyId)] };
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Theory]
    [InlineData(CallFailureKind.Forbidden, Condition.NeedsAttention, Reason.VaultForbidden)]
    [InlineData(CallFailureKind.Unreachable, Condition.NeedsAttention, Reason.VaultUnreachable)]
    [InlineData(CallFailureKind.Throttled, Condition.Failed, Reason.Throttled)]
    [InlineData(CallFailureKind.Ambiguous, Condition.Failed, Reason.UnexpectedError)]
    public void A_first_vault_that_cannot_be_read_is_all_there_is_to_say(CallFailureKind kind, Condition condition, Reason reason)
    {
        _scene.AlsoOfVault = vault => new VaultObservation(vault.Address) { Failure = new CallFailure(kind, "no") };
        Assert.Equal((condition, reason), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Theory]
    [InlineData(LogInAnswer.NoServicePrincipal, Condition.NeedsAttention, Reason.NoServicePrincipal, null)]
    [InlineData(LogInAnswer.ApplicationDisabled, Condition.NeedsAttention, Reason.ApplicationDisabled, null)]
    [InlineData(LogInAnswer.Throttled, Condition.Rotating, Reason.Throttled, 15)]
    [InlineData(LogInAnswer.Unreachable, Condition.Failed, Reason.UnexpectedError, null)]
    public void A_value_of_somebody_elses_that_cannot_be_tried_stops_everything(LogInAnswer answer, Condition condition, Reason reason, int? followUp)
    {
        _scene.ByHand(TimeSpan.FromDays(9), hint: "a v");
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null), TimeSpan.Zero, answer);
        Assert.Equal((condition, reason), (_scene.Settled.Condition, _scene.Settled.Reason));
        Assert.Equal(followUp is { } seconds ? Scene.Now + TimeSpan.FromSeconds(seconds) : null, _scene.Settled.FollowUpAt);
    }

    [Fact]
    public void A_throttled_log_in_is_followed_up_when_the_endpoint_allows_it()
    {
        _scene.ByHand(TimeSpan.FromDays(9), hint: "a v");
        var version = _scene.Put(TimeSpan.FromDays(1), tags: null);
        var address = new VersionAddress(_scene.Policy.Vaults[0], _scene.Policy.Secret, version.Version);
        _scene.Evidence = Evidence.None.With(address, new LogInEvidence(new LogIn(LogInAnswer.Throttled, "") { RetryAfter = TimeSpan.FromSeconds(40) }, Scene.Now, new Moment(Scene.Now, 0)));
        Assert.Equal(Scene.Now + TimeSpan.FromSeconds(40), _scene.Settled.FollowUpAt);
    }

    [Theory]
    [InlineData(false, false, Reason.NameInUse)]
    [InlineData(true, false, null)]
    [InlineData(false, true, null)]
    public void A_value_of_somebody_elses_that_is_empty_is_written_over_only_where_ours_was_or_if_adopted(bool publishedBefore, bool adopt, Reason? reason)
    {
        _scene.Policy = _scene.Policy with { Adopt = adopt };
        if (publishedBefore)
        {
            _scene.Published(_scene.Issued(TimeSpan.FromDays(2)), TimeSpan.FromDays(2));
        }

        _scene.Put(TimeSpan.FromDays(1), tags: null, beginning: "");
        Assert.Equal(reason, (_scene.Decision as Settled)?.Reason);
    }

    [Fact]
    public void A_policy_that_never_logs_in_cannot_tell_whose_value_it_is()
    {
        _scene.Policy = _scene.Policy with { Verify = VerifyRule.None };
        _scene.Put(TimeSpan.FromDays(1), tags: null);
        Assert.Equal(Reason.NameInUse, _scene.Settled.Reason);
    }

    private void Quiet() => _scene.LoggedIn(_scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1)), TimeSpan.Zero);

    private void Setbacks(params StepFailure[] setbacks) => _scene.Also = seen => seen with { Failures = [.. setbacks] };
}
