using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>Who holds a secret's name: the vault decides, as far as the directory confirms it, and what a display name filled in never takes over.</summary>
public sealed class NameInUseTests
{
    private readonly Scene _scene = new();

    private bool IsInUse => _scene.Decision is Settled { Condition: Condition.NeedsAttention, Reason: Reason.NameInUse };

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void A_disabled_newest_version_that_nothing_shows_to_have_been_ours_is_not_written_over(bool adopt, bool isNamedByDisplayName, bool isInUse)
    {
        Disabled(_scene.Put(TimeSpan.FromDays(1), tags: null, enabled: false));
        _scene.Policy = _scene.Policy with { Adopt = adopt, SecretNameFromDisplayName = isNamedByDisplayName };
        Assert.Equal(isInUse, IsInUse);
        Assert.Equal(!isInUse, _scene.Decision is MakePreflight);
    }

    [Theory]
    [InlineData("ours before")]
    [InlineData("ours before, its credential gone")]
    [InlineData("tagged as ours")]
    [InlineData("begins like one of ours that ended")]
    public void One_that_something_shows_to_have_been_ours_is_written_over(string what)
    {
        var before = _scene.Issued(TimeSpan.FromDays(90), endsIn: TimeSpan.Zero);
        switch (what)
        {
            case "ours before" or "ours before, its credential gone":
                _scene.Published(before, TimeSpan.FromDays(90));
                break;

            case "begins like one of ours that ended":
                _scene.Put(TimeSpan.FromDays(90), tags: null, beginning: before.Fingerprint!);
                break;
        }

        if (what is "ours before, its credential gone")
        {
            _scene.Credentials.Clear();
        }

        Disabled(_scene.Put(TimeSpan.FromDays(1), what is "tagged as ours" ? Scene.Claim(_scene.Rotation(TimeSpan.FromDays(1)), Guid.NewGuid(), VersionStage.Published) : null, enabled: false));
        Assert.False(IsInUse);
    }

    [Fact]
    public void One_whose_tags_are_contradicted_does_not_count_as_ours()
    {
        var person = _scene.ByHand(TimeSpan.FromDays(90));
        Disabled(_scene.Put(TimeSpan.FromDays(1), Scene.Claim(_scene.Rotation(TimeSpan.FromDays(1)), person.KeyId, VersionStage.Published), enabled: false));
        Assert.True(IsInUse);
    }

