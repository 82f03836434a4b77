using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reconciliation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Reconciliation;

/// <summary>What a sweep may find that is not its own work of a moment ago, case by case.</summary>
public sealed class WhatASweepMayFindTests
{
    private const string Secret = "payments-secret";
    private const string Pending = "payments-secret-pending";

    private readonly World _world = new();
    private readonly FakeApplication _app;
    private readonly Policy _policy;

    public WhatASweepMayFindTests()
    {
        _app = _world.Add("payments");
        _policy = World.Policy(_app);
    }

    private FakeVault Vault => _world.Vault();

    [Fact]
    public async Task An_orphan_is_left_alone_for_ten_minutes_then_removed_and_another_is_issued()
    {
        _world.LostAnswer = call => call is "addPassword" && _world.AddPasswords == 1 ? World.Lost : null;
        var sweeper = _world.NewSweeper();
        var report = await sweeper.SweepOnceAsync(new(null, [_policy]), null, CancellationToken.None);

        Assert.Equal(Reason.UpToDate, report.Applications[0].Reason);
        Assert.Equal(2, _world.AddPasswords);
        Assert.Single(_app.Live);
        Assert.Equal(_app.Live[0].Value, Vault.NewestValue(Secret));
        Assert.Equal((Step.Issue, StepOutcome.Ambiguous, Reason.PossibleOrphan), _world.Steps[0]);
        Assert.Equal((Step.RemoveOrphan, StepOutcome.Done, Reason.Orphan), _world.Steps[1]);
        Assert.True(_world.Time.True - World.Start >= TimeSpan.FromMinutes(10));
        Assert.Contains(Vault.Secrets[Pending], entry => entry.Version.Tags!.Stage is VersionStage.Removing);
        Assert.Empty(_world.OpenIntents(_app.AppId));
    }

    [Fact]
    public async Task An_attempt_of_another_process_that_is_younger_than_ten_minutes_keeps_anything_from_being_issued()
    {
        await IntentOfAnotherProcess();
        _world.Time.Advance(TimeSpan.FromMinutes(9));
        var look = await _world.NewSweeper().LookAsync(new(null, [_policy]), CancellationToken.None);
        Assert.Equal(Reason.PossibleOrphan, look.Applications[0].Reason);
        Assert.Empty(look.Applications[0].Steps);

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.SweepAsync(_policy);
        Assert.Equal(1, _world.AddPasswords);
    }

    [Fact]
    public async Task A_credential_that_another_process_is_about_to_store_is_no_orphan_yet()
    {
        var rotation = await IntentOfAnotherProcess();
        var credential = _world.NewCredential(CredentialMark.For("contoso-prod", Secret, rotation).ToString(), _world.Time.True + TimeSpan.FromDays(90));
        _app.Live.Add(credential);
        _world.Time.Advance(TimeSpan.FromMinutes(9));
        var look = await _world.NewSweeper().LookAsync(new(null, [_policy]), CancellationToken.None);
        Assert.Equal(Reason.PossibleOrphan, look.Applications[0].Reason);
        Assert.Empty(look.Applications[0].Steps);

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.SweepAsync(_policy);
        Assert.DoesNotContain(credential, _app.Live);
    }

    [Fact]
    public async Task An_intent_version_that_is_used_again_is_as_young_as_the_attempt_it_announces()
    {
        var sweeper = _world.NewSweeper();
        _world.Fault = call => call is "addPassword" ? new CallFailure(CallFailureKind.Forbidden, "Insufficient privileges") : null;
        await sweeper.SweepOnceAsync(new(null, [_policy]), null, CancellationToken.None);
        _world.Fault = _ => null;
        _world.Time.Advance(TimeSpan.FromHours(1));
        using var stop = new CancellationTokenSource();
        _world.LostAnswer = call =>
        {
            if (call is "addPassword")
            {
                _app.Lagging.Add(_app.Live[0].KeyId);
                stop.Cancel();
                return World.Lost;
            }

            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweeper.SweepOnceAsync(new(null, [_policy]), null, stop.Token));
        Assert.Single(Vault.Secrets[Pending]);

        var look = await _world.NewSweeper().LookAsync(new(null, [_policy]), CancellationToken.None);
        Assert.Equal(Reason.PossibleOrphan, look.Applications[0].Reason);
    }

