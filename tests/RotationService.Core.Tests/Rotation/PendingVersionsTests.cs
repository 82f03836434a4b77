using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What a sweep may find in the pending secret that is not its own work of a moment ago.</summary>
public sealed class PendingVersionsTests : OneApplication
{
    [Fact]
    public async Task A_pending_version_whose_credential_is_gone_is_disabled()
    {
        await StoreAndStop();
        World.LogInsAnswer = null;
        App.Live.Clear();
        World.Time.Advance(TimeSpan.FromMinutes(11));
        await World.SweepForAsync(TimeSpan.FromHours(5), Policy);

        Assert.Contains((Step.Tidy, StepOutcome.Done, Reason.CredentialGone), World.Steps);
        Assert.All(Vault.Secrets[Pending].Where(entry => entry.Version.Tags!.KeyId is not null), entry => Assert.False(entry.Version.Enabled));
        Assert.Single(App.Live);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_pending_version_whose_credential_one_read_does_not_show_is_kept_though_its_log_in_is_refused()
    {
        await StoreAndStop();
        App.Lagging.Add(App.Live[0].KeyId);
        World.LogInsAnswer = LogInAnswer.WrongSecret;
        World.Time.Advance(TimeSpan.FromMinutes(11));
        await World.SweepAsync(Policy);

        Assert.DoesNotContain(World.Steps, step => step.Reason is Reason.CredentialGone);
        Assert.True(Vault.Secrets[Pending][^1].Version.Enabled);
    }

    [Fact]
    public async Task A_pending_version_that_a_newer_publication_overtook_is_surplus_and_its_credential_is_withdrawn()
    {
        await StoreAndStop();
        var overtaken = App.Live[0];
        World.LogInsAnswer = null;
        World.Time.Advance(TimeSpan.FromMinutes(5));
        PublishByAnotherProcess();
        await World.SweepForAsync(TimeSpan.FromHours(2), Policy);

        Assert.DoesNotContain(overtaken, App.Live);
        Assert.DoesNotContain(Vault.Secrets[Secret], entry => entry.Value == overtaken.Value);
        Assert.Contains((Step.Retire, StepOutcome.Done, Reason.Surplus), World.Steps);
        Assert.Equal(1, World.AddPasswords);
    }

    [Fact]
    public async Task A_surplus_credential_is_withdrawn_ten_minutes_after_its_value_was_closed_since_another_process_may_be_about_to_publish_it()
    {
        await StoreAndStop();
        var overtaken = App.Live[0];
        World.LogInsAnswer = null;
        World.Time.Advance(TimeSpan.FromHours(1));
        World.Time.Advance(TimeSpan.FromMinutes(5));
        PublishByAnotherProcess();
        await World.SweepAsync(Policy);
        Assert.Equal([(Step.Tidy, StepOutcome.Done, Reason.Surplus)], World.Steps.Where(step => step.Reason is Reason.Surplus));
        World.Time.Advance(TimeSpan.FromMinutes(9));
        await World.SweepAsync(Policy);
        Assert.Contains(overtaken, App.Live);

        World.Time.Advance(TimeSpan.FromMinutes(1));
        await World.SweepAsync(Policy);
        Assert.DoesNotContain(overtaken, App.Live);
    }

    [Fact]
    public async Task A_pending_version_that_is_no_longer_due_is_surplus()
    {
        await World.SweepAsync(Policy);
        var current = App.Live[0];
        World.Time.Advance(TimeSpan.FromDays(61));
        await StoreAndStop();
        World.LogInsAnswer = null;
        await World.SweepForAsync(TimeSpan.FromHours(2), Policy with { RenewBefore = TimeSpan.FromDays(10) });

        Assert.Equal([current], App.Live);
        Assert.Equal(current.Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_pending_version_is_kept_while_no_log_in_can_tell_whether_the_current_credential_is_gone()
    {
        await World.SweepAsync(Policy);
        App.Live.Clear();
        World.Time.Advance(TimeSpan.FromHours(1));
        World.LostAnswer = call =>
        {
            World.LogInsAnswer = call is "put pending" ? LogInAnswer.Unreachable : World.LogInsAnswer;
            return null;
        };
        await World.SweepAsync(Policy);
        World.LogInsAnswer = null;
        await World.SweepAsync(Policy);
        Assert.Equal(2, World.AddPasswords);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
        Assert.DoesNotContain(World.Steps, step => step.Reason is Reason.Surplus);
    }

    [Fact]
    public async Task A_pending_version_that_is_no_longer_due_becomes_the_rotation_that_a_person_asks_for()
    {
        await World.SweepAsync(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await StoreAndStop();
        World.LogInsAnswer = null;
        var later = Policy with { RenewBefore = TimeSpan.FromDays(10) };
        await World.NewSweeper().SweepOnceAsync(new(null, [later]), new RotateRequest(new PolicyKey("payments", null), false), CancellationToken.None);
        Assert.Equal(2, World.AddPasswords);
        Assert.Equal(App.Live[1].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_pending_version_of_a_rotation_that_a_person_asked_for_is_carried_on_though_no_date_asks_for_it()
    {
        await World.SweepAsync(Policy);
        World.LogInsAnswer = LogInAnswer.Unreachable;
        await World.NewSweeper().SweepOnceAsync(new(null, [Policy]), new RotateRequest(new PolicyKey("payments", null), false), CancellationToken.None);
        World.LogInsAnswer = null;
        await World.SweepAsync(Policy);
        Assert.Equal(App.Live[1].Value, Vault.NewestValue(Secret));
    }
}