    [Fact]
    public void A_young_disabled_version_is_waited_for()
    {
        Disabled(_scene.Put(TimeSpan.FromMinutes(9), tags: null, enabled: false));
        Assert.Equal(Reason.NotShownYet, _scene.Settled.Reason);
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void A_value_that_is_not_this_applications_is_taken_over_only_if_adopted_and_never_where_a_display_name_named_it(bool adopt, bool isNamedByDisplayName, bool isInUse)
    {
        _scene.Policy = _scene.Policy with { Adopt = adopt, SecretNameFromDisplayName = isNamedByDisplayName };
        _scene.Put(TimeSpan.FromDays(1), tags: null);
        Assert.Equal(isInUse, IsInUse);
        if (isInUse)
        {
            Assert.Equal(!isNamedByDisplayName, _scene.Settled.Message.Contains("adopt", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(LogInAnswer.Accepted)]
    [InlineData(LogInAnswer.ExpiredSecret)]
    public void One_that_is_this_applications_is_taken_over_also_where_a_display_name_named_it(LogInAnswer answer)
    {
        _scene.Policy = _scene.Policy with { SecretNameFromDisplayName = true };
        _scene.ByHand(answer is LogInAnswer.Accepted ? TimeSpan.FromDays(9) : TimeSpan.Zero, hint: "a v");
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null), TimeSpan.Zero, answer);
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Fact]
    public void Another_application_that_a_version_names_is_looked_up_first()
    {
        var version = _scene.PublishedByAnotherApplication(TimeSpan.FromDays(1), isLookedUp: false);
        Assert.Equal(version.Tags!.AppId, Assert.IsType<LookUpHolder>(_scene.Decision).AppId);
    }

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void One_that_the_directory_confirms_to_hold_the_name_keeps_it_unless_adopted(bool adopt, bool isNamedByDisplayName, bool isInUse)
    {
        _scene.Policy = _scene.Policy with { Adopt = adopt, SecretNameFromDisplayName = isNamedByDisplayName };
        var theirs = _scene.PublishedByAnotherApplication(TimeSpan.FromDays(1));
        Assert.Equal(isInUse, IsInUse);
        if (isInUse)
        {
            Assert.Contains($"belongs to the application {theirs.Tags!.AppId}", _scene.Settled.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_that_the_directory_does_not_confirm_does_not_take_the_name_from_us()
    {
        var current = _scene.Serving(TimeSpan.FromDays(9));
        _scene.PublishedByAnotherApplication(TimeSpan.FromDays(1), isConfirmed: true);
        Assert.True(IsInUse);

        var other = new Scene();
        current = other.Serving(TimeSpan.FromDays(9));
        other.PublishedByAnotherApplication(TimeSpan.FromDays(1), isConfirmed: false);
        Assert.Equal((Step.Heal, Reason.OverwrittenByOthers, current.KeyId), other.Act<RepublishAct>() is var act ? (act.Step, act.Reason, act.KeyId!.Value) : default);
    }

    [Fact]
    public void A_value_of_ours_is_ours_whichever_application_its_tags_name()
    {
        var current = _scene.Issued(TimeSpan.FromDays(9));
        _scene.Published(current, TimeSpan.FromDays(9), tagged: tags => tags with { AppId = Guid.NewGuid() });
        Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
    }

    [Theory]
    [InlineData("contoso-prod", true, false, false)]
    [InlineData("contoso-prod", true, true, true)]
    [InlineData("contoso-prod", false, false, false)]
    [InlineData("contoso-prod", false, true, true)]
    [InlineData("ne", true, false, false)]
    [InlineData("ne", false, false, false)]
    public void A_name_that_held_our_value_is_ours_also_where_the_policy_named_another_vault_then(string before, bool isEnabled, bool isAnotherName, bool isInUse)
    {
        var policy = _scene.Policy with { Vaults = [World.Address("ne")], Verify = VerifyRule.None };
        _scene.Policy = isAnotherName ? policy with { Secret = "another" } : policy;
        var credential = _scene.Issued(TimeSpan.FromDays(9), vault: before);
        _scene.Policy = policy;
        var version = _scene.Published(credential, TimeSpan.FromDays(9), vault: "ne", enabled: isEnabled);
        if (!isEnabled)
        {
            Disabled(version);
        }

        Assert.Equal(isInUse, IsInUse);
    }

    [Fact]
    public void A_name_in_use_holds_up_its_vault_and_removals_and_nothing_else()
    {
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        _scene.Put(TimeSpan.FromDays(1), tags: null, vault: "ne");
        _scene.Serving(TimeSpan.FromDays(64));
        var current = _scene.Serving(TimeSpan.FromDays(9));
        Assert.True(IsInUse);
        Assert.Contains("ne", _scene.Settled.Message, StringComparison.Ordinal);

        _scene.Credentials[^1] = current with { EndDateTime = Scene.Now + TimeSpan.FromDays(9) };
        Assert.IsType<MakePreflight>(_scene.Decision);
        var candidate = _scene.Issued(TimeSpan.FromMinutes(5));
        var version = _scene.Stored(candidate, TimeSpan.FromMinutes(5));
        foreach (var ago in new[] { 30, 15, 0 })
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(ago));
        }

        Assert.Equal("contoso-prod.vault.azure.net", Assert.Single(_scene.Act<PromoteAct>().Targets).Vault.Host);
    }

    private void Disabled(SecretVersion version) => _scene.AlsoOfVault = vault => vault.Newest == version ? vault with { Newest = null, NewestIsDisabled = true } : vault;
}
