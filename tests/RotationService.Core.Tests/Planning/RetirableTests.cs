using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>Since when the current credential is everywhere, what was promised to those who have read another, and when that may be retired.</summary>
public sealed class RetirableTests
{
    private readonly Scene _scene = new();

    private PlanningContext Situation => new(_scene.Policy, _scene.Seen);

    [Fact]
    public void The_grace_period_of_every_credential_begins_when_the_last_vault_got_the_current_one()
    {
        TwoVaults();
        var (first, second, third) = (_scene.Issued(TimeSpan.FromDays(9)), _scene.Issued(TimeSpan.FromDays(5)), _scene.Issued(TimeSpan.FromDays(2)));
        _scene.Published(first, TimeSpan.FromDays(9));
        _scene.Published(second, TimeSpan.FromDays(5));
        _scene.Published(third, TimeSpan.FromDays(2));
        _scene.Published(first, TimeSpan.FromDays(8), "ne");
        _scene.Published(second, TimeSpan.FromDays(4), "ne");
        _scene.Published(third, TimeSpan.FromDays(1), "ne");
        Assert.Equal(After(TimeSpan.FromDays(1)), RetirableAt(first));
        Assert.Equal(After(TimeSpan.FromDays(1)), RetirableAt(second));
        Assert.Null(RetirableAt(third));
    }

    [Fact]
    public void A_vault_that_never_had_a_credential_delays_it_like_any_other()
    {
        TwoVaults();
        var (first, second) = (_scene.Issued(TimeSpan.FromDays(9)), _scene.Issued(TimeSpan.FromDays(5)));
        _scene.Published(first, TimeSpan.FromDays(9));
        _scene.Published(second, TimeSpan.FromDays(5));
        _scene.Published(second, TimeSpan.FromDays(1), "ne");
        Assert.Equal(After(TimeSpan.FromDays(1)), RetirableAt(first));
    }

    [Fact]
    public void An_older_credential_published_again_is_no_successor()
    {
        var (older, first, second) = (_scene.Issued(TimeSpan.FromDays(9)), _scene.Issued(TimeSpan.FromDays(8)), _scene.Issued(TimeSpan.FromDays(3)));
        _scene.Published(first, TimeSpan.FromDays(8));
        _scene.Published(older, TimeSpan.FromDays(6));
        Assert.Null(RetirableAt(first));
        _scene.Published(second, TimeSpan.FromDays(3));
        Assert.Equal(After(TimeSpan.FromDays(3)), RetirableAt(first));
    }

