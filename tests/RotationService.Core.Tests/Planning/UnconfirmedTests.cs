using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>What cannot be told yet holds things up for ten minutes, and what others wrote is never tried out.</summary>
public sealed class UnconfirmedTests
{
    private readonly Scene _scene = new();

    private PlanningContext Situation => new(_scene.Policy, _scene.Seen);

    [Theory]
    [InlineData(599)]
    [InlineData(600)]
    public void A_newest_version_whose_credential_is_not_shown_holds_up_everything_for_ten_minutes(int secondsAgo)
    {
        _scene.Serving(TimeSpan.FromDays(61));
        NotShown(TimeSpan.FromSeconds(secondsAgo));
        if (secondsAgo < 600)
        {
            Assert.Equal((Condition.Rotating, Reason.NotShownYet), (_scene.Settled.Condition, _scene.Settled.Reason));
            Assert.Equal((Scene.Now + TimeSpan.FromSeconds(1), Scene.Now + TimeSpan.FromSeconds(1)), (_scene.Settled.NextActionAt, _scene.Settled.FollowUpAt));
            return;
        }

        // Then it counts as refused without being tried, and what was published before is published again.
        Assert.Equal((Step.Heal, Reason.CredentialGone), _scene.Act<RepublishAct>() is var act ? (act.Step, act.Reason) : default);
    }

    [Theory]
    [InlineData(599, false)]
    [InlineData(600, true)]
    public void It_holds_up_the_publication_of_another_value_for_as_long_and_its_rotation_orders_nothing(int secondsAgo, bool isPublished)
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromHours(1)), TimeSpan.FromHours(1));
        foreach (var ago in new[] { 30, 15, 0 })
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(ago));
        }

        NotShown(TimeSpan.FromSeconds(secondsAgo));
        Assert.Equal(isPublished, _scene.Decision is Do { Act: PromoteAct });
        Assert.Equal(!isPublished, _scene.Decision is Settled { Reason: Reason.NotShownYet });
    }

    [Fact]
    public void It_does_so_though_a_log_in_with_it_succeeded()
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromHours(1)), TimeSpan.FromHours(1));
        foreach (var ago in new[] { 30, 15, 0 })
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(ago));
        }

        // Where a credential shows no hint, whatever is as long as a secret is tried.
        _scene.Credentials.Add(_scene.ByHand(TimeSpan.FromDays(90)) with { KeyId = Guid.NewGuid(), Fingerprint = null });
        _scene.LoggedIn(NotShown(TimeSpan.FromMinutes(9)), TimeSpan.Zero);
        Assert.Equal(Reason.NotShownYet, _scene.Settled.Reason);
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void A_pending_version_whose_credential_is_not_shown_keeps_anything_from_being_issued_for_ten_minutes(int secondsAgo, bool isBlocked)
    {
        var age = TimeSpan.FromSeconds(secondsAgo);
        _scene.PutPending(age, Scene.Claim(_scene.Rotation(age), Guid.NewGuid(), VersionStage.Pending), "foe");
        Assert.Equal(isBlocked, _scene.Decision is Settled { Reason: Reason.PossibleOrphan });
        Assert.Equal(!isBlocked, _scene.Decision is MakePreflight);
    }

    [Fact]
    public void Its_credential_once_shown_confirms_it_and_nothing_is_waited_for()
    {
        var credential = _scene.Issued(TimeSpan.FromMinutes(3));
        _scene.Published(credential, TimeSpan.FromMinutes(1));
        Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
        _scene.Credentials.Clear();
        Assert.Equal(Reason.NotShownYet, _scene.Settled.Reason);
    }

    [Fact]
    public void Nothing_is_retired_while_one_vault_shows_what_cannot_be_told_yet()
    {
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        var (previous, current) = (_scene.Issued(TimeSpan.FromDays(20)), _scene.Issued(TimeSpan.FromDays(9)));
        foreach (var vault in new[] { "contoso-prod", "ne" })
        {
            _scene.Published(previous, TimeSpan.FromDays(20), vault);
            _scene.LoggedIn(_scene.Published(current, TimeSpan.FromDays(9), vault), TimeSpan.Zero, vault: vault);
        }

        Assert.Equal(previous.KeyId, _scene.Act<RemoveAct>().KeyId);
        NotShown(TimeSpan.FromMinutes(9), "ne");
        Assert.Equal(Reason.NotShownYet, _scene.Settled.Reason);
    }

    [Theory]
    [InlineData("a database password")]
    [InlineData("empty")]
    [InlineData("begins like ours and goes on on another line")]
    [InlineData("ours before, tagged as another's")]
    public void A_value_of_others_is_never_tried_out(string what)
    {
        var person = _scene.ByHand(TimeSpan.FromDays(90), hint: "pwd");
        var version = what switch
        {
            "empty" => _scene.Put(TimeSpan.FromDays(1), tags: null, beginning: ""),
            "ours before, tagged as another's" => _scene.PublishedByAnotherApplication(TimeSpan.FromDays(1), isConfirmed: false),
            _ => _scene.Put(TimeSpan.FromDays(1), tags: null, beginning: what is "a database password" ? "Pa$" : "pwd"),
        };
        if (what is "begins like ours and goes on on another line")
        {
            var address = Situation.AddressOf(_scene.Seen.Vaults[0], version);
            _scene.Also = seen => seen with { Fingerprints = seen.Fingerprints.SetItem(address, new ValueFingerprint(person.Fingerprint!, HasWhiteSpace: true, HasGeneratedLength: true)) };
        }

        Assert.Equal((Condition.NeedsAttention, Reason.NameInUse), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Theory]
    [InlineData("live", false, true)]
    [InlineData("ended", false, true)]
    [InlineData("no hint", true, true)]
    [InlineData("no hint", false, false)]
    public void Tried_are_values_that_begin_like_a_credential_or_where_one_shows_no_hint_are_as_long_as_a_secret(string what, bool hasSecretLength, bool isTried)
    {
        var person = _scene.ByHand(what is "ended" ? TimeSpan.Zero : TimeSpan.FromDays(90), hint: "pwd");
        if (what is "no hint")
        {
            _scene.Credentials[0] = person with { Fingerprint = null };
        }

        var address = Situation.AddressOf(_scene.Seen.Vaults[0], _scene.Put(TimeSpan.FromDays(1), tags: null));
        _scene.Also = seen => seen with { Fingerprints = seen.Fingerprints.SetItem(address, new ValueFingerprint("pwd", HasWhiteSpace: false, hasSecretLength)) };
        Assert.Equal(isTried, _scene.Decision is TryLogIn login && login.Version == address);
        Assert.Equal(!isTried, _scene.Decision is Settled { Reason: Reason.NameInUse });
    }

    private SecretVersion NotShown(TimeSpan ago, string vault = "contoso-prod")
    {
        var credential = _scene.Issued(ago);
        _scene.Credentials.Remove(credential);
        return _scene.Published(credential, ago, vault);
    }
}
