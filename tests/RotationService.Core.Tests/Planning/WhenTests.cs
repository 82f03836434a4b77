using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Timing;

namespace RotationService.Core.Tests.Planning;

/// <summary>The moments at which a decision turns, to the second.</summary>
public sealed class WhenTests
{
    private readonly Scene _scene = new();

    [Theory]
    [InlineData(true, 1, Reason.UpToDate)]
    [InlineData(true, 0, Reason.NearingExpiry)]
    [InlineData(false, 1, Reason.NearingExpiry)]
    [InlineData(false, 0, Reason.Expired)]
    public void A_rotation_is_due_from_renewBefore_on_and_the_spread_before_that(bool beforeDue, int seconds, Reason reason)
    {
        var current = _scene.Issued(ago: TimeSpan.FromDays(60), TimeSpan.FromSeconds(seconds));
        if (beforeDue)
        {
            _scene.Credentials[0] = current = current with { EndDateTime = current.EndDateTime + _scene.RenewedBefore(current) };
        }

        var version = _scene.Published(current, ago: TimeSpan.FromDays(60));
        _scene.LoggedIn(version, TimeSpan.Zero);
        _scene.Also = seen => seen with { Assumed = [ActTarget.Issue] };
        Assert.Equal(reason, _scene.Settled.Reason);
        Assert.Equal(reason is Reason.Expired ? Condition.Expired : reason is Reason.NearingExpiry ? Condition.Due : Condition.Healthy, _scene.Settled.Condition);
        Assert.Equal(Step.Issue, _scene.Settled.NextAction);
        Assert.Equal(reason is Reason.UpToDate ? current.EndDateTime - _scene.RenewedBefore(current) : Scene.Now, _scene.Settled.NextActionAt);
    }

    [Fact]
    public void A_credential_that_reads_do_not_show_is_replaced_whatever_end_its_version_says()
    {
        var current = _scene.Issued(ago: TimeSpan.FromDays(1), TimeSpan.FromDays(300));
        _scene.Published(current, ago: TimeSpan.FromDays(1));
        _scene.Credentials.Clear();
        _scene.Also = seen => seen with { Assumed = [ActTarget.Issue] };
        Assert.Equal(Reason.CredentialGone, _scene.Settled.Reason);
    }

    [Theory]
    [InlineData(602, false)]
    [InlineData(601, false)]
    [InlineData(600, false)]
    [InlineData(599, true)]
    public void Nothing_is_issued_within_ten_minutes_of_an_intent(int secondsAgo, bool blocked)
    {
        _scene.Intended(_scene.Rotation(TimeSpan.FromSeconds(secondsAgo)), TimeSpan.FromSeconds(secondsAgo));
        if (blocked)
        {
            Assert.Equal(Reason.PossibleOrphan, _scene.Settled.Reason);
            Assert.Equal(Scene.Now + TimeSpan.FromSeconds(1), _scene.Settled.NextActionAt);
            Assert.Equal(Scene.Now + TimeSpan.FromSeconds(1), _scene.Settled.FollowUpAt);
        }
        else
        {
            Assert.IsType<MakePreflight>(_scene.Decision);
        }
    }

    [Theory]
    [InlineData(599, false)]
    [InlineData(600, true)]
    public void An_orphan_is_removed_when_it_is_ten_minutes_old(int secondsAgo, bool removed)
    {
        var orphan = _scene.Issued(TimeSpan.FromSeconds(secondsAgo));
        _scene.Intended(orphan.Mark!.Value.RotationId, TimeSpan.FromSeconds(secondsAgo));
        Assert.Equal(Stage.Orphan, _scene.StageOf(orphan));
        if (removed)
        {
            var act = _scene.Act<RemoveAct>();
            Assert.Equal((Step.RemoveOrphan, Reason.Orphan, orphan.KeyId, true), (act.Step, act.Reason, act.KeyId, act.MustBeNowhere));
            Assert.Equal(VersionStage.Removing, Assert.Single(act.Tags).Tags.Stage);
        }
        else
        {
            Assert.Equal((Condition.Due, Reason.PossibleOrphan), (_scene.Settled.Condition, _scene.Settled.Reason));
        }
    }

