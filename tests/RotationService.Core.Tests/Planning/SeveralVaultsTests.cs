using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>What is due, and what can wait, where two vaults show different things.</summary>
public sealed class SeveralVaultsTests
{
    private readonly Scene _scene = new() { Policy = new Scene().Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] } };

    private PlanningContext Situation => new(_scene.Policy, _scene.Seen);

    [Theory]
    [InlineData("older", null)]
    [InlineData("by hand before", null)]
    [InlineData("by hand where nothing was ours", null)]
    [InlineData("by hand after", Reason.ValueMissing)]
    [InlineData("the same", Reason.ValueMissing)]
    public void A_version_that_somebody_disabled_costs_a_rotation_only_if_nothing_later_can_be_copied_there(string disabled, Reason? due)
    {
        var older = _scene.Issued(TimeSpan.FromDays(9));
        var current = _scene.Issued(TimeSpan.FromDays(2));
        _scene.Published(current, TimeSpan.FromDays(2));
        if (disabled is "by hand before" or "by hand after")
        {
            _scene.Published(older, TimeSpan.FromDays(9), "ne");
        }

        _ = disabled switch
        {
            "older" => _scene.Published(older, TimeSpan.FromDays(9), "ne"),
            "the same" => _scene.Published(current, TimeSpan.FromDays(2), "ne"),
            _ => _scene.Put(TimeSpan.FromDays(disabled is "by hand before" ? 3 : 1), tags: null, vault: "ne"),
        };
        _scene.AlsoOfVault = vault => vault.Name == "ne" ? vault with { Newest = null, NewestIsDisabled = true } : vault;
        Assert.Equal(due, Situation.DueReason);
    }

    // Whoever owns the application can add a credential with the mark of another.
    [Theory]
    [InlineData(80, null)]
    [InlineData(9, Reason.NearingExpiry)]
    public void Two_credentials_of_one_rotation_come_to_one_in_every_vault_and_the_end_of_either_counts(int daysLeft, Reason? due)
    {
        var one = _scene.Issued(TimeSpan.FromDays(9), TimeSpan.FromDays(daysLeft));
        var other = one with { KeyId = new Guid("00000000-0000-0000-0000-0000000000dd"), Fingerprint = "dup", EndDateTime = Scene.Now + TimeSpan.FromDays(300) };
        _scene.Credentials.Add(other);
        _scene.Published(one, TimeSpan.FromDays(9));
        var later = _scene.Published(other, TimeSpan.FromDays(1), "ne");
        _scene.LoggedIn(later, TimeSpan.Zero, vault: "ne");
        Assert.Equal(due, Situation.DueReason);
        if (due is null)
        {
            var copy = _scene.Act<RepublishAct>();
            Assert.Equal((Step.CopyToVault, other.KeyId, World.Address("contoso-prod")), (copy.Step, copy.KeyId, copy.To.Vault));
        }
    }

    [Theory]
    [InlineData(true, Reason.ValueMissing)]
    [InlineData(false, null)]
    public void What_somebody_wrote_to_one_vault_and_works_does_not_hide_that_in_another_nothing_does(bool wasOurs, Reason? due)
    {
        _scene.ByHand(TimeSpan.FromDays(80), hint: "one");
        _scene.ByHand(TimeSpan.FromDays(80), hint: "two");
        if (wasOurs)
        {
            var before = _scene.Issued(TimeSpan.FromDays(9));
            _scene.Published(before, TimeSpan.FromDays(9), "ne");
            _scene.Credentials.Remove(before);
        }

        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null, beginning: "one"), TimeSpan.Zero);
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null, vault: "ne", beginning: "two"), TimeSpan.Zero, LogInAnswer.WrongSecret, "ne");
        Assert.Equal(due, Situation.DueReason);
        Assert.Equal(due is null ? typeof(Settled) : typeof(MakePreflight), _scene.Decision.GetType());
    }

    [Theory]
    [InlineData(37, true)]
    [InlineData(38, false)]
    public void Consumers_can_wait_for_as_long_as_the_first_of_them_has_something_and_the_grace_period(int days, bool can)
    {
        _scene.ByHand(TimeSpan.FromDays(400), hint: "a v");
        var current = _scene.Issued(TimeSpan.FromDays(50), TimeSpan.FromDays(40));
        _scene.Published(current, TimeSpan.FromDays(50));
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null, vault: "ne"), TimeSpan.Zero, vault: "ne");
        Assert.Null(Situation.DueReason);
        Assert.Equal(can, Situation.CanWaitUntil(Scene.Now + TimeSpan.FromDays(days)));
    }

    [Theory]
    [InlineData(80, Reason.CredentialGone)]
    [InlineData(20, Reason.NearingExpiry)]
    public void Consumers_of_one_vault_that_are_refused_cannot_wait_whatever_those_of_another_have(int days, Reason due)
    {
        var current = _scene.Issued(TimeSpan.FromDays(2), TimeSpan.FromDays(days));
        _scene.Published(current, TimeSpan.FromDays(2));
        _scene.Published(current, TimeSpan.FromDays(2), "ne");
        _scene.Put(TimeSpan.FromDays(1), tags: null);
        Assert.Equal(due, Situation.DueReason);
        Assert.False(Situation.CanWaitUntil(Scene.Now));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_others_wrote_to_one_vault_is_no_reason_unless_another_has_nothing(bool hasNothing)
    {
        _scene.ByHand(TimeSpan.FromDays(400), hint: "a v");
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null), TimeSpan.Zero);
        if (!hasNothing)
        {
            _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null, vault: "ne"), TimeSpan.Zero, vault: "ne");
        }

        Assert.Equal(hasNothing ? Reason.ValueMissing : null, Situation.DueReason);
    }

    [Fact]
    public void The_grace_period_begins_when_the_last_vault_got_the_current_value_whichever_that_is()
    {
        var (first, second) = (_scene.Issued(TimeSpan.FromDays(9)), _scene.Issued(TimeSpan.FromDays(5)));
        _scene.Published(first, TimeSpan.FromDays(9));
        _scene.Published(second, TimeSpan.FromDays(4));
        _scene.Published(first, TimeSpan.FromDays(9), "ne");
        _scene.Published(second, TimeSpan.FromDays(5), "ne");
        Assert.Equal(Scene.Now - TimeSpan.FromDays(4) + TimeSpan.FromSeconds(2), Situation.CurrentEverywhereSince);
        Assert.Equal(Situation.CurrentEverywhereSince + _scene.Policy.GracePeriod, Situation.RetirableAt(new StagedCredential(first, Stage.Previous)));
    }

    [Fact]
    public void Nothing_is_retired_while_what_somebody_wrote_stands_in_one_vault()
    {
        var (first, second) = (_scene.Issued(TimeSpan.FromDays(9)), _scene.Issued(TimeSpan.FromDays(5)));
        _scene.Published(first, TimeSpan.FromDays(9));
        _scene.Published(second, TimeSpan.FromDays(5));
        _scene.Published(second, TimeSpan.FromDays(5), "ne");
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(4), tags: null, vault: "ne"), TimeSpan.Zero, vault: "ne");
        Assert.Null(Situation.CurrentEverywhereSince);
        Assert.Null(Situation.RetirableAt(new StagedCredential(first, Stage.Previous)));
    }

    [Fact]
    public void One_that_was_published_also_where_the_policy_no_longer_reaches_is_not_retired()
    {
        var previous = _scene.Issued(TimeSpan.FromDays(20));
        _scene.Published(previous, TimeSpan.FromDays(20));
        _scene.Published(previous, TimeSpan.FromDays(20), "ne", tags => tags with { Vaults = ["contoso-prod", "ne", "gone"] });
        var current = _scene.Issued(TimeSpan.FromDays(9));
        _scene.Published(current, TimeSpan.FromDays(9));
        _scene.Published(current, TimeSpan.FromDays(9), "ne");
        Assert.Null(Situation.RetirableAt(new StagedCredential(previous, Stage.Previous)));
        _scene.Policy = _scene.Policy with { Adopt = true };
        Assert.NotNull(Situation.RetirableAt(new StagedCredential(previous, Stage.Previous)));
    }
}
