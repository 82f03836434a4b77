using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>What of ours must have been removed before another is issued, and for how long that is waited for: a rotation is due, <c>renewBefore</c> is 30 days, the grace period three.</summary>
public sealed class AwaitedRemovalsTests
{
    private readonly Scene _scene = new();

    [Theory]
    [InlineData(17, true, Reason.Orphan, Step.RemoveOrphan)]
    [InlineData(17, false, Reason.Surplus, Step.Retire)]
    [InlineData(16, true, null, null)]
    [InlineData(16, false, null, null)]
    public void While_half_of_the_time_is_left_none_is_issued_before_what_was_never_published_has_been_removed(int daysLeft, bool orphan, Reason? reason, Step? step)
    {
        _scene.Serving(TimeSpan.FromDays(61), TimeSpan.FromDays(daysLeft));
        var leftover = _scene.NeverPublished(orphan);
        AlsoVaultWhoseNameIsInUse();
        if (reason is null)
        {
            Assert.IsType<MakePreflight>(_scene.Decision);
            return;
        }

        Assert.Equal((reason, step), (_scene.Settled.Reason, _scene.Settled.NextAction));
        _scene.Also = seen => seen with { Removed = seen.Removed.Add(leftover.KeyId, Scene.Now) };
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Theory]
    [InlineData(17, true, true)]
    [InlineData(17, false, true)]
    [InlineData(16, true, false)]
    [InlineData(16, false, false)]
    public void While_a_vault_cannot_be_read_what_was_never_published_cannot_be_told_and_is_waited_for_as_any_other(int daysLeft, bool orphan, bool isAwaited)
    {
        _scene.Serving(TimeSpan.FromDays(61), TimeSpan.FromDays(daysLeft));
        var leftover = _scene.NeverPublished(orphan);
        AlsoVaultThatCannotBeRead();
        Assert.Equal(Stage.Unaccounted, _scene.StageOf(leftover));
        Assert.Equal(isAwaited, _scene.Decision is Settled { Reason: Reason.VaultForbidden });
        Assert.Equal(!isAwaited, _scene.Decision is MakePreflight);
    }