    [Fact]
    public async Task A_credential_with_our_mark_whose_intent_was_purged_is_unaccounted_and_retired_only_after_a_later_one_was_published_for_the_grace_period()
    {
        var mark = CredentialMark.For("contoso-prod", Secret, ((IIdentifiers)_world).NewRotation(_world.Time.True));
        var lost = _world.NewCredential(mark.ToString(), _world.Time.True + TimeSpan.FromDays(90));
        _app.Live.Add(lost);
        _world.Time.Advance(TimeSpan.FromDays(1));
        var report = await _world.SweepAsync(_policy);
        Assert.Equal(Stage.Unaccounted, report.Applications[0].Credentials.Single(staged => staged.Credential.KeyId == lost.KeyId).Stage);

        await _world.SweepForAsync(TimeSpan.FromHours(71), _policy);
        Assert.Contains(lost, _app.Live);
        await _world.SweepForAsync(TimeSpan.FromHours(3), _policy);
        Assert.DoesNotContain(lost, _app.Live);
        Assert.Equal(VersionTags.Abbreviate(lost.KeyId), Vault.NewestTags(Secret)!.Retiring);
    }

    [Fact]
    public async Task A_pending_version_whose_credential_is_gone_is_disabled()
    {
        await StoreAndStop();
        _world.LogInsAnswer = null;
        _app.Live.Clear();
        _world.Time.Advance(TimeSpan.FromMinutes(11));
        await _world.SweepForAsync(TimeSpan.FromHours(5), _policy);

        Assert.Contains((Step.Tidy, StepOutcome.Done, Reason.CredentialGone), _world.Steps);
        Assert.All(Vault.Secrets[Pending].Where(entry => entry.Version.Tags!.KeyId is not null), entry => Assert.False(entry.Version.Enabled));
        Assert.Single(_app.Live);
        Assert.Equal(_app.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_pending_version_whose_credential_one_read_does_not_show_is_kept_though_its_log_in_is_refused()
    {
        await StoreAndStop();
        _app.Lagging.Add(_app.Live[0].KeyId);
        _world.LogInsAnswer = LogInAnswer.WrongSecret;
        _world.Time.Advance(TimeSpan.FromMinutes(11));
        await _world.SweepAsync(_policy);

        Assert.DoesNotContain(_world.Steps, step => step.Reason is Reason.CredentialGone);
        Assert.True(Vault.Secrets[Pending][^1].Version.Enabled);
    }

    [Fact]
    public async Task A_pending_version_that_a_newer_publication_overtook_is_surplus_and_its_credential_is_withdrawn()
    {
        await StoreAndStop();
        var overtaken = _app.Live[0];
        _world.LogInsAnswer = null;
        await PublishByAnotherProcess();
        await _world.SweepForAsync(TimeSpan.FromHours(2), _policy);

        Assert.DoesNotContain(overtaken, _app.Live);
        Assert.DoesNotContain(Vault.Secrets[Secret], entry => entry.Value == overtaken.Value);
        Assert.Contains((Step.Retire, StepOutcome.Done, Reason.Surplus), _world.Steps);
        Assert.Equal(1, _world.AddPasswords);
    }

    [Fact]
    public async Task A_surplus_credential_is_withdrawn_ten_minutes_after_its_value_was_closed_since_another_process_may_be_about_to_publish_it()
    {
        await StoreAndStop();
        var overtaken = _app.Live[0];
        _world.LogInsAnswer = null;
        _world.Time.Advance(TimeSpan.FromHours(1));
        await PublishByAnotherProcess();
        await _world.SweepAsync(_policy);
        Assert.Equal([(Step.Tidy, StepOutcome.Done, Reason.Surplus)], _world.Steps.Where(step => step.Reason is Reason.Surplus));
        _world.Time.Advance(TimeSpan.FromMinutes(9));
        await _world.SweepAsync(_policy);
        Assert.Contains(overtaken, _app.Live);

        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.SweepAsync(_policy);
        Assert.DoesNotContain(overtaken, _app.Live);
    }

    [Fact]
    public async Task A_pending_version_that_is_no_longer_due_is_surplus()
    {
        await _world.SweepAsync(_policy);
        var current = _app.Live[0];
        _world.Time.Advance(TimeSpan.FromDays(61));
        await StoreAndStop();
        _world.LogInsAnswer = null;
        await _world.SweepForAsync(TimeSpan.FromHours(2), _policy with { RenewBefore = TimeSpan.FromDays(10) });

        Assert.Equal([current], _app.Live);
        Assert.Equal(current.Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_pending_version_is_kept_while_no_log_in_can_tell_whether_the_current_credential_is_gone()
    {
        await _world.SweepAsync(_policy);
        _app.Live.Clear();
        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.LostAnswer = call =>
        {
            _world.LogInsAnswer = call is "put pending" ? LogInAnswer.Unreachable : _world.LogInsAnswer;
            return null;
        };
        await _world.SweepAsync(_policy);
        _world.LogInsAnswer = null;
        await _world.SweepAsync(_policy);
        Assert.Equal(2, _world.AddPasswords);
        Assert.Equal(_app.Live[0].Value, Vault.NewestValue(Secret));
        Assert.DoesNotContain(_world.Steps, step => step.Reason is Reason.Surplus);
    }

    [Fact]
    public async Task A_pending_version_that_is_no_longer_due_becomes_the_rotation_that_a_person_asks_for()
    {
        await _world.SweepAsync(_policy);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await StoreAndStop();
        _world.LogInsAnswer = null;
        var later = _policy with { RenewBefore = TimeSpan.FromDays(10) };
        await _world.NewSweeper().SweepOnceAsync(new(null, [later]), new RotateRequest("payments", false), CancellationToken.None);
        Assert.Equal(2, _world.AddPasswords);
        Assert.Equal(_app.Live[1].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_pending_version_of_a_rotation_that_a_person_asked_for_is_carried_on_though_no_date_asks_for_it()
    {
        await _world.SweepAsync(_policy);
        _world.LogInsAnswer = LogInAnswer.Unreachable;
        await _world.NewSweeper().SweepOnceAsync(new(null, [_policy]), new RotateRequest("payments", false), CancellationToken.None);
        _world.LogInsAnswer = null;
        await _world.SweepAsync(_policy);
        Assert.Equal(_app.Live[1].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_refused_newest_value_is_healed_with_an_older_one_that_lives_and_then_a_rotation_follows()
    {
        await _world.SweepAsync(_policy);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await _world.SweepAsync(_policy);
        var (older, newest) = (_app.Live[0], _app.Live[1]);
        _app.Live.Remove(newest);
        _world.Time.Advance(TimeSpan.FromHours(1));
        _world.Steps.Clear();
        await _world.SweepAsync(_policy);

        Assert.Equal((Step.Heal, StepOutcome.Done, Reason.CredentialGone), _world.Steps[0]);
        Assert.Equal(older.Value, Vault.Secrets[Secret][^2].Value);
        Assert.Equal(_app.Live[^1].Value, Vault.NewestValue(Secret));
        Assert.Contains(older, _app.Live);
        Assert.Equal(3, _world.AddPasswords);
    }

    [Fact]
    public async Task Heal_does_not_go_further_back_because_the_vault_refused_a_write()
    {
        var held = _policy with { Hold = true };
        await _world.SweepAsync(held);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await _world.SweepAsync(held);
        _world.Time.Advance(TimeSpan.FromDays(20));
        await _world.NewSweeper().SweepOnceAsync(new(null, [held]), new RotateRequest("payments", false), CancellationToken.None);
        var (oldest, newest) = (_app.Live[0], _app.Live[2]);
        _app.Live.Remove(newest);
        _world.Time.Advance(TimeSpan.FromHours(1));
        var puts = 0;
        _world.Fault = call => call is "put" && ++puts == 1 ? new CallFailure(CallFailureKind.Throttled, "later") : null;
        await _world.SweepAsync(held);

        Assert.Equal(1, Vault.Secrets[Secret].Count(entry => entry.Value == oldest.Value));
    }

    [Fact]
    public async Task What_was_revoked_is_never_published_again_by_heal()
    {
        await _world.SweepAsync(_policy);
        await _world.NewSweeper().SweepOnceAsync(new(null, [_policy]), new RotateRequest("payments", true), CancellationToken.None);
        var revoked = Vault.Secrets[Secret][0];
        Assert.Equal(VersionStage.Revoked, revoked.Version.Tags!.Stage);
        _app.Live.Clear();
        _app.Live.Add(new FakeCredential(revoked.Version.Tags.KeyId!.Value, "back by accident", World.Start, World.Start + TimeSpan.FromDays(90), revoked.Value!));
        _world.Time.Advance(TimeSpan.FromHours(1));
        await _world.SweepAsync(_policy);
        Assert.DoesNotContain(_world.Steps, step => step.Step is Step.Heal);
        Assert.NotEqual(revoked.Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_newest_version_that_is_not_ours_but_logs_in_is_drift_and_due_by_the_end_of_the_credential_it_fits()
    {
        var byHand = _world.AddByHand(_app, TimeSpan.FromDays(40));
        Vault.Put(Secret, byHand.Value);
        var report = await _world.SweepAsync(_policy);
        Assert.Equal((Condition.Healthy, Reason.OverwrittenByOthers), (report.Applications[0].Condition, report.Applications[0].Reason));
        Assert.Equal(0, _world.AddPasswords);

        _world.Time.Advance(TimeSpan.FromDays(10));
        await _world.SweepAsync(_policy);
        Assert.Equal(1, _world.AddPasswords);
        Assert.NotEqual(byHand.Value, Vault.NewestValue(Secret));
        Assert.Contains(byHand, _app.Live);
    }

    [Fact]
    public async Task A_newest_version_that_is_not_ours_and_fits_no_live_credential_alone_is_due_now()
    {
        var byHand = _world.AddByHand(_app, TimeSpan.FromDays(80));
        _app.Live.Add(byHand with { KeyId = Guid.Parse("00000000-0000-0000-0000-0000000000ff") });
        Vault.Put(Secret, byHand.Value);
        await _world.SweepAsync(_policy);
        Assert.Equal(1, _world.AddPasswords);
        Assert.Contains((Step.Issue, StepOutcome.Done, Reason.OverwrittenByOthers), _world.Steps);
    }

    [Fact]
    public async Task A_newest_version_that_is_not_ours_and_is_refused_is_healed_if_ours_was_published_before()
    {
        await _world.SweepAsync(_policy);
        Vault.Put(Secret, "somebody's mistake");
        _world.Time.Advance(TimeSpan.FromMinutes(1));
        await _world.SweepAsync(_policy);
        Assert.Equal(_app.Live[0].Value, Vault.NewestValue(Secret));
        Assert.Equal(1, _world.AddPasswords);
        Assert.Contains((Step.Heal, StepOutcome.Done, Reason.OverwrittenByOthers), _world.Steps);
    }

    [Fact]
    public async Task A_name_used_by_another_application_is_a_condition_and_nothing_is_written()
    {
        var other = _world.Add("billing");
        await _world.SweepAsync(World.Policy(other) with { Secret = Secret });
        var before = Vault.Secrets[Secret].Count;
        var report = await _world.SweepAsync(_policy);
        Assert.Equal(Reason.NameInUse, report.Applications[0].Reason);
        Assert.Equal(before, Vault.Secrets[Secret].Count);
        Assert.Empty(_app.Live);
    }

    [Fact]
    public async Task A_value_that_was_never_ours_and_is_refused_as_wrong_is_a_name_in_use_unless_adopted()
    {
        Vault.Put(Secret, "a database password");
        var report = await _world.SweepAsync(_policy);
        Assert.Equal(Reason.NameInUse, report.Applications[0].Reason);
        Assert.Contains("adopt", report.Applications[0].Message, StringComparison.Ordinal);
        Assert.Equal(0, _world.AddPasswords);

        await _world.SweepAsync(_policy with { Adopt = true });
        Assert.Equal(_app.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_value_that_was_never_ours_and_has_expired_is_taken_over()
    {
        var expired = _world.AddByHand(_app, TimeSpan.FromDays(1));
        Vault.Put(Secret, expired.Value);
        _world.Time.Advance(TimeSpan.FromDays(2));
        await _world.SweepAsync(_policy);
        Assert.Equal(_app.Live[^1].Value, Vault.NewestValue(Secret));
        Assert.Equal(1, _world.AddPasswords);
    }

    [Fact]
    public async Task A_current_credential_that_somebody_removed_is_replaced_at_once()
    {
        await _world.SweepAsync(_policy);
        _app.Live.Clear();
        _world.Time.Advance(TimeSpan.FromHours(1));
        var before = _world.Time.True;
        await _world.SweepAsync(_policy);
        Assert.Contains((Step.Issue, StepOutcome.Done, Reason.CredentialGone), _world.Steps);
        Assert.Equal(_app.Live[0].Value, Vault.NewestValue(Secret));
        Assert.True(_world.Time.True - before < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_read_that_lags_and_does_not_show_the_current_credential_changes_nothing()
    {
        await _world.SweepAsync(_policy);
        _app.Lagging.Add(_app.Live[0].KeyId);
        _world.Steps.Clear();
        await _world.SweepForAsync(TimeSpan.FromDays(1), _policy);
        Assert.Empty(_world.Steps);
    }

    [Fact]
    public async Task An_application_under_no_policy_any_more_keeps_everything_and_is_reported()
    {
        await _world.SweepAsync(_policy);
        var other = _world.Add("billing");
        _world.Time.Advance(TimeSpan.FromDays(100));
        var report = await _world.SweepAsync(World.Policy(other));
        Assert.Equal("payments", Assert.Single(report.Unmatched).DisplayName);
        Assert.Single(_app.Live);
    }

    [Fact]
    public async Task Foreign_credentials_are_never_touched_unless_adopted_and_then_only_those_the_newest_publication_supersedes()
    {
        var before = _world.AddByHand(_app, TimeSpan.FromDays(300));
        await _world.SweepAsync(_policy);
        var after = _world.AddByHand(_app, TimeSpan.FromDays(300));
        await _world.SweepForAsync(TimeSpan.FromDays(5), _policy);
        Assert.Equal(3, _app.Live.Count);

        await _world.SweepForAsync(TimeSpan.FromDays(1), _policy with { Adopt = true });
        Assert.DoesNotContain(before, _app.Live);
        Assert.Contains(after, _app.Live);

        await _world.SweepForAsync(TimeSpan.FromDays(70), _policy with { Adopt = true });
        Assert.DoesNotContain(after, _app.Live);
    }

    [Fact]
    public async Task A_credential_marked_for_another_secret_is_elsewhere_and_left_alone()
    {
        var mark = CredentialMark.For("other-vault", Secret, ((IIdentifiers)_world).NewRotation(_world.Time.True));
        var elsewhere = _world.NewCredential(mark.ToString(), _world.Time.True + TimeSpan.FromDays(300));
        _app.Live.Add(elsewhere);
        await _world.SweepAsync(_policy);
        var report = await _world.SweepForAsync(TimeSpan.FromDays(5), _policy);
        Assert.Contains(elsewhere, _app.Live);
        Assert.Contains(report.Applications[0].Credentials, staged => staged.Stage is Stage.Elsewhere);
    }

    [Fact]
    public async Task Hold_retires_nothing_but_what_was_never_published_still_goes()
    {
        var held = _policy with { Hold = true };
        await _world.SweepAsync(held);
        _world.Time.Advance(TimeSpan.FromDays(61));
        var report = await _world.SweepForAsync(TimeSpan.FromDays(5), held);
        Assert.Equal(2, _app.Live.Count);
        Assert.Equal(Reason.OnHold, report.Applications[0].Reason);

        _world.LostAnswer = call => call is "addPassword" ? World.Lost : null;
        _world.Time.Advance(TimeSpan.FromDays(60));
        await _world.SweepForAsync(TimeSpan.FromHours(1), held);
        _world.LostAnswer = _ => null;
        await _world.SweepForAsync(TimeSpan.FromHours(2), held);
        Assert.Contains((Step.RemoveOrphan, StepOutcome.Done, Reason.Orphan), _world.Steps);
    }

    [Fact]
    public async Task A_value_restored_by_hand_and_replaced_again_counts_its_grace_from_the_last_time()
    {
        await _world.SweepAsync(_policy);
        var first = _app.Live[0];
        _world.Time.Advance(TimeSpan.FromDays(61));
        await _world.SweepAsync(_policy);
        _world.Time.Advance(TimeSpan.FromHours(70));
        var (restored, promoted) = (Vault.Secrets[Secret][0].Version, Vault.Secrets[Secret][1]);
        Vault.Put(Secret, first.Value, restored.Tags, restored.ExpiresOn);
        _world.Time.Advance(TimeSpan.FromHours(1));
        Vault.Put(Secret, promoted.Value!, promoted.Version.Tags, promoted.Version.ExpiresOn);

        await _world.SweepForAsync(TimeSpan.FromHours(70), _policy);
        Assert.Contains(first, _app.Live);
        await _world.SweepForAsync(TimeSpan.FromHours(4), _policy);
        Assert.DoesNotContain(first, _app.Live);
    }

    [Fact]
    public async Task A_value_restored_by_hand_without_its_tags_counts_its_grace_from_when_it_was_replaced()
    {
        await _world.SweepAsync(_policy);
        var first = _app.Live[0];
        _world.Time.Advance(TimeSpan.FromDays(5));
        Vault.Put(Secret, first.Value);
        _world.Time.Advance(TimeSpan.FromDays(56));

        await _world.SweepForAsync(TimeSpan.FromHours(70), _policy);
        Assert.NotEqual(first.Value, Vault.NewestValue(Secret));
        Assert.Contains(first, _app.Live);
        await _world.SweepForAsync(TimeSpan.FromHours(4), _policy);
        Assert.DoesNotContain(first, _app.Live);
    }

    [Fact]
    public async Task A_value_restored_by_hand_without_its_tags_and_replaced_again_counts_its_grace_from_the_last_time()
    {
        await _world.SweepAsync(_policy);
        var first = _app.Live[0];
        _world.Time.Advance(TimeSpan.FromDays(61));
        await _world.SweepAsync(_policy);
        _world.Time.Advance(TimeSpan.FromHours(70));
        var promoted = Vault.Secrets[Secret][1];
        Vault.Put(Secret, first.Value);
        _world.Time.Advance(TimeSpan.FromHours(1));
        Vault.Put(Secret, promoted.Value!, promoted.Version.Tags, promoted.Version.ExpiresOn);

        await _world.SweepForAsync(TimeSpan.FromHours(70), _policy);
        Assert.Contains(first, _app.Live);
        await _world.SweepForAsync(TimeSpan.FromHours(4), _policy);
        Assert.DoesNotContain(first, _app.Live);
    }

    [Fact]
    public async Task What_somebody_else_published_in_between_does_not_count_as_a_successor()
    {
        await _world.SweepAsync(_policy);
        var first = _app.Live[0];
        var byHand = _world.AddByHand(_app, TimeSpan.FromDays(40));
        _world.Time.Advance(TimeSpan.FromHours(1));
        Vault.Put(Secret, byHand.Value);
        _world.Time.Advance(TimeSpan.FromDays(20));

        await _world.SweepForAsync(TimeSpan.FromHours(70), _policy);
        Assert.Equal(_app.Live[^1].Value, Vault.NewestValue(Secret));
        Assert.Contains(first, _app.Live);
        await _world.SweepForAsync(TimeSpan.FromHours(4), _policy);
        Assert.DoesNotContain(first, _app.Live);
    }

    private async Task StoreAndStop()
    {
        _world.LogInsAnswer = LogInAnswer.Unreachable;
        var sweeper = _world.NewSweeper();
        using var stop = new CancellationTokenSource();
        _world.Fault = call =>
        {
            if (call is "versions" && Vault.Secrets.TryGetValue(Pending, out var entries) && entries[^1].Version is { Enabled: true, Tags.Stage: VersionStage.Pending })
            {
                stop.Cancel();
            }

            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweeper.SweepOnceAsync(new(null, [_policy]), null, stop.Token));
        _world.Fault = _ => null;
    }

    private async Task<RotationId> IntentOfAnotherProcess()
    {
        var tags = new VersionTags(((IIdentifiers)_world).NewRotation(_world.Time.True), _app.AppId, VersionStage.Intent);
        await ((IVault)Vault).WriteAsync(Pending, new NewSecret(null, false, null, tags), Guid.Empty, CancellationToken.None);
        return tags.RotationId;
    }

    private Task PublishByAnotherProcess()
    {
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        var rotation = ((IIdentifiers)_world).NewRotation(_world.Time.True);
        var credential = _world.NewCredential(CredentialMark.For("contoso-prod", Secret, rotation).ToString(), _world.Time.True + TimeSpan.FromDays(90));
        _app.Live.Add(credential);
        Vault.Put(Secret, credential.Value, new VersionTags(rotation, _app.AppId, VersionStage.Published) { KeyId = credential.KeyId, Grace = TimeSpan.FromHours(72), Vaults = ["contoso-prod"] }, credential.End);
        return Task.CompletedTask;
    }
}
