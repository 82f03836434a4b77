using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Planning;

/// <summary>Whoever may write a secret in the vault can write any tag. Tags never make a credential ours, nor authorise its removal or its publication.</summary>
public sealed class AuthorityTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Scene _scene = new();

    private PlanningContext Situation => new(_scene.Policy, _scene.Seen);

    [Theory]
    [InlineData(VersionStage.Closed, false)]
    [InlineData(VersionStage.Closed, true)]
    [InlineData(VersionStage.NeverProven, false)]
    [InlineData(VersionStage.Removing, false)]
    [InlineData(VersionStage.Intent, true)]
    [InlineData(VersionStage.Published, true)]
    public void A_pending_version_that_names_a_persons_credential_does_not_have_it_removed(VersionStage stage, bool adopt)
    {
        _scene.Policy = _scene.Policy with { Adopt = adopt };
        var person = _scene.ByHand(TimeSpan.FromDays(300));
        _scene.PutPending(Hour, Scene.Claim(_scene.Rotation(Hour), person.KeyId, stage), beginning: null, enabled: false);
        Assert.Equal(Stage.Foreign, _scene.StageOf(person));
        Assert.False(_scene.Decision is Do);
    }

    [Theory]
    [InlineData(VersionStage.Published, false)]
    [InlineData(VersionStage.Published, true)]
    [InlineData(VersionStage.Retiring, false)]
    [InlineData(VersionStage.Revoked, true)]
    public void Nor_does_a_version_of_the_published_secret(VersionStage stage, bool adopt)
    {
        _scene.Policy = _scene.Policy with { Adopt = adopt };
        var person = _scene.ByHand(TimeSpan.FromDays(300), ago: TimeSpan.FromDays(30));
        _scene.Put(TimeSpan.FromDays(20), Scene.Claim(_scene.Rotation(TimeSpan.FromDays(20)), person.KeyId, stage), beginning: person.Fingerprint!);
        _scene.Serving(TimeSpan.FromDays(9));
        Assert.Equal(Stage.Foreign, _scene.StageOf(person));
        Assert.Equal((Condition.Healthy, Reason.UpToDate), (_scene.Settled.Condition, _scene.Settled.Reason));
    }

    [Theory]
    [InlineData("a person's")]
    [InlineData("another rotation's")]
    [InlineData("another value")]
    [InlineData("a value with a line break")]
    [InlineData("elsewhere")]
    public void A_pending_version_that_what_Entra_shows_contradicts_is_never_published_however_it_logs_in(string what)
    {
        _scene.Serving(TimeSpan.FromDays(61));
        var (named, rotation) = what switch
        {
            "a person's" => (_scene.ByHand(TimeSpan.FromDays(300)), _scene.Rotation(Hour)),
            "elsewhere" => (_scene.Issued(Hour, vault: "other"), (RotationId?)null),
            _ => (_scene.Issued(Hour), what is "another rotation's" ? _scene.Rotation(TimeSpan.FromMinutes(59)) : null),
        };
        var beginning = what is "another value" or "another rotation's" ? "foe" : named.Fingerprint;
        var version = _scene.PutPending(TimeSpan.FromMinutes(29), Scene.Claim(rotation ?? named.Mark!.Value.RotationId, named.KeyId, VersionStage.Pending), beginning);
        if (what is "a value with a line break")
        {
            _scene.Also = seen => seen with
            {
                Fingerprints = seen.Fingerprints.SetItem(new VersionAddress(_scene.Policy.Vaults[0], _scene.Policy.PendingSecret, version.Version), new ValueFingerprint(named.Fingerprint!, HasWhiteSpace: true, HasGeneratedLength: true)),
            };
        }

        foreach (var ago in new[] { 30, 15, 0 })
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(ago));
        }

        Assert.Equal(VersionOwner.Contradicted, Situation.PendingOwnerOf(version).Owner);
        Assert.Null(Situation.Candidate);
        Assert.False(_scene.Decision is Do { Act: PromoteAct } or TryLogIn);
    }

    [Theory]
    [InlineData(1799, false)]
    [InlineData(1800, true)]
    public void A_pending_version_that_holds_no_value_of_ours_is_disabled_half_an_hour_after_it_was_made(int secondsAgo, bool isDisabled)
    {
        _scene.Serving(TimeSpan.FromDays(9));
        var version = _scene.PutPending(TimeSpan.FromSeconds(secondsAgo), tags: null, "foe");
        Assert.Equal(isDisabled, _scene.Decision is Do { Act: TidyAct { Reason: Reason.UnknownValue, Tags: null } act } && act.Version.Version == version.Version);
        Assert.Equal(!isDisabled, _scene.Decision is Settled { Reason: Reason.UpToDate });
    }

    [Theory]
    [InlineData("replaced")]
    [InlineData("taken away")]
    [InlineData("taken away where nothing logs in")]
    [InlineData("disabled")]
    [InlineData("unreadable")]
    [InlineData("pending")]
    public void Tags_taken_away_do_not_make_an_orphan_of_what_consumers_read(string what)
    {
        _scene.Policy = what is "taken away where nothing logs in" ? _scene.Policy with { Verify = VerifyRule.None } : _scene.Policy;
        var current = _scene.Issued(TimeSpan.FromDays(9));
        _scene.Intended(current.Mark!.Value.RotationId, TimeSpan.FromDays(9));
        Assert.Equal(Stage.Orphan, _scene.StageOf(current));
        var tags = what is "replaced" ? Scene.Claim(_scene.Rotation(Hour), Guid.NewGuid(), VersionStage.Published) : null;
        if (what is "pending")
        {
            _scene.PutPending(TimeSpan.FromDays(9), tags, current.Fingerprint, enabled: false);
        }
        else
        {
            var version = _scene.Put(TimeSpan.FromDays(9), tags, enabled: what is not "disabled", beginning: current.Fingerprint!);
            var address = new VersionAddress(_scene.Policy.Vaults[0], _scene.Policy.Secret, version.Version);
            _scene.Also = seen => what is "unreadable" ? seen with { Fingerprints = seen.Fingerprints.SetItem(address, null) } : seen;
        }

        Assert.NotEqual(Stage.Orphan, _scene.StageOf(current));
        Assert.False(_scene.Decision is Do { Act: RemoveAct });
    }

    [Fact]
    public void A_forged_intent_of_a_later_date_does_not_hide_what_was_published_before_it()
    {
        var current = _scene.Issued(TimeSpan.FromDays(9));
        _scene.Put(TimeSpan.FromDays(9) - TimeSpan.FromMinutes(2), tags: null, beginning: current.Fingerprint!);
        _scene.Intended(current.Mark!.Value.RotationId, Hour);
        Assert.NotEqual(Stage.Orphan, _scene.StageOf(current));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_whose_hint_is_not_shown_is_never_an_orphan_nor_a_surplus(bool orphan)
    {
        _scene.Serving(TimeSpan.FromDays(9));
        var leftover = _scene.NeverPublished(orphan);
        Assert.Equal(orphan ? Stage.Orphan : Stage.Pending, _scene.StageOf(leftover));
        _scene.Credentials[^1] = leftover with { Fingerprint = null };
        Assert.Equal(Stage.Unaccounted, _scene.StageOf(leftover));
    }

    [Fact]
    public void A_version_of_ours_without_its_tags_gets_them_again_once_it_has_logged_in()
    {
        var (before, current, later) = (_scene.ByHand(TimeSpan.FromDays(90), ago: TimeSpan.FromDays(20)), _scene.Issued(TimeSpan.FromDays(9)), _scene.ByHand(TimeSpan.FromDays(90)));
        var version = _scene.Put(TimeSpan.FromDays(9), tags: null, beginning: current.Fingerprint!);
        Assert.Equal(version.Version, Assert.IsType<TryLogIn>(_scene.Decision).Version.Version);
        _scene.LoggedIn(version, TimeSpan.Zero);
        var tags = _scene.Act<TagAct>().Tags;
        Assert.Equal((current.KeyId, current.Mark!.Value.RotationId, VersionStage.Published, _scene.Policy.GracePeriod), (tags.KeyId, tags.RotationId, tags.Stage, tags.Grace));
        Assert.Equal([VersionTags.Abbreviate(before.KeyId)], tags.Supersedes);
        Assert.DoesNotContain(VersionTags.Abbreviate(later.KeyId), tags.Supersedes);
    }

    [Fact]
    public void A_pending_version_of_ours_without_its_tags_gets_them_again_and_is_then_carried_on()
    {
        var candidate = _scene.Issued(TimeSpan.FromMinutes(5));
        var version = _scene.PutPending(TimeSpan.FromMinutes(5), tags: null, candidate.Fingerprint);
        Assert.Equal((version.Version, Step.Tidy), Assert.IsType<TryLogIn>(_scene.Decision) is var login ? (login.Version.Version, login.Step) : default);
        _scene.LoggedIn(version, TimeSpan.Zero);
        Assert.Null(Situation.Candidate);
        Assert.Equal((candidate.KeyId, VersionStage.Pending, null), _scene.Act<TagAct>() is var act ? (act.KeyId, act.Tags.Stage, act.Tags.Grace) : default);
    }

    [Theory]
    [InlineData(true, 20, 0, true)]
    [InlineData(true, 5, 0, false)]
    [InlineData(true, 9, 0, false)]
    [InlineData(true, 20, 11, true)]
    [InlineData(true, 10, 11, false)]
    [InlineData(false, 20, 0, false)]
    public void A_credential_is_adopted_only_if_it_is_superseded_and_started_before_the_current_one_and_its_rotation(bool isSuperseded, int startedDaysAgo, int rotationDaysAgo, bool isAdopted)
    {
        _scene.Policy = _scene.Policy with { Adopt = true };
        var person = _scene.ByHand(TimeSpan.FromDays(300), ago: TimeSpan.FromDays(startedDaysAgo));
        var current = _scene.Issued(TimeSpan.FromDays(9));
        if (rotationDaysAgo > 0)
        {
            var mark = CredentialMark.For("contoso-prod", _scene.Policy.Secret, _scene.Rotation(TimeSpan.FromDays(rotationDaysAgo)));
            _scene.Credentials[^1] = current = current with { DisplayName = mark.ToString() };
        }

        var version = _scene.Published(current, TimeSpan.FromDays(9), tagged: tags => tags with { Supersedes = isSuperseded ? [VersionTags.Abbreviate(person.KeyId)] : [] });
        _scene.LoggedIn(version, TimeSpan.Zero);
        Assert.Equal(isAdopted, _scene.Decision is Do { Act: RemoveAct act } && act.KeyId == person.KeyId);
        _scene.Policy = _scene.Policy with { Adopt = false };
        Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
    }
}