    [Theory]
    [InlineData(599, false)]
    [InlineData(600, true)]
    public void A_surplus_is_withdrawn_ten_minutes_after_its_value_was_closed(int secondsAgo, bool withdrawn)
    {
        var (_, surplus) = Quiet(_scene.Issued(TimeSpan.FromDays(1)), _scene.Issued(TimeSpan.FromHours(1)));
        _scene.Stored(surplus, TimeSpan.FromHours(1), tags => tags with { Stage = VersionStage.Closed, ClosedAt = Scene.Now - TimeSpan.FromSeconds(secondsAgo) }, enabled: false);
        Assert.Equal(Stage.Pending, _scene.StageOf(surplus));
        if (withdrawn)
        {
            var act = _scene.Act<RemoveAct>();
            Assert.Equal((Step.Retire, Reason.Surplus, surplus.KeyId, true), (act.Step, act.Reason, act.KeyId, act.MustBeNowhere));
        }
        else
        {
            Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
        }
    }

    [Theory]
    [InlineData(54, true)]
    [InlineData(55, false)]
    public void Removing_rests_on_a_fresh_log_in_of_the_successor(int secondsAgo, bool fresh)
    {
        var (previous, current) = Succeeded(TimeSpan.FromDays(4));
        _scene.LoggedIn(current, TimeSpan.FromSeconds(secondsAgo));
        if (fresh)
        {
            var act = _scene.Act<RemoveAct>();
            Assert.Equal((Step.Retire, Reason.Superseded, previous.KeyId, false), (act.Step, act.Reason, act.KeyId, act.MustBeNowhere));
            Assert.Equal(current.Version, Assert.Single(act.Successors).Newest);
            Assert.NotNull(act.SuccessorLogIn);
        }
        else
        {
            Assert.Equal((current.Version, Step.Retire), Assert.IsType<TryLogIn>(_scene.Decision) is var login ? (login.Version.Version, login.Step) : default);
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void Grace_counts_from_two_seconds_after_what_the_vault_says(int secondsOver, bool over)
    {
        var (_, current) = Succeeded(_scene.Policy.GracePeriod + TimeSpan.FromSeconds(secondsOver));
        _scene.LoggedIn(current, TimeSpan.Zero);
        if (over)
        {
            _scene.Act<RemoveAct>();
        }
        else
        {
            Assert.Equal((Reason.InGrace, Step.Retire), (_scene.Settled.Reason, _scene.Settled.NextAction));
            Assert.Equal(Scene.Now + TimeSpan.FromSeconds(1), _scene.Settled.NextActionAt);
        }
    }

    [Theory]
    [InlineData(119, 0, "wait")]
    [InlineData(120, 0, "log in")]
    [InlineData(7200, 1, "log in")]
    public void A_stored_value_is_tried_when_it_has_settled(int storedSecondsAgo, int refusedMinutesAgo, string expected)
    {
        var candidate = _scene.Issued(TimeSpan.FromSeconds(storedSecondsAgo));
        var version = _scene.Stored(candidate, TimeSpan.FromSeconds(storedSecondsAgo));
        if (refusedMinutesAgo > 0)
        {
            _scene.LoggedIn(version, TimeSpan.FromMinutes(refusedMinutesAgo), LogInAnswer.WrongSecret);
        }

        if (expected is "log in")
        {
            Assert.Equal((Step.Verify, candidate.KeyId), Assert.IsType<TryLogIn>(_scene.Decision) is var login ? (login.Step, login.KeyId) : default);
        }
        else
        {
            Assert.Equal((Condition.Rotating, Reason.PendingFound), (_scene.Settled.Condition, _scene.Settled.Reason));
            Assert.Equal(Scene.Now + TimeSpan.FromSeconds(1), _scene.Settled.FollowUpAt);
        }
    }

    [Theory]
    [InlineData(LogInAnswer.WrongSecret, 15, null)]
    [InlineData(LogInAnswer.Accepted, 15, null)]
    [InlineData(LogInAnswer.Throttled, 15, null)]
    [InlineData(LogInAnswer.Throttled, 40, 40)]
    public void After_a_log_in_the_next_comes_when_it_is_worth_it(LogInAnswer answer, int seconds, int? retryAfter)
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromMinutes(5)), TimeSpan.FromMinutes(5));
        _scene.Evidence = Evidence.None.With(
            new VersionAddress(_scene.Policy.Vaults[0], _scene.Policy.PendingSecret, version.Version),
            new LogInEvidence(new LogIn(answer, "") { RetryAfter = retryAfter is { } after ? TimeSpan.FromSeconds(after) : null }, Scene.Now - TimeSpan.FromSeconds(1), new Moment(Scene.Now, 0)));
        Assert.Equal(Scene.Now + TimeSpan.FromSeconds(seconds - 1), _scene.Settled.NextActionAt);
        Assert.Equal(Reason.NotProvenYet, _scene.Settled.Reason);
    }

    [Theory]
    [InlineData(7199, false)]
    [InlineData(7200, true)]
    public void A_value_that_was_refused_two_hours_after_it_was_stored_is_given_up(int refusedAfter, bool closed)
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromHours(3)), TimeSpan.FromHours(3));
        _scene.LoggedIn(version, TimeSpan.FromHours(3) - TimeSpan.FromSeconds(refusedAfter), LogInAnswer.WrongSecret);
        if (closed)
        {
            var act = _scene.Act<TidyAct>();
            Assert.Equal((Reason.NeverProven, VersionStage.NeverProven, Scene.Now), (act.Reason, act.Tags!.Stage, act.Tags.ClosedAt));
        }
        else
        {
            Assert.IsType<TryLogIn>(_scene.Decision);
        }
    }

    [Theory]
    [InlineData(899, Condition.Rotating)]
    [InlineData(900, Condition.NeedsAttention)]
    public void A_value_that_is_still_refused_at_the_time_out_is_a_condition(int storedSecondsAgo, Condition condition)
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromSeconds(storedSecondsAgo)), TimeSpan.FromSeconds(storedSecondsAgo));
        _scene.LoggedIn(version, TimeSpan.FromSeconds(1), LogInAnswer.WrongSecret);
        Assert.Equal(condition, _scene.Settled.Condition);
        Assert.Equal(condition is Condition.Rotating ? Scene.Now + TimeSpan.FromSeconds(14) : null, _scene.Settled.FollowUpAt);
    }

    [Theory]
    [InlineData(60, 29, false)]
    [InlineData(60, 30, true)]
    public void Log_ins_prove_when_they_are_spread_over_the_span(int storedMinutesAgo, int span, bool proven)
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromMinutes(storedMinutesAgo)), TimeSpan.FromMinutes(storedMinutesAgo));
        foreach (var ago in new[] { span, 15, 0 })
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(ago));
        }

        Assert.Equal(proven, _scene.Decision is Do { Act: PromoteAct });
    }

    [Theory]
    [InlineData(54, true)]
    [InlineData(55, false)]
    public void A_proof_is_good_while_it_is_fresh(int lastSecondsAgo, bool promoted)
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromHours(1)), TimeSpan.FromHours(1));
        foreach (var ago in new[] { 30, 15, 0 })
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(lastSecondsAgo + ago));
        }

        if (promoted)
        {
            Assert.Equal(ActTarget.Promote(_scene.Credentials[0].KeyId), _scene.Act<PromoteAct>().Target);
        }
        else
        {
            Assert.Equal(Step.Verify, Assert.IsType<TryLogIn>(_scene.Decision).Step);
        }
    }

    [Theory]
    [InlineData(119, false)]
    [InlineData(120, true)]
    public void Where_nothing_is_to_be_proven_a_value_is_published_when_it_has_settled(int storedSecondsAgo, bool promoted)
    {
        _scene.Policy = _scene.Policy with { Verify = VerifyRule.None };
        _scene.Stored(_scene.Issued(TimeSpan.FromSeconds(storedSecondsAgo)), TimeSpan.FromSeconds(storedSecondsAgo));
        Assert.Equal(promoted, _scene.Decision is Do { Act: PromoteAct { Credential: UnprovenCredential } });
    }

    // A current credential published a day ago, and whatever else there is.
    private (Credential Current, Credential Other) Quiet(Credential current, Credential other)
    {
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromDays(1)), TimeSpan.Zero);
        return (current, other);
    }

    // A previous credential and the version that succeeded it so long ago.
    private (Credential Previous, SecretVersion Current) Succeeded(TimeSpan ago)
    {
        var (previous, current) = (_scene.Issued(TimeSpan.FromDays(65)), _scene.Issued(ago));
        _scene.Published(previous, TimeSpan.FromDays(65));
        return (previous, _scene.Published(current, ago));
    }
}