    [Fact]
    public void One_that_was_stored_is_looked_at_again_when_it_can_be_withdrawn()
    {
        _scene.Serving(TimeSpan.FromDays(61));
        _scene.NeverPublished(orphan: false);
        var at = Scene.Now + TimeSpan.FromMinutes(6);
        Assert.Equal((Condition.Due, Reason.Surplus, at, at), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextActionAt, _scene.Settled.FollowUpAt));
        Assert.Contains("The application has 2 credentials of the service", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_whose_removal_does_not_succeed_is_not_looked_at_sooner_than_by_the_next_sweep()
    {
        _scene.Serving(TimeSpan.FromDays(61));
        _scene.Stored(_scene.Issued(TimeSpan.FromMinutes(20)), TimeSpan.FromMinutes(20), enabled: false);
        AlsoVaultWhoseNameIsInUse();
        Assert.Equal(Reason.Surplus, _scene.Settled.Reason);
        Assert.Null(_scene.Settled.FollowUpAt);
    }

    [Theory]
    [InlineData(true, Reason.Orphan, Step.RemoveOrphan)]
    [InlineData(false, Reason.Surplus, Step.Retire)]
    public void With_three_of_ours_none_is_issued_however_little_time_is_left(bool orphan, Reason reason, Step step)
    {
        _scene.Serving(TimeSpan.FromDays(62));
        _scene.Serving(TimeSpan.FromDays(1), TimeSpan.FromDays(5));
        _scene.ByHand(TimeSpan.FromDays(300));
        Assert.IsType<MakePreflight>(_scene.Decision);
        var leftover = _scene.NeverPublished(orphan);
        _scene.Also = seen => seen with { ClockIsSkewed = true };
        Assert.Equal((reason, step), (_scene.Settled.Reason, _scene.Settled.NextAction));
        Assert.Contains("The application has 3 credentials of the service", _scene.Settled.Message, StringComparison.Ordinal);
        _scene.Also = seen => seen with { ClockIsSkewed = true, Removed = seen.Removed.Add(leftover.KeyId, Scene.Now) };
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(16, false)]
    public void While_half_of_the_time_is_left_the_previous_one_is_retired_first(int daysLeft, bool isAwaited)
    {
        var previous = _scene.Serving(TimeSpan.FromDays(62));
        _scene.Serving(TimeSpan.FromDays(1), TimeSpan.FromDays(daysLeft));
        if (!isAwaited)
        {
            Assert.IsType<MakePreflight>(_scene.Decision);
            return;
        }

        Assert.Equal(
            (Condition.Due, Reason.InGrace, Step.Retire, Scene.Now + TimeSpan.FromDays(2) + TimeSpan.FromSeconds(2), null),
            (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextAction, _scene.Settled.NextActionAt, _scene.Settled.FollowUpAt));
        Assert.Contains($"{previous.KeyId} works until 2026-03-04 08:00Z", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void However_short_the_time_between_the_two_periods_half_of_it_is_waited()
    {
        _scene.Policy = _scene.Policy with { Lifetime = TimeSpan.FromDays(30), RenewBefore = TimeSpan.FromDays(10), GracePeriod = TimeSpan.FromDays(7) };
        _scene.Serving(TimeSpan.FromDays(25));
        _scene.Serving(TimeSpan.FromDays(1), TimeSpan.FromDays(9));
        Assert.Equal((Reason.InGrace, Step.Retire), (_scene.Settled.Reason, _scene.Settled.NextAction));
        _scene.Credentials[1] = _scene.Credentials[1] with { EndDateTime = Scene.Now + TimeSpan.FromDays(8) };
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Theory]
    [InlineData(LogInAnswer.WrongSecret, null)]
    [InlineData(LogInAnswer.ApplicationDisabled, Reason.ApplicationDisabled)]
    public void One_that_is_not_retired_since_its_successor_does_not_log_in_is_not_waited_for(LogInAnswer answer, Reason? told)
    {
        _scene.Serving(TimeSpan.FromDays(62));
        var current = _scene.Issued(TimeSpan.FromDays(40), TimeSpan.FromDays(20));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromDays(40)), TimeSpan.Zero, answer);
        if (told is null)
        {
            Assert.IsType<MakePreflight>(_scene.Decision);
            return;
        }

        Assert.Equal((Condition.NeedsAttention, told), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Fact]
    public void What_others_wrote_and_is_due_is_replaced_where_nothing_of_ours_was_ever_published()
    {
        _scene.ByHand(TimeSpan.FromDays(20), hint: "a v");
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null), TimeSpan.Zero);
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Fact]
    public void Of_several_the_one_that_goes_first_is_named()
    {
        _scene.Serving(TimeSpan.FromDays(63));
        var first = _scene.Serving(TimeSpan.FromDays(62), TimeSpan.FromDays(1));
        _scene.Serving(TimeSpan.FromDays(2));
        _scene.Serving(TimeSpan.FromDays(1), TimeSpan.FromDays(20));
        Assert.Contains($"{first.KeyId} works until 2026-03-03 08:00Z", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("it is held")]
    [InlineData("the clock is wrong")]
    [InlineData("a person asks")]
    [InlineData("the current one is gone")]
    public void It_is_not_waited_for_where_it_may_stay_or_there_is_no_time(string what)
    {
        _scene.Serving(TimeSpan.FromDays(62));
        var current = _scene.Serving(TimeSpan.FromDays(1), TimeSpan.FromDays(20));
        if (what is "it is held")
        {
            _scene.Policy = _scene.Policy with { Hold = true };
        }
        else if (what is "the current one is gone")
        {
            _scene.Policy = _scene.Policy with { Verify = VerifyRule.None };
            _scene.Credentials.Remove(current);
        }

        _scene.Also = seen => what switch
        {
            "the clock is wrong" => seen with { ClockIsSkewed = true },
            "a person asks" => seen with { Request = new RotateRequest(_scene.Policy.Key, RevokePrevious: true) },
            "the current one is gone" => seen with { Sightings = Absent(current.KeyId) },
            _ => seen,
        };
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(16, false)]
    public void Neither_is_one_issued_beside_it_while_a_vault_cannot_be_read(int daysLeft, bool isAwaited)
    {
        _scene.Serving(TimeSpan.FromDays(62));
        _scene.Serving(TimeSpan.FromDays(40), TimeSpan.FromDays(daysLeft));
        AlsoVaultThatCannotBeRead();
        if (!isAwaited)
        {
            Assert.IsType<MakePreflight>(_scene.Decision);
            return;
        }

        Assert.Equal((Condition.NeedsAttention, Reason.VaultForbidden), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Fact]
    public void Where_there_is_no_previous_one_a_vault_that_cannot_be_read_does_not_matter()
    {
        _scene.Serving(TimeSpan.FromDays(61));
        AlsoVaultThatCannotBeRead();
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Fact]
    public void Nor_while_a_vault_does_not_show_the_current_one()
    {
        var previous = _scene.Serving(TimeSpan.FromDays(62));
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        _scene.Published(previous, TimeSpan.FromDays(62), "ne");
        var current = _scene.Serving(TimeSpan.FromDays(40), TimeSpan.FromDays(20));
        var copy = _scene.Act<RepublishAct>();
        Assert.Equal((Step.CopyToVault, current.KeyId), (copy.Step, copy.KeyId));
        _scene.Also = seen => seen with { Assumed = [copy.Target] };
        Assert.Equal((Condition.Due, Reason.InGrace, Step.Issue), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextAction));
        _scene.Also = seen => seen with { Failures = [new StepFailure(copy.Target, Reason.VaultForbidden, "No.")] };
        Assert.Equal((Condition.NeedsAttention, Reason.VaultForbidden), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Fact]
    public void What_others_wrote_into_a_vault_is_replaced_when_that_is_due_whatever_is_left_over()
    {
        var previous = _scene.Serving(TimeSpan.FromDays(62));
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        _scene.Published(previous, TimeSpan.FromDays(62), "ne");
        _scene.Serving(TimeSpan.FromDays(40), TimeSpan.FromDays(20));
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null, vault: "ne"), TimeSpan.Zero, vault: "ne");
        _scene.ByHand(TimeSpan.FromDays(300), hint: "a v");
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    private static Sightings Absent(Guid keyId)
    {
        var sightings = Sightings.None;
        for (var minutes = 10; minutes >= 0; minutes -= 5)
        {
            sightings = sightings.After(new HashSet<Guid>(), [keyId], Scene.Now - TimeSpan.FromMinutes(minutes));
        }

        return sightings;
    }

    private void AlsoVaultWhoseNameIsInUse()
    {
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        _scene.Put(TimeSpan.FromDays(1), tags: null, vault: "ne");
    }

    private void AlsoVaultThatCannotBeRead()
    {
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        _scene.AlsoOfVault = vault => vault.Name is "ne" ? vault with { Failure = new CallFailure(CallFailureKind.Forbidden, "No.") } : vault;
    }
}
