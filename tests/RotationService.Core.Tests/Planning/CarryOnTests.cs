using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>What is carried on, closed, copied and disabled of what earlier passes left.</summary>
public sealed class CarryOnTests
{
    private readonly Scene _scene = new();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void A_pending_version_is_closed_when_every_vault_has_its_value(bool everywhere, bool closed)
    {
        TwoVaults();
        var current = _scene.Issued(TimeSpan.FromHours(1));
        _scene.Stored(current, TimeSpan.FromHours(1));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromHours(1)), TimeSpan.Zero);
        var older = _scene.Issued(TimeSpan.FromDays(9));
        _scene.Published(older, TimeSpan.FromDays(9), "ne");
        if (everywhere)
        {
            _scene.Published(current, TimeSpan.FromHours(1), "ne");
        }

        Assert.Equal(closed, _scene.Decision is Do { Act: TidyAct { Reason: Reason.PendingFound } });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_value_of_others_is_said_to_log_in_only_where_it_was_tried(bool logsIn)
    {
        _scene.Policy = _scene.Policy with { Adopt = true, Verify = logsIn ? _scene.Policy.Verify : VerifyRule.None };
        _scene.ByHand(TimeSpan.FromDays(80), hint: "one");
        var version = _scene.Put(TimeSpan.FromDays(1), tags: null, beginning: "one");
        if (logsIn)
        {
            _scene.LoggedIn(version, TimeSpan.Zero);
        }

        Assert.Equal(Reason.OverwrittenByOthers, _scene.Settled.Reason);
        Assert.Equal(logsIn, _scene.Settled.Message.Contains("logs in", StringComparison.Ordinal));
    }

    [Fact]
    public void A_pending_version_is_not_closed_while_a_vault_that_may_lack_its_value_cannot_be_read()
    {
        TwoVaults();
        var current = _scene.Issued(TimeSpan.FromHours(1));
        _scene.Stored(current, TimeSpan.FromHours(1));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromHours(1)), TimeSpan.Zero);
        _scene.AlsoOfVault = vault => vault.Name is "ne" ? new VaultObservation(vault.Address) { Failure = new CallFailure(CallFailureKind.Unreachable, "no") } : vault;
        Assert.Equal(Reason.VaultUnreachable, _scene.Settled.Reason);
    }

    [Fact]
    public void A_published_pending_version_that_a_later_rotation_overtook_is_closed_though_a_vault_lacks_it()
    {
        TwoVaults();
        var (older, current) = (_scene.Issued(TimeSpan.FromHours(3)), _scene.Issued(TimeSpan.FromHours(1)));
        _scene.Stored(older, TimeSpan.FromHours(3));
        _scene.Published(older, TimeSpan.FromHours(2));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromHours(1)), TimeSpan.Zero);
        Assert.Equal((Reason.PendingFound, older.KeyId), (_scene.Act<TidyAct>().Reason, _scene.Act<TidyAct>().KeyId));
    }

    [Theory]
    [InlineData(1799, true, false)]
    [InlineData(1800, true, true)]
    [InlineData(1800, false, true)]
    public void A_pending_version_whose_credential_is_not_shown_is_disabled_half_an_hour_after_it_was_made_and_never_tried(int secondsAgo, bool logsIn, bool closed)
    {
        _scene.Policy = logsIn ? _scene.Policy : _scene.Policy with { Verify = VerifyRule.None };
        var gone = _scene.Issued(TimeSpan.FromSeconds(secondsAgo));
        var version = _scene.Stored(gone, TimeSpan.FromSeconds(secondsAgo));
        _scene.Credentials.Clear();
        if (closed)
        {
            var act = _scene.Act<TidyAct>();
            Assert.Equal((Reason.CredentialGone, version.Version, null, false), (act.Reason, act.Version.Version, act.Tags, act.IsOfConsumers));
            return;
        }

        Assert.IsType<MakePreflight>(_scene.Decision);
    }

    [Theory]
    [InlineData(VersionStage.Retiring, true)]
    [InlineData(VersionStage.Revoked, true)]
    [InlineData(VersionStage.Published, true)]
    [InlineData(VersionStage.Published, false)]
    public void A_published_version_whose_credential_is_absent_is_disabled_and_never_tried(VersionStage stage, bool logsIn)
    {
        _scene.Policy = logsIn ? _scene.Policy : _scene.Policy with { Verify = VerifyRule.None };
        var version = Absent(stage);
        Current();
        var act = _scene.Act<TidyAct>();
        Assert.Equal((Reason.CredentialGone, version.Version, true), (act.Reason, act.Version.Version, act.IsOfConsumers));
    }

    [Fact]
    public void A_published_version_whose_credential_is_absent_is_read_before_it_is_disabled_and_kept_if_it_may_be_anothers_value()
    {
        var version = Absent(VersionStage.Published);
        Current();
        _scene.Begins(version, beginning: null);
        Assert.Equal(version.Version, Assert.IsType<ReadVersion>(_scene.Decision).Version.Version);
        _scene.ByHand(TimeSpan.FromDays(9), hint: "byh");
        _scene.Begins(version, "byh");
        Assert.Equal(Reason.UpToDate, _scene.Settled.Reason);
    }

    [Fact]
    public void The_version_that_consumers_read_is_never_disabled()
    {
        Absent(VersionStage.Retiring);
        Assert.IsNotType<Do>(_scene.Decision);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(LogInAnswer.Accepted, true)]
    [InlineData(LogInAnswer.WrongSecret, false)]
    public void A_vault_that_lacks_the_current_value_gets_it_once_it_logs_in(LogInAnswer? answer, bool carriedOn)
    {
        TwoVaults();
        var version = _scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1));
        if (answer is { } said)
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(1), said);
        }

        Assert.Equal(carriedOn && answer is null, _scene.Decision is TryLogIn { Step: Step.CopyToVault });
        Assert.Equal(carriedOn && answer is not null, _scene.Decision is Do { Act: RepublishAct { Step: Step.CopyToVault } });
    }

    [Fact]
    public void Where_no_log_in_is_asked_for_a_vault_gets_the_current_value_without()
    {
        TwoVaults();
        _scene.Policy = _scene.Policy with { Verify = VerifyRule.None };
        _scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1));
        Assert.Null(_scene.Act<RepublishAct>().LogIn);
    }

    [Fact]
    public void Nothing_is_copied_while_one_vault_shows_what_somebody_else_wrote_and_works()
    {
        TwoVaults();
        _scene.Policy = _scene.Policy with { Vaults = [.. _scene.Policy.Vaults, World.Address("se")] };
        var version = _scene.Published(_scene.Issued(TimeSpan.FromDays(2)), TimeSpan.FromDays(2));
        _scene.LoggedIn(version, TimeSpan.Zero);
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), null, vault: "ne"), TimeSpan.Zero, vault: "ne");
        Assert.IsNotType<Do>(_scene.Decision);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_vault_whose_name_another_application_uses_gets_the_value_only_if_adopted(bool adopt)
    {
        TwoVaults();
        _scene.Policy = _scene.Policy with { Adopt = adopt };
        var current = _scene.Issued(TimeSpan.FromDays(1));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromDays(1)), TimeSpan.Zero);
        _scene.PublishedByAnotherApplication(TimeSpan.FromDays(1), "ne");
        Assert.Equal(adopt, _scene.Decision is Do { Act: RepublishAct });
        Assert.Equal(adopt, _scene.Decision is not Settled { Reason: Reason.NameInUse });
    }

    [Theory]
    [InlineData(LogInAnswer.Accepted, true)]
    [InlineData(LogInAnswer.WrongSecret, true)]
    [InlineData(LogInAnswer.Unreachable, false)]
    public void A_pending_value_that_is_not_due_is_closed_unless_nobody_can_tell_whether_the_current_one_works(LogInAnswer answer, bool closed)
    {
        // By our clock, what the second vault shows has ended; and a copy of the current one is assumed to be there already.
        TwoVaults();
        var (ended, current) = (_scene.Issued(TimeSpan.FromDays(90), endsIn: TimeSpan.Zero), _scene.Issued(TimeSpan.FromDays(1)));
        _scene.LoggedIn(_scene.Published(ended, TimeSpan.FromDays(90), "ne"), TimeSpan.Zero, answer, "ne");
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromDays(1)), TimeSpan.Zero);
        var candidate = _scene.Issued(TimeSpan.FromMinutes(1));
        _scene.Stored(candidate, TimeSpan.FromMinutes(1));
        _scene.Also = seen => seen with { Assumed = [new ActTarget(ActKind.Heal, current.KeyId, Vault: World.Address("ne"))] };
        Assert.Equal(closed, _scene.Decision is Do { Act: TidyAct { Reason: Reason.Surplus } });
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("asked", null, true)]
    [InlineData("asked", "this", false)]
    [InlineData(null, "this", true)]
    public void A_pending_value_that_is_not_due_is_kept_for_the_person_who_asked_for_it(string? request, string? rotation, bool closed)
    {
        Current();
        var candidate = _scene.Issued(TimeSpan.FromMinutes(1));
        _scene.Stored(candidate, TimeSpan.FromMinutes(1));
        _scene.Also = seen => seen with
        {
            Request = request is null ? null : new RotateRequest(new PolicyKey("payments", null), false),
            RequestedRotation = rotation is null ? null : candidate.Mark!.Value.RotationId,
        };
        Assert.Equal(closed, _scene.Decision is Do { Act: TidyAct { Reason: Reason.Surplus } });
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(5, false)]
    public void A_pending_value_that_a_person_asked_for_is_kept_until_something_is_published_after_it(int publishedMinutesAgo, bool closed)
    {
        var current = _scene.Issued(TimeSpan.FromDays(1));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromMinutes(publishedMinutesAgo)), TimeSpan.Zero);
        _scene.Stored(_scene.Issued(TimeSpan.FromMinutes(4)), TimeSpan.FromMinutes(4), tags => tags with { Because = "Forced" });
        Assert.Equal(closed, _scene.Decision is Do { Act: TidyAct { Reason: Reason.Surplus } });
    }

    [Theory]
    [InlineData(false, "is being verified")]
    [InlineData(true, "A sweep would log in with it")]
    public void A_plan_says_what_a_sweep_would_do_with_a_pending_value(bool assumed, string said)
    {
        var candidate = _scene.Issued(TimeSpan.FromMinutes(1));
        _scene.Stored(candidate, TimeSpan.FromMinutes(1));
        _scene.Also = seen => seen with { Assumed = assumed ? [ActTarget.Promote(candidate.KeyId)] : [] };
        Assert.Contains(said, _scene.Settled.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Nothing_is_removed_while_a_vault_cannot_be_read_or_the_clock_is_off(bool unreadable, bool skewed)
    {
        TwoVaults();
        var orphan = _scene.Issued(TimeSpan.FromHours(1));
        _scene.Intended(orphan.Mark!.Value.RotationId, TimeSpan.FromHours(1));
        Current();
        _scene.Also = seen => seen with { ClockIsSkewed = skewed };
        _scene.AlsoOfVault = vault => unreadable && vault.Name is "ne" ? new VaultObservation(vault.Address) { Failure = new CallFailure(CallFailureKind.Unreachable, "no") } : vault;
        Assert.False(_scene.Decision is Do { Act: RemoveAct });
    }

    [Fact]
    public void Revoking_does_not_remove_while_the_clock_is_off()
    {
        var previous = _scene.Issued(TimeSpan.FromDays(9));
        _scene.Published(previous, TimeSpan.FromDays(9));
        var current = Current();
        var skewed = false;
        _scene.Also = seen => seen with { Request = new RotateRequest(new PolicyKey("payments", null), true), RequestedRotation = current.Mark!.Value.RotationId, ClockIsSkewed = skewed };
        Assert.Equal((Step.Revoke, Reason.Forced), (_scene.Act<RemoveAct>().Step, _scene.Act<RemoveAct>().Reason));
        skewed = true;
        Assert.Equal(Reason.ClockSkew, _scene.Settled.Reason);
    }

    [Fact]
    public void What_is_removed_after_its_end_is_removed_because_it_expired()
    {
        var previous = _scene.Issued(TimeSpan.FromDays(91));
        _scene.Published(previous, TimeSpan.FromDays(91));
        Current();
        Assert.Equal(Reason.Expired, _scene.Act<RemoveAct>().Reason);
    }

    [Fact]
    public void Only_what_reads_show_is_told_whatever_the_vaults_speak_of()
    {
        var (current, candidate) = (Current(), _scene.Issued(TimeSpan.FromMinutes(1)));
        _scene.Stored(candidate, TimeSpan.FromMinutes(1));
        _scene.Stored(current, TimeSpan.FromDays(1));
        Assert.Equal([Stage.Current, Stage.Pending], Stages());
        Assert.Equal([current.KeyId, candidate.KeyId], Planner.Stages(_scene.Policy, _scene.Seen).Select(staged => staged.Credential.KeyId));
        Assert.Equal(candidate.EndDateTime, Planner.Stages(_scene.Policy, _scene.Seen)[1].Credential.EndDateTime);
        _scene.Credentials.Clear();
        Assert.Empty(Stages());

        IEnumerable<Stage> Stages() => Planner.Stages(_scene.Policy, _scene.Seen).Select(staged => staged.Stage);
    }

    [Fact]
    public void Log_ins_before_the_value_has_settled_prove_nothing()
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromSeconds(140)), TimeSpan.FromSeconds(140));
        foreach (var ago in new[] { 100, 80, 60, 40, 20, 1 })
        {
            _scene.LoggedIn(version, TimeSpan.FromSeconds(ago));
        }

        Assert.IsNotType<Do>(_scene.Decision);
    }

    [Fact]
    public void A_log_in_before_the_value_has_settled_does_not_hurry_the_next()
    {
        var version = _scene.Stored(_scene.Issued(TimeSpan.FromSeconds(30)), TimeSpan.FromSeconds(30));
        _scene.LoggedIn(version, TimeSpan.FromSeconds(1));
        Assert.Equal(Scene.Now + TimeSpan.FromSeconds(90), _scene.Settled.NextActionAt);
    }

    private Credential Current()
    {
        var current = _scene.Issued(TimeSpan.FromDays(4));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromDays(4)), TimeSpan.Zero);
        return current;
    }

    // A version whose credential enough reads have not shown.
    private SecretVersion Absent(VersionStage stage)
    {
        var gone = _scene.Issued(TimeSpan.FromDays(5));
        var version = _scene.Published(gone, TimeSpan.FromDays(5), tagged: tags => tags with { Stage = stage });
        _scene.Credentials.Remove(gone);
        _scene.Also = seen => seen with { Sightings = new Sightings(Sightings.None.Absences.Add(gone.KeyId, new Absence(Scene.Now - TimeSpan.FromHours(1), Scene.Now, 3))) };
        return version;
    }

    private void TwoVaults() => _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
}
