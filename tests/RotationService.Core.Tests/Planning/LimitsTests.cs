using RotationService.Core.Credentials;
using RotationService.Core.Planning;

namespace RotationService.Core.Tests.Planning;

/// <summary>What bounds how much is issued, what forged marks and dates bring about, and what an emergency removes.</summary>
public sealed class LimitsTests
{
    private readonly Scene _scene = new();

    private PlanningContext Situation => new(_scene.Policy, _scene.Seen);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(4, 16)]
    [InlineData(5, 24)]
    [InlineData(40, 24)]
    public void After_values_that_never_logged_in_the_next_attempt_waits_ever_longer(int failed, int hours)
    {
        for (var number = 0; number < failed; number++)
        {
            NeverProven(TimeSpan.FromHours(3 + number));
        }

        var made = Scene.Now - TimeSpan.FromHours(3);
        Assert.Equal(made + Planner.WithdrawAfter + TimeSpan.FromHours(hours), Situation.NeverProvenUntil);
        Assert.Equal((Condition.NeedsAttention, Reason.NeverProven, Situation.NeverProvenUntil), (_scene.Settled.Condition, _scene.Settled.Reason, _scene.Settled.NextActionAt));
    }

    [Fact]
    public void What_was_published_since_or_is_dated_ahead_does_not_count_and_a_person_who_asks_need_not_wait()
    {
        NeverProven(TimeSpan.FromHours(9));
        NeverProven(TimeSpan.FromHours(-9));
        NeverProven(TimeSpan.FromHours(3));
        _scene.Also = seen => seen with { Request = new RotateRequest(_scene.Policy.Key, RevokePrevious: false) };
        Assert.IsType<MakePreflight>(_scene.Decision);
        _scene.Published(_scene.Issued(TimeSpan.FromHours(5)), TimeSpan.FromHours(5));
        Assert.Equal(Scene.Now + TimeSpan.FromHours(1), Situation.NeverProvenUntil);
        _scene.Published(_scene.Issued(TimeSpan.FromHours(2)), TimeSpan.FromHours(2));
        Assert.Null(Situation.NeverProvenUntil);
    }

    [Theory]
    [InlineData(1, true, 23, null)]
    [InlineData(2, true, 23, 1)]
    [InlineData(2, true, 24, null)]
    [InlineData(4, false, 23, null)]
    [InlineData(5, false, 23, 1)]
    public void While_several_of_ours_live_beside_the_current_one_and_the_youngest_is_a_day_old_nothing_is_issued(int others, bool works, int hoursAgo, int? hoursLeft)
    {
        for (var number = 0; number < others; number++)
        {
            _scene.Issued(TimeSpan.FromHours(hoursAgo + (number * 5)));
        }

        if (works)
        {
            _scene.Serving(TimeSpan.FromDays(70), TimeSpan.FromDays(2));
        }

        Assert.Equal(hoursLeft is { } left ? Scene.Now + TimeSpan.FromHours(left) : null, Situation.IssueLimitedUntil);
    }

    [Theory]
    [InlineData(false, Reason.PossibleOrphan)]
    [InlineData(true, null)]
    public void An_emergency_is_not_held_up_by_that(bool revokePrevious, Reason? reason)
    {
        _scene.Issued(TimeSpan.FromHours(2));
        _scene.Issued(TimeSpan.FromHours(3));
        _scene.Serving(TimeSpan.FromDays(88), TimeSpan.FromDays(2));
        _scene.Also = seen => seen with { Request = new RotateRequest(_scene.Policy.Key, revokePrevious) };
        Assert.Equal(reason, (_scene.Decision as Settled)?.Reason);
        Assert.Equal(reason is null, _scene.Decision is MakePreflight);
    }

    [Theory]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    [InlineData("ffffffff-ffff-7fff-8000-000000000000")]
    public void A_mark_of_a_rotation_more_than_a_day_ahead_is_not_ours_and_changes_nothing(string rotation)
    {
        var forged = _scene.ByHand(TimeSpan.FromDays(300));
        _scene.Credentials[0] = forged = forged with { DisplayName = CredentialMark.For("contoso-prod", _scene.Policy.Secret, new RotationId(Guid.Parse(rotation))).ToString() };
        Assert.Equal(Stage.Foreign, _scene.StageOf(forged));
        Assert.IsType<MakePreflight>(_scene.Decision);
        _scene.Serving(TimeSpan.FromDays(9));
        Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
        _scene.PutPending(TimeSpan.FromMinutes(5), Scene.Claim(forged.Mark!.Value.RotationId, forged.KeyId, VersionStage.Pending), forged.Fingerprint);
        _scene.Intended(forged.Mark!.Value.RotationId, TimeSpan.FromHours(1));
        Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
    }

    [Fact]
    public void A_mark_copied_to_a_credential_that_starts_in_2290_is_retired_like_any_that_bears_it()
    {
        var current = _scene.Serving(TimeSpan.FromDays(4));
        var copied = current with { KeyId = Guid.NewGuid(), StartDateTime = new DateTimeOffset(2290, 1, 1, 0, 0, 0, TimeSpan.Zero), EndDateTime = new DateTimeOffset(2299, 1, 1, 0, 0, 0, TimeSpan.Zero), Fingerprint = "cpy" };
        _scene.Credentials.Add(copied);
        Assert.Equal(copied.Mark!.Value.RotationId.MadeAt, Situation.BornAt(copied));
        Assert.Null(Situation.IssueBlockedUntil);
        Assert.Equal(copied.KeyId, _scene.Act<RemoveAct>().KeyId);
    }

    [Fact]
    public void One_that_starts_in_2290_keeps_a_rotation_that_is_due_no_longer_from_beginning_than_any_other()
    {
        var current = _scene.Serving(TimeSpan.FromDays(70), TimeSpan.FromDays(1));
        _scene.Credentials.Add(current with { KeyId = Guid.NewGuid(), StartDateTime = new DateTimeOffset(2290, 1, 1, 0, 0, 0, TimeSpan.Zero), EndDateTime = DateTimeOffset.MaxValue, Fingerprint = "cpy" });
        _scene.Also = seen => seen with { Failures = [], ClockIsSkewed = true };
        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void An_emergency_removes_what_people_made_before_it_where_the_policy_adopts_and_names_each(bool adopt, bool isSuperseded)
    {
        _scene.Policy = _scene.Policy with { Adopt = adopt };
        var person = _scene.ByHand(TimeSpan.FromDays(300));
        var previous = _scene.Issued(TimeSpan.FromDays(9));
        _scene.Published(previous, TimeSpan.FromDays(9));
        var current = _scene.Issued(TimeSpan.FromMinutes(5));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromMinutes(2), tagged: tags => tags with { Supersedes = isSuperseded ? [VersionTags.Abbreviate(person.KeyId)] : [] }), TimeSpan.Zero);
        List<Guid> removed = [];
        _scene.Also = seen => seen with
        {
            Request = new RotateRequest(_scene.Policy.Key, RevokePrevious: true),
            RequestedRotation = current.Mark!.Value.RotationId,
            Assumed = [.. removed.Select(keyId => ActTarget.Remove(keyId))],
        };
        while (_scene.Decision is Do { Act: RemoveAct act })
        {
            Assert.Equal((Step.Revoke, Reason.Forced, VersionStage.Revoked), (act.Step, act.Reason, act.Tags[0].Tags.Retiring is null ? act.Tags[0].Tags.Stage : VersionStage.Revoked));
            removed.Add(act.Credential.KeyId);
        }

        Assert.Equal(adopt && isSuperseded ? [person.KeyId, previous.KeyId] : [previous.KeyId], removed);
    }

    private void NeverProven(TimeSpan ago) =>
        _scene.PutPending(ago, Scene.Claim(_scene.Rotation(ago), Guid.NewGuid(), VersionStage.NeverProven), beginning: null, enabled: false);
}
