using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What a sweep may find as the newest version, which consumers read, case by case.</summary>
public sealed class NewestVersionTests : OneApplication
{
    [Fact]
    public async Task A_refused_newest_value_is_healed_with_an_older_one_that_lives_and_then_a_rotation_follows()
    {
        await World.SweepAsync(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await World.SweepAsync(Policy);
        var (older, newest) = (App.Live[0], App.Live[1]);
        App.Live.Remove(newest);
        World.Time.Advance(TimeSpan.FromHours(1));
        World.Steps.Clear();
        await World.SweepAsync(Policy);

        Assert.Equal((Step.Heal, StepOutcome.Done, Reason.CredentialGone), World.Steps[0]);
        Assert.Equal(older.Value, Vault.Secrets[Secret][^2].Value);
        Assert.Equal(App.Live[^1].Value, Vault.NewestValue(Secret));
        Assert.Contains(older, App.Live);
        Assert.Equal(3, World.AddPasswords);
    }

    [Fact]
    public async Task Heal_does_not_go_further_back_because_the_vault_refused_a_write()
    {
        var held = Policy with { Hold = true };
        await World.SweepAsync(held);
        World.Time.Advance(TimeSpan.FromDays(61));
        await World.SweepAsync(held);
        World.Time.Advance(TimeSpan.FromDays(20));
        await World.NewSweeper().SweepOnceAsync(new(null, [held]), new RotateRequest(new PolicyKey("payments", null), false), CancellationToken.None);
        var (oldest, newest) = (App.Live[0], App.Live[2]);
        App.Live.Remove(newest);
        World.Time.Advance(TimeSpan.FromHours(1));
        var puts = 0;
        World.Fault = call => call is "put" && ++puts == 1 ? new CallFailure(CallFailureKind.Throttled, "later") : null;
        await World.SweepAsync(held);

        Assert.Equal(1, Vault.Secrets[Secret].Count(entry => entry.Value == oldest.Value));
    }

    [Fact]
    public async Task What_was_revoked_is_never_published_again_by_heal()
    {
        await World.SweepAsync(Policy);
        await World.NewSweeper().SweepOnceAsync(new(null, [Policy]), new RotateRequest(new PolicyKey("payments", null), true), CancellationToken.None);
        var revoked = Vault.Secrets[Secret][0];
        Assert.Equal(VersionStage.Revoked, revoked.Version.Tags!.Stage);
        App.Live.Clear();
        App.Live.Add(new FakeCredential(revoked.Version.Tags.KeyId!.Value, "back by accident", World.Start, World.Start + TimeSpan.FromDays(90), revoked.Value!));
        World.Time.Advance(TimeSpan.FromHours(1));
        await World.SweepAsync(Policy);
        Assert.DoesNotContain(World.Steps, step => step.Step is Step.Heal);
        Assert.NotEqual(revoked.Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_newest_version_that_is_not_ours_but_logs_in_is_drift_and_due_by_the_end_of_the_credential_it_fits()
    {
        var byHand = World.AddByHand(App, TimeSpan.FromDays(40));
        Vault.Put(Secret, byHand.Value);
        var report = await World.SweepAsync(Policy);
        Assert.Equal((Condition.Healthy, Reason.OverwrittenByOthers), (report.Applications[0].Condition, report.Applications[0].Reason));
        Assert.Equal(0, World.AddPasswords);

        World.Time.Advance(TimeSpan.FromDays(10));
        await World.SweepAsync(Policy);
        Assert.Equal(1, World.AddPasswords);
        Assert.NotEqual(byHand.Value, Vault.NewestValue(Secret));
        Assert.Contains(byHand, App.Live);
    }

    [Fact]
    public async Task A_newest_version_that_is_not_ours_and_fits_no_live_credential_alone_is_due_now()
    {
        var byHand = World.AddByHand(App, TimeSpan.FromDays(80));
        App.Live.Add(byHand with { KeyId = Guid.Parse("00000000-0000-0000-0000-0000000000ff") });
        Vault.Put(Secret, byHand.Value);
        await World.SweepAsync(Policy);
        Assert.Equal(1, World.AddPasswords);
        Assert.Contains((Step.Issue, StepOutcome.Done, Reason.OverwrittenByOthers), World.Steps);
    }

    [Fact]
    public async Task A_newest_version_that_is_not_ours_and_is_refused_is_healed_if_ours_was_published_before()
    {
        await World.SweepAsync(Policy);
        Vault.Put(Secret, "somebody's mistake");
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await World.SweepAsync(Policy);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
        Assert.Equal(1, World.AddPasswords);
        Assert.Contains((Step.Heal, StepOutcome.Done, Reason.OverwrittenByOthers), World.Steps);
    }

    [Fact]
    public async Task A_name_used_by_another_application_is_a_condition_and_nothing_is_written()
    {
        var other = World.Add("billing");
        await World.SweepAsync(World.Policy(other) with { Secret = Secret });
        var before = Vault.Secrets[Secret].Count;
        var report = await World.SweepAsync(Policy);
        Assert.Equal(Reason.NameInUse, report.Applications[0].Reason);
        Assert.Equal(before, Vault.Secrets[Secret].Count);
        Assert.Empty(App.Live);
    }

    [Fact]
    public async Task A_value_that_was_never_ours_and_is_refused_as_wrong_is_a_name_in_use_unless_adopted()
    {
        Vault.Put(Secret, "a database password");
        var report = await World.SweepAsync(Policy);
        Assert.Equal(Reason.NameInUse, report.Applications[0].Reason);
        Assert.Contains("adopt", report.Applications[0].Message, StringComparison.Ordinal);
        Assert.Equal(0, World.AddPasswords);

        await World.SweepAsync(Policy with { Adopt = true });
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_value_that_was_never_ours_and_has_expired_is_taken_over()
    {
        var expired = World.AddByHand(App, TimeSpan.FromDays(1));
        Vault.Put(Secret, expired.Value);
        World.Time.Advance(TimeSpan.FromDays(2));
        await World.SweepAsync(Policy);
        Assert.Equal(App.Live[^1].Value, Vault.NewestValue(Secret));
        Assert.Equal(1, World.AddPasswords);
    }

    [Fact]
    public async Task A_current_credential_that_somebody_removed_is_replaced_at_once()
    {
        await World.SweepAsync(Policy);
        App.Live.Clear();
        World.Time.Advance(TimeSpan.FromHours(1));
        var before = World.Time.True;
        await World.SweepAsync(Policy);
        Assert.Contains((Step.Issue, StepOutcome.Done, Reason.CredentialGone), World.Steps);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
        Assert.True(World.Time.True - before < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Reads_that_do_not_show_the_current_credential_yet_change_nothing_for_ten_minutes()
    {
        await World.SweepAsync(Policy);
        App.Lagging.Add(App.Live[0].KeyId);
        World.Steps.Clear();
        var waited = TimeSpan.Zero;
        var sweeper = World.NewSweeper((wait, _) =>
        {
            waited += wait;
            World.Time.Advance(wait);
            App.Lagging.Clear();
            return Task.CompletedTask;
        });
        await sweeper.SweepOnceAsync(new PolicySet(null, [Policy]), request: null, CancellationToken.None);
        Assert.InRange(waited, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        await World.SweepForAsync(TimeSpan.FromDays(1), Policy);
        Assert.Empty(World.Steps);
    }
}
