using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>
/// Two processes have each issued a credential, and published at the same moment: the older rotation's came last. Both vaults showed the
/// same before; the second shows the older one alone.
/// </summary>
public sealed class WrittenOverTests
{
    private readonly Scene _scene = new() { Policy = new Scene().Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] } };
    private readonly Credential _older;
    private readonly Credential _newer;

    public WrittenOverTests()
    {
        var retired = _scene.Issued(TimeSpan.FromDays(61));
        _scene.Published(retired, TimeSpan.FromDays(61));
        _scene.Published(retired, TimeSpan.FromDays(61), "ne");
        _scene.Credentials.Clear();
        (_older, _newer) = (_scene.Issued(TimeSpan.FromMinutes(25)), _scene.Issued(TimeSpan.FromMinutes(24)));
    }

    private RepublishAct Healed => _scene.Act<RepublishAct>();

    [Fact]
    public void The_newer_is_published_again_where_the_older_is_read_once_it_has_logged_in()
    {
        var newer = WriteOver();
        Assert.Equal(new TryLogIn(new VersionAddress(World.Address("contoso-prod"), "payments-secret", newer.Version), Step.Heal, _newer.KeyId), _scene.Decision);
        _scene.LoggedIn(newer, TimeSpan.Zero);
        Assert.Equal((Step.Heal, Reason.PublishedOutOfOrder, _newer.KeyId), (Healed.Step, Healed.Reason, Healed.KeyId));
        Assert.Equal((newer.Version, newer.ExpiresOn, newer.Tags! with { Policy = "payments" }), (Healed.Source.Version, Healed.ExpiresOn, Healed.SourceTags));
        Assert.Equal(Scene.Now, Healed.LogIn!.At);
        Assert.Equal(World.Address("ne"), Healed.To.Vault);
    }

    [Fact]
    public void Its_pending_version_is_closed_first()
    {
        _scene.Stored(_newer, TimeSpan.FromMinutes(24));
        _scene.LoggedIn(WriteOver(), TimeSpan.Zero);
        _scene.Published(_newer, TimeSpan.FromSeconds(12), "ne");
        _scene.Published(_older, TimeSpan.FromSeconds(10), "ne");
        Assert.Equal(Reason.PendingFound, _scene.Act<TidyAct>().Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_published_again_only_while_reads_show_its_credential(bool logsIn)
    {
        _scene.Policy = logsIn ? _scene.Policy : _scene.Policy with { Verify = VerifyRule.None };
        var newer = WriteOver(ago: TimeSpan.FromMinutes(9));
        if (logsIn)
        {
            _scene.LoggedIn(newer, TimeSpan.Zero);
        }

        Assert.Equal((_newer.KeyId, logsIn), (Healed.KeyId, Healed.LogIn is not null));
        _scene.Credentials.Remove(_newer);
        Assert.Equal((Condition.Healthy, Reason.UpToDate), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(16, false)]
    public void While_nobody_can_say_whether_it_works_nothing_is_done_as_long_as_there_is_time(int daysLeft, bool isTime)
    {
        _scene.LoggedIn(WriteOver(), TimeSpan.Zero, LogInAnswer.Unreachable);
        Ends(daysLeft);
        Assert.Equal(isTime, _scene.Decision is Settled { Condition: Condition.Failed });
        Assert.Equal(!isTime, _scene.Decision is MakePreflight);
    }

    [Fact]
    public void It_waits_for_the_policys_window_as_any_other_that_is_published()
    {
        var newer = WriteOver();
        _scene.Policy = _scene.Policy with { Window = new PromotionWindow(WeekDays.Thursday, new TimeOnly(9, 0), new TimeOnly(12, 0), TimeZoneInfo.Utc) };
        Assert.IsType<TryLogIn>(_scene.Decision);
        _scene.LoggedIn(newer, TimeSpan.Zero);
        var opening = Scene.Now + TimeSpan.FromHours(73);
        Assert.Equal((Condition.Rotating, Reason.OutsideWindow, Step.Heal, opening, opening), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextAction, _scene.Settled.NextActionAt, _scene.Settled.FollowUpAt));
        _scene.Also = seen => seen with { Request = new RotateRequest(_scene.Policy.Key, RevokePrevious: true), RequestedRotation = _newer.Mark!.Value.RotationId };
        Assert.Equal(_newer.KeyId, Healed.KeyId);
        _scene.Also = seen => seen;
        _scene.Policy = _scene.Policy with { Window = new PromotionWindow(WeekDays.Monday, new TimeOnly(7, 0), new TimeOnly(9, 0), TimeZoneInfo.Utc) };
        Assert.Equal(_newer.KeyId, Healed.KeyId);
    }

    [Theory]
    [InlineData(17, true)]
    [InlineData(16, false)]
    public void One_that_cannot_be_written_just_now_costs_no_credential_either_as_long_as_there_is_time(int daysLeft, bool isTime)
    {
        _scene.LoggedIn(WriteOver(), TimeSpan.Zero);
        var target = Healed.Target;
        _scene.Also = seen => seen with { Failures = [new StepFailure(target, Reason.VaultForbidden, "No.")] };
        Ends(daysLeft);
        Assert.Equal(isTime, _scene.Decision is Settled { Condition: Condition.NeedsAttention, Reason: Reason.VaultForbidden });
        Assert.Equal(!isTime, _scene.Decision is MakePreflight);
    }

    [Fact]
    public void Where_nothing_tells_whether_it_works_only_what_came_at_the_same_moment_is_published_again()
    {
        _scene.Policy = _scene.Policy with { Verify = VerifyRule.None };
        WriteOver(ago: TimeSpan.FromMinutes(11));
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Fact]
    public void A_plan_that_changes_nothing_tells_it()
    {
        _scene.LoggedIn(WriteOver(), TimeSpan.Zero);
        var target = Healed.Target;
        _scene.Also = seen => seen with { Assumed = [target] };
        Assert.Equal((Condition.Rotating, Reason.PublishedOutOfOrder, Step.Heal, Scene.Now, null), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextAction, _scene.Settled.NextActionAt, _scene.Settled.FollowUpAt));
        Assert.Contains($"{_older.KeyId} was published over credential {_newer.KeyId}", _scene.Settled.Message, StringComparison.Ordinal);
        Assert.EndsWith("The later credential is published again.", _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("being retired")]
    [InlineData("removed")]
    [InlineData("ended")]
    public void Another_is_issued_if_it_does_not_work_any_more(string what)
    {
        var newer = WriteOver(stage: what is "being retired" ? VersionStage.Retiring : VersionStage.Published, ago: TimeSpan.FromSeconds(11));
        _scene.LoggedIn(newer, TimeSpan.Zero, what is "refused" ? LogInAnswer.WrongSecret : LogInAnswer.Accepted);
        switch (what)
        {
            case "ended":
                _scene.Credentials[_scene.Credentials.IndexOf(_newer)] = _newer with { EndDateTime = Scene.Now };
                break;
            case "removed":
                _scene.Also = seen => seen with { Removed = seen.Removed.Add(_newer.KeyId, Scene.Now) };
                break;
        }

        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Fact]
    public void One_that_is_disabled_cannot_be_told_and_orders_nothing()
    {
        WriteOver(enabled: false);
        Assert.Equal((Condition.Healthy, Reason.UpToDate), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Fact]
    public void One_that_one_vaults_copy_of_it_was_refused_with_is_not_published_from_another()
    {
        _scene.LoggedIn(WriteOver(), TimeSpan.Zero);
        _scene.LoggedIn(_scene.Published(_newer, TimeSpan.FromSeconds(12), "ne"), TimeSpan.Zero, LogInAnswer.WrongSecret, "ne");
        _scene.Published(_older, TimeSpan.FromSeconds(10), "ne");
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Fact]
    public void Of_several_the_newest_that_works_is_published_again()
    {
        var newest = _scene.Issued(TimeSpan.FromMinutes(23));
        var refused = _scene.Published(newest, TimeSpan.FromSeconds(12));
        _scene.LoggedIn(WriteOver(), TimeSpan.Zero);
        Assert.Equal(newest.KeyId, Assert.IsType<TryLogIn>(_scene.Decision).KeyId);
        _scene.LoggedIn(refused, TimeSpan.Zero, LogInAnswer.WrongSecret);
        Assert.Equal(_newer.KeyId, Healed.KeyId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_person_who_asks_for_a_rotation_gets_one_and_who_may_not_have_it_gets_that_mended(bool revokePrevious)
    {
        _scene.Published(_scene.Issued(TimeSpan.FromDays(61)), TimeSpan.FromDays(61));
        _scene.LoggedIn(WriteOver(), TimeSpan.Zero);
        _scene.LoggedIn(_scene.Published(_older, TimeSpan.FromSeconds(8)), TimeSpan.Zero);
        _scene.Also = seen => seen with { Request = new RotateRequest(_scene.Policy.Key, revokePrevious) };
        Assert.Equal(revokePrevious, _scene.Decision is MakePreflight);
        Assert.Equal(!revokePrevious, _scene.Decision is Do { Act: RepublishAct { Reason: Reason.PublishedOutOfOrder } });
    }

    [Fact]
    public void It_is_published_again_before_another_is_issued_also_where_one_is_due()
    {
        var newer = WriteOver();
        Ends(days: 20);
        Assert.Equal(_newer.KeyId, Assert.IsType<TryLogIn>(_scene.Decision).KeyId);
        _scene.LoggedIn(newer, TimeSpan.Zero);
        Assert.Equal(_newer.KeyId, Healed.KeyId);
    }

    private void Ends(int days) => _scene.Credentials[_scene.Credentials.IndexOf(_older)] = _older with { EndDateTime = Scene.Now + TimeSpan.FromDays(days) };

    private SecretVersion WriteOver(bool enabled = true, VersionStage stage = VersionStage.Published, TimeSpan? ago = null)
    {
        var newer = _scene.Published(_newer, ago ?? TimeSpan.FromSeconds(11), tagged: tags => tags with { Stage = stage }, enabled: enabled);
        _scene.LoggedIn(_scene.Published(_older, TimeSpan.FromSeconds(10)), TimeSpan.Zero);
        _scene.LoggedIn(_scene.Published(_older, TimeSpan.FromSeconds(9), "ne"), TimeSpan.Zero, vault: "ne");
        return newer;
    }
}
