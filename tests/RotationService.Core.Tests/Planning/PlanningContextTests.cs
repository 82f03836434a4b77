using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Planning;

/// <summary>The facts that the planner's checks are about, each where it turns.</summary>
public sealed class PlanningContextTests
{
    private readonly Scene _scene = new();

    private PlanningContext Situation => new(_scene.Policy, _scene.Seen);

    [Fact]
    public void What_was_published_last_is_current_and_of_one_second_the_later_rotation()
    {
        TwoVaults();
        var (older, newer) = (_scene.Issued(TimeSpan.FromDays(2)), _scene.Issued(TimeSpan.FromDays(1)));
        _scene.Published(newer, TimeSpan.FromHours(1));
        _scene.Published(older, TimeSpan.FromHours(1), "ne");
        Assert.Equal(newer.KeyId, Situation.Current!.KeyId);
    }

    [Fact]
    public void Each_vault_shows_the_current_value_an_earlier_one_or_what_else_is_there()
    {
        string[] names = ["contoso-prod", "behind", "missing", "disabled", "foreign", "other", "closed"];
        _scene.Policy = _scene.Policy with { Vaults = [.. names.Select(World.Address)] };
        var (older, newer) = (_scene.Issued(TimeSpan.FromDays(60)), _scene.Issued(TimeSpan.FromDays(1)));
        var published = _scene.Published(newer, TimeSpan.FromDays(1));
        _scene.Published(older, TimeSpan.FromDays(60), "behind");
        _scene.Published(older, TimeSpan.FromDays(60), "disabled");
        _scene.Put(TimeSpan.FromHours(1), tags: null, vault: "foreign");
        _scene.PublishedByAnotherApplication(TimeSpan.FromHours(1), "other");
        _scene.AlsoOfVault = vault => vault.Name switch
        {
            "disabled" => vault with { Newest = null, NewestIsDisabled = true },
            "closed" => new VaultObservation(vault.Address) { Failure = new CallFailure(CallFailureKind.Forbidden, "by the firewall") },
            _ => vault,
        };

        var standings = Planner.Vaults(_scene.Policy, _scene.Seen);
        Assert.Equal(_scene.Policy.Vaults, standings.Select(standing => standing.Vault));
        Assert.Equal(
            [VaultState.Current, VaultState.Behind, VaultState.Missing, VaultState.Disabled, VaultState.Foreign, VaultState.OtherApplication, VaultState.Unreadable],
            standings.Select(standing => standing.State));
        Assert.Equal((newer.KeyId, published.Version, null), (standings[0].KeyId, standings[0].Version, standings[0].Failure));
        Assert.Equal(older.KeyId, standings[1].KeyId);
        Assert.Equal((null, null, "by the firewall"), (standings[^1].KeyId, standings[^1].Version, standings[^1].Failure));
    }

    [Fact]
    public void The_newest_of_several_pending_values_is_carried_on()
    {
        var (older, newer) = (_scene.Issued(TimeSpan.FromMinutes(2)), _scene.Issued(TimeSpan.FromMinutes(1)));
        _scene.Stored(older, TimeSpan.FromMinutes(2));
        _scene.Stored(newer, TimeSpan.FromMinutes(1));
        Assert.Equal(newer.KeyId, Situation.Candidate!.KeyId);
        Assert.Equal((Reason.Surplus, older.KeyId), (_scene.Act<TidyAct>().Reason, _scene.Act<TidyAct>().KeyId));
    }

    [Fact]
    public void The_end_is_what_the_application_shows_and_not_what_the_version_says()
    {
        var current = _scene.Issued(TimeSpan.FromDays(10));
        _scene.Published(current with { EndDateTime = current.EndDateTime.AddDays(5) }, TimeSpan.FromDays(10));
        Assert.Equal(current.EndDateTime, Situation.CurrentEnd);
        Assert.Equal(current.EndDateTime - _scene.RenewedBefore(current), Situation.DueAt);
        _scene.Credentials.Clear();
        Assert.Null(Situation.CurrentEnd);
    }