    [Fact]
    public void A_value_published_again_after_another_in_between_begins_the_grace_period_anew()
    {
        var (first, second) = (_scene.Issued(TimeSpan.FromDays(8)), _scene.Issued(TimeSpan.FromDays(6)));
        _scene.Published(first, TimeSpan.FromDays(8));
        _scene.Published(second, TimeSpan.FromDays(6));
        _scene.Put(TimeSpan.FromDays(4), tags: null);
        _scene.Published(second, TimeSpan.FromDays(2));
        Assert.Equal(After(TimeSpan.FromDays(2)), RetirableAt(first));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(9, 9)]
    public void The_grace_period_is_the_longest_that_was_promised_with_the_value_and_the_policys(int promisedDays, int days)
    {
        var credential = _scene.Issued(TimeSpan.FromDays(8));
        _scene.Published(credential, TimeSpan.FromDays(8), tagged: tags => tags with { Grace = TimeSpan.FromHours(1) });
        _scene.Published(credential, TimeSpan.FromDays(7), tagged: tags => tags with { Grace = TimeSpan.FromDays(promisedDays) });
        _scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1), tagged: tags => tags with { Grace = TimeSpan.FromHours(1) });
        Assert.Equal(Scene.Now + TimeSpan.FromDays(days - 1) + TimeSpan.FromSeconds(2), RetirableAt(credential));
    }

    [Fact]
    public void What_the_policy_said_when_a_value_was_replaced_is_promised_to_those_who_read_it_before()
    {
        var (before, credential, next) = (_scene.Issued(TimeSpan.FromDays(30)), _scene.Issued(TimeSpan.FromDays(20)), _scene.Issued(TimeSpan.FromDays(4)));
        _scene.Published(before, TimeSpan.FromDays(30));
        _scene.Put(TimeSpan.FromDays(25), tags: null);
        _scene.Published(credential, TimeSpan.FromDays(20), tagged: tags => tags with { Grace = TimeSpan.FromDays(5) });
        _scene.Put(TimeSpan.FromDays(6), tags: null);
        _scene.Published(next, TimeSpan.FromDays(4), tagged: tags => tags with { Grace = TimeSpan.FromDays(7) });
        Assert.Equal(Scene.Now + TimeSpan.FromDays(3) + TimeSpan.FromSeconds(2), RetirableAt(before));
        Assert.Equal(Scene.Now + TimeSpan.FromDays(3) + TimeSpan.FromSeconds(2), RetirableAt(credential));
    }

    [Fact]
    public void A_value_is_promised_nothing_by_versions_of_others()
    {
        _scene.Put(TimeSpan.FromDays(25), tags: null);
        var (first, later) = (_scene.Issued(TimeSpan.FromDays(20)), _scene.Issued(TimeSpan.FromDays(4)));
        _scene.Published(first, TimeSpan.FromDays(20), tagged: tags => tags with { Grace = TimeSpan.FromDays(7) });
        _scene.Published(later, TimeSpan.FromDays(4), tagged: tags => tags with { Grace = TimeSpan.FromHours(1) });
        _scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1));
        Assert.Equal(Scene.Now + TimeSpan.FromDays(6) + TimeSpan.FromSeconds(2), RetirableAt(first));
        Assert.Equal(After(TimeSpan.FromDays(1)), RetirableAt(later));
    }

    [Fact]
    public void The_current_value_is_everywhere_since_the_last_vault_got_it()
    {
        TwoVaults();
        var current = _scene.Issued(TimeSpan.FromDays(8));
        _scene.Published(current, TimeSpan.FromDays(8));
        Assert.Null(Situation.CurrentEverywhereSince);
        _scene.Published(current, TimeSpan.FromDays(6), "ne");
        Assert.Equal(Scene.Now - TimeSpan.FromDays(6) + TimeSpan.FromSeconds(2), Situation.CurrentEverywhereSince);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 5)]
    public void An_adopted_credential_is_kept_for_the_longer_of_what_was_promised_and_what_the_policy_says(int promisedDays, int keptDays)
    {
        var byHand = _scene.ByHand(TimeSpan.FromDays(300), ago: TimeSpan.FromDays(9));
        var current = _scene.Issued(TimeSpan.FromDays(1));
        _scene.Published(current, TimeSpan.FromDays(1), tagged: tags => tags with { Grace = TimeSpan.FromDays(promisedDays), Supersedes = [VersionTags.Abbreviate(byHand.KeyId)] });
        Assert.Null(Situation.RetirableAt(new StagedCredential(byHand, Stage.Foreign)));
        _scene.Policy = _scene.Policy with { Adopt = true };
        Assert.Equal(Scene.Now + TimeSpan.FromDays(keptDays - 1) + TimeSpan.FromSeconds(2), Situation.RetirableAt(new StagedCredential(byHand, Stage.Foreign)));
    }

    [Fact]
    public void What_was_promised_for_an_adopted_credential_when_the_policy_named_another_vault_is_kept()
    {
        var previous = _scene.Issued(TimeSpan.FromDays(80), vault: "before");
        _scene.Published(previous, TimeSpan.FromDays(80), tagged: tags => tags with { Grace = TimeSpan.FromDays(9) });
        _scene.Policy = _scene.Policy with { Adopt = true };
        var current = _scene.Issued(TimeSpan.FromDays(1));
        _scene.Published(current, TimeSpan.FromDays(1), tagged: tags => tags with { Supersedes = [VersionTags.Abbreviate(previous.KeyId)] });
        Assert.Equal(Scene.Now + TimeSpan.FromDays(8) + TimeSpan.FromSeconds(2), Situation.RetirableAt(new StagedCredential(previous, Stage.Elsewhere)));
    }

    [Fact]
    public void One_that_ends_within_its_grace_period_is_over_with_its_end()
    {
        var previous = _scene.Issued(TimeSpan.FromDays(80), TimeSpan.FromHours(1));
        _scene.Published(previous, TimeSpan.FromDays(80));
        _scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1));
        Assert.Equal(previous.EndDateTime, Situation.RetirableAt(new StagedCredential(previous, Stage.Previous)));
    }

    [Fact]
    public void One_that_was_ever_published_to_a_vault_the_policy_does_not_name_is_not_retired()
    {
        var previous = _scene.Issued(TimeSpan.FromDays(8));
        _scene.Published(previous, TimeSpan.FromDays(8), tagged: tags => tags with { Vaults = ["contoso-prod", "elsewhere"] });
        _scene.Published(_scene.Issued(TimeSpan.FromDays(7)), TimeSpan.FromDays(7));
        Assert.Null(Situation.RetirableAt(new StagedCredential(previous, Stage.Previous)));
        _scene.Policy = _scene.Policy with { Adopt = true };
        Assert.NotNull(Situation.RetirableAt(new StagedCredential(previous, Stage.Previous)));
    }

    private DateTimeOffset? RetirableAt(Credential credential) => Situation.RetirableAt(new StagedCredential(credential, Stage.Previous));

    // When the policy's grace period is over for what was succeeded so long ago.
    private DateTimeOffset After(TimeSpan succeeded) => Scene.Now - succeeded + TimeSpan.FromSeconds(2) + _scene.Policy.GracePeriod;

    private void TwoVaults() => _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
}