    [Fact]
    public void A_value_put_there_by_hand_is_due_by_the_end_of_the_one_credential_it_begins_like()
    {
        var byHand = _scene.ByHand(TimeSpan.FromDays(40), hint: "a v");
        _scene.ByHand(TimeSpan.FromDays(50));
        _scene.ByHand(TimeSpan.Zero, hint: "a v");
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null), TimeSpan.Zero);
        Assert.Null(Situation.DueReason);
        Assert.Equal(byHand.EndDateTime - _scene.RenewedBefore(byHand), Situation.DueAt);
        Assert.Equal((Condition.Healthy, Reason.OverwrittenByOthers), (_scene.Settled.Condition, _scene.Settled.Reason));

        _scene.Credentials[1] = _scene.Credentials[1] with { Fingerprint = "a v" };
        Assert.Equal(Reason.OverwrittenByOthers, Situation.DueReason);
    }

    [Theory]
    [InlineData(34, null)]
    [InlineData(30, Reason.NearingExpiry)]
    [InlineData(0, Reason.Expired)]
    public void What_is_ours_in_one_vault_is_due_by_its_own_end_whatever_others_wrote_to_another(int endsInDays, Reason? due)
    {
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("ne"), World.Address("contoso-prod")] };
        _scene.ByHand(TimeSpan.FromDays(400), hint: "a v");
        var current = _scene.Issued(TimeSpan.FromDays(60), TimeSpan.FromDays(endsInDays));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromDays(60)), TimeSpan.Zero);
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null, vault: "ne"), TimeSpan.Zero, vault: "ne");
        Assert.Equal(due, Situation.DueReason);
        Assert.Equal(current.EndDateTime - _scene.RenewedBefore(current), Situation.DueAt);
    }

    [Fact]
    public void What_others_wrote_costs_one_rotation_also_where_its_vault_takes_no_writes()
    {
        _scene.Policy = _scene.Policy with { Vaults = [World.Address("ne"), World.Address("contoso-prod")] };
        _scene.ByHand(TimeSpan.FromDays(9), hint: "a v");
        _scene.ByHand(TimeSpan.FromDays(9), hint: "a v");
        _scene.LoggedIn(_scene.Put(TimeSpan.FromDays(1), tags: null, vault: "ne"), TimeSpan.Zero, vault: "ne");
        Assert.Equal(Reason.OverwrittenByOthers, Situation.DueReason);

        _scene.LoggedIn(_scene.Published(_scene.Issued(TimeSpan.FromHours(1)), TimeSpan.FromHours(1)), TimeSpan.Zero);
        Assert.Null(Situation.DueReason);
        Assert.Equal(Step.CopyToVault, _scene.Act<RepublishAct>().Step);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Where_no_log_in_tells_three_reads_tell_that_the_current_credential_is_gone(int reads, bool gone)
    {
        _scene.Policy = _scene.Policy with { Verify = VerifyRule.None, Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        var current = _scene.Issued(TimeSpan.FromDays(1));
        _scene.Published(current, TimeSpan.FromDays(1));
        _scene.Credentials.Clear();
        var absence = new Absence(Scene.Now - TimeSpan.FromMinutes(5), Scene.Now, reads);
        _scene.Also = seen => seen with { Sightings = new Sightings(Sightings.None.Absences.Add(current.KeyId, absence)) };
        Assert.Equal(gone ? Reason.CredentialGone : null, Situation.DueReason);
        Assert.Equal(gone, _scene.Decision is MakePreflight);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Where_no_log_in_tells_only_a_value_whose_credential_is_shown_is_copied(bool shown)
    {
        _scene.Policy = _scene.Policy with { Verify = VerifyRule.None, Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
        _scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1));
        if (!shown)
        {
            _scene.Credentials.Clear();
        }

        Assert.Equal(shown, _scene.Decision is Do { Act: RepublishAct { Step: Step.CopyToVault } });
    }

    [Fact]
    public void What_a_repeated_request_made_is_retired_after_grace_though_its_intent_was_purged()
    {
        var current = _scene.Issued(TimeSpan.FromDays(4));
        _scene.LoggedIn(_scene.Published(current, TimeSpan.FromDays(4)), TimeSpan.Zero);
        var twin = current with { KeyId = Guid.NewGuid(), Fingerprint = "twn" };
        _scene.Credentials.Add(twin);
        Assert.Equal(Stage.Unaccounted, _scene.StageOf(twin));
        Assert.Equal(twin.KeyId, _scene.Act<RemoveAct>().KeyId);
    }

    [Fact]
    public void Where_no_log_in_is_asked_for_what_others_wrote_counts_as_working()
    {
        _scene.Policy = _scene.Policy with { Verify = VerifyRule.None };
        _scene.Put(TimeSpan.FromDays(1), tags: null);
        Assert.True(Situation.IsDrifted(Situation.Readable[0]));
        Assert.False(Situation.IsRefused(Situation.Readable[0]));
    }

    [Theory]
    [InlineData("nothing", Reason.FirstRotation)]
    [InlineData("unaccounted", Reason.ValueMissing)]
    [InlineData("previous", Reason.ValueMissing)]
    [InlineData("disabled", Reason.ValueMissing)]
    [InlineData("foreign", Reason.FirstRotation)]
    public void Where_nothing_can_be_read_what_there_was_says_why_a_rotation_is_due(string there, Reason reason)
    {
        switch (there)
        {
            case "unaccounted":
                _scene.Issued(TimeSpan.FromDays(1));
                break;
            case "previous":
                _scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1));
                _scene.AlsoOfVault = vault => vault with { Newest = null };
                break;
            case "disabled":
                _scene.Published(_scene.Issued(TimeSpan.FromDays(1)), TimeSpan.FromDays(1));
                _scene.Credentials.Clear();
                _scene.AlsoOfVault = vault => vault with { Newest = null, NewestIsDisabled = true };
                break;
            case "foreign":
                _scene.ByHand(TimeSpan.FromDays(1));
                break;
        }

        Assert.Equal(reason, Situation.DueReason);
    }

    [Theory]
    [InlineData(599, false)]
    [InlineData(600, true)]
    public void A_refused_current_credential_is_gone_when_it_is_old_enough(int secondsAgo, bool gone)
    {
        var current = _scene.Issued(TimeSpan.FromSeconds(secondsAgo));
        var version = _scene.Published(current, TimeSpan.FromSeconds(secondsAgo));
        _scene.Credentials.Clear();
        _scene.LoggedIn(version, TimeSpan.Zero, LogInAnswer.WrongSecret);
        Assert.Equal(gone ? Reason.CredentialGone : null, Situation.DueReason);
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void A_read_that_shows_what_was_removed_less_than_ten_minutes_ago_lags(int secondsAgo, bool lags)
    {
        var orphan = _scene.Issued(TimeSpan.FromMinutes(5));
        _scene.Intended(orphan.Mark!.Value.RotationId, TimeSpan.FromMinutes(5));
        _scene.Stored(orphan, TimeSpan.FromMinutes(5), tags => tags with { KeyId = Guid.NewGuid() }, enabled: false);
        _scene.Also = seen => seen with { Removed = seen.Removed.Add(orphan.KeyId, Scene.Now - TimeSpan.FromSeconds(secondsAgo)) };
        Assert.Equal(lags, Situation.IsRemoved(orphan.KeyId));
        Assert.False(Situation.IsRemoved(Guid.NewGuid()));
        Assert.Equal(lags, Situation.IssueBlockedUntil is null);
    }

    [Fact]
    public void The_youngest_of_what_was_begun_says_until_when_nothing_is_issued()
    {
        _scene.Intended(_scene.Rotation(TimeSpan.FromMinutes(8)), TimeSpan.FromMinutes(8));
        _scene.Intended(_scene.Rotation(TimeSpan.FromMinutes(3)), TimeSpan.FromMinutes(3));
        _scene.Intended(_scene.Rotation(TimeSpan.FromMinutes(5)), TimeSpan.FromMinutes(5));
        Assert.Equal(Scene.Now + TimeSpan.FromMinutes(7), Situation.IssueBlockedUntil);
    }

    [Fact]
    public void An_intent_whose_value_is_stored_is_open_no_more_and_the_others_still_are()
    {
        var stored = _scene.Issued(TimeSpan.FromMinutes(5));
        _scene.Intended(stored.Mark!.Value.RotationId, TimeSpan.FromMinutes(5));
        var open = _scene.Intended(_scene.Rotation(TimeSpan.FromMinutes(4)), TimeSpan.FromMinutes(4));
        _scene.Stored(stored, TimeSpan.FromMinutes(5));
        Assert.Equal([open], Situation.OpenIntents);
    }

    [Theory]
    [InlineData(5, 4, 4)]
    [InlineData(4, 5, 4)]
    public void A_credential_was_made_at_its_start_or_its_intents_whichever_is_later(int startMinutes, int intentMinutes, int bornMinutes)
    {
        var credential = _scene.Issued(TimeSpan.FromMinutes(startMinutes));
        Assert.Equal(Scene.Now - TimeSpan.FromMinutes(startMinutes), Situation.BornAt(credential));
        _scene.Intended(credential.Mark!.Value.RotationId, TimeSpan.FromMinutes(intentMinutes));
        var made = _scene.Rotation(TimeSpan.FromMinutes(intentMinutes));
        var marked = credential with { DisplayName = CredentialMark.For("contoso-prod", _scene.Policy.Secret, made).ToString() };
        _scene.Intended(made, TimeSpan.FromMinutes(intentMinutes));
        Assert.Equal(Scene.Now - TimeSpan.FromMinutes(bornMinutes), Situation.BornAt(new Credential(credential.KeyId, marked.DisplayName, credential.StartDateTime, credential.EndDateTime, null)));
    }

    [Fact]
    public void A_surplus_may_be_withdrawn_ten_minutes_after_the_last_of_its_versions_was_closed()
    {
        var surplus = _scene.Issued(TimeSpan.FromHours(2));
        Assert.Null(Situation.WithdrawableAt(surplus));
        _scene.Stored(surplus, TimeSpan.FromHours(2), tags => tags with { ClosedAt = Scene.Now - TimeSpan.FromMinutes(30) }, enabled: false);
        _scene.Stored(surplus, TimeSpan.FromHours(1), enabled: false);
        Assert.Equal(Scene.Now - TimeSpan.FromMinutes(20), Situation.WithdrawableAt(surplus));
        _scene.Stored(surplus, TimeSpan.FromHours(1));
        Assert.Null(Situation.WithdrawableAt(surplus));
    }

    [Theory]
    [InlineData(3, 300, 600, true)]
    [InlineData(2, 300, 600, false)]
    [InlineData(3, 299, 600, false)]
    [InlineData(3, 300, 599, false)]
    public void A_credential_is_absent_after_three_reads_over_five_minutes_if_it_is_ten_old(int reads, int span, int age, bool absent)
    {
        var keyId = Guid.NewGuid();
        _scene.Also = seen => seen with { Sightings = new Sightings(Sightings.None.Absences.Add(keyId, new Absence(Scene.Now - TimeSpan.FromSeconds(span), Scene.Now, reads))) };
        Assert.Equal(absent, Situation.IsAbsent(keyId, Scene.Now - TimeSpan.FromSeconds(age)));
    }

    [Fact]
    public void One_that_was_published_and_does_not_bear_our_mark_is_foreign_whatever_its_version_says()
    {
        var unmarked = _scene.Issued(TimeSpan.FromDays(8));
        _scene.Published(unmarked, TimeSpan.FromDays(8));
        _scene.Published(_scene.Issued(TimeSpan.FromDays(7)), TimeSpan.FromDays(7));
        Assert.NotNull(Situation.RetirableAt(new StagedCredential(_scene.Credentials[0], Stage.Previous)));
        _scene.Credentials[0] = unmarked with { DisplayName = "renamed" };
        Assert.Equal(Stage.Foreign, _scene.StageOf(unmarked));
        Assert.Null(Situation.RetirableAt(new StagedCredential(_scene.Credentials[0], Stage.Foreign)));
        Assert.Null(Situation.RetirableAt(new StagedCredential(_scene.Credentials[0], Stage.Previous)));
    }

    [Fact]
    public void A_pending_version_that_says_published_tells_of_its_own_credential_alone()
    {
        var (was, waits) = (_scene.Issued(TimeSpan.FromDays(2)), _scene.Issued(TimeSpan.FromMinutes(2)));
        _scene.Stored(was, TimeSpan.FromDays(2), tags => tags with { Stage = VersionStage.Published }, enabled: false);
        _scene.Stored(waits, TimeSpan.FromMinutes(2));
        Assert.Equal(Stage.Unaccounted, _scene.StageOf(was));
        Assert.Equal(Stage.Pending, _scene.StageOf(waits));
    }

    [Fact]
    public void A_mark_for_another_vault_is_elsewhere_and_none_is_foreign()
    {
        Assert.Equal(Stage.Elsewhere, _scene.StageOf(_scene.Issued(TimeSpan.FromDays(8), vault: "other")));
        Assert.Equal(Stage.Foreign, _scene.StageOf(_scene.ByHand(TimeSpan.FromDays(8))));
    }

    private void TwoVaults() => _scene.Policy = _scene.Policy with { Vaults = [World.Address("contoso-prod"), World.Address("ne")] };
}
