using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What is kept, for whom and for how long, and what is retired then.</summary>
public sealed class RetirementTests : OneApplication
{
    [Fact]
    public async Task What_was_restored_and_replaced_while_the_process_stood_still_in_a_look_has_its_grace_period_from_then()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
        var previous = App.Live[0];
        Before("get", () =>
        {
            World.Time.Advance(TimeSpan.FromHours(5));
            Vault.Put(Secret, previous.Value, Vault.Secrets[Secret][0].Version.Tags);
            World.Time.Advance(TimeSpan.FromMinutes(1));
            PublishByAnotherProcess();
        });
        var report = await One(Policy);
        Assert.Contains(previous, App.Live);
        Assert.DoesNotContain(report.Steps, step => step.Step is Step.Retire && step.KeyId == previous.KeyId);
    }

    [Fact]
    public async Task An_application_under_no_policy_any_more_keeps_everything_and_is_reported()
    {
        await World.SweepAsync(Policy);
        var other = World.Add("billing");
        World.Time.Advance(TimeSpan.FromDays(100));
        var report = await World.SweepAsync(World.Policy(other));
        Assert.Equal("payments", Assert.Single(report.Unmatched).DisplayName);
        Assert.Single(App.Live);
    }

    [Fact]
    public async Task Foreign_credentials_are_never_touched_unless_adopted_and_then_only_those_the_newest_publication_supersedes()
    {
        var before = World.AddByHand(App, TimeSpan.FromDays(300));
        World.Time.Advance(TimeSpan.FromSeconds(1));
        await World.SweepAsync(Policy);
        var after = World.AddByHand(App, TimeSpan.FromDays(300));
        await World.SweepForAsync(TimeSpan.FromDays(5), Policy);
        Assert.Equal(3, App.Live.Count);

        await World.SweepForAsync(TimeSpan.FromDays(1), Policy with { Adopt = true });
        Assert.DoesNotContain(before, App.Live);
        Assert.Contains(after, App.Live);

        World.Time.Advance(TimeSpan.FromDays(60));
        await World.SweepForAsync(TimeSpan.FromDays(4), Policy with { Adopt = true });
        Assert.DoesNotContain(after, App.Live);
    }

    [Fact]
    public async Task A_credential_marked_for_another_secret_is_elsewhere_and_left_alone()
    {
        var mark = CredentialMark.For("other-vault", Secret, ((IIdentifiers)World).NewRotation(World.Time.True));
        var elsewhere = World.NewCredential(mark.ToString(), World.Time.True + TimeSpan.FromDays(300));
        App.Live.Add(elsewhere);
        await World.SweepAsync(Policy);
        var report = await World.SweepForAsync(TimeSpan.FromDays(5), Policy);
        Assert.Contains(elsewhere, App.Live);
        Assert.Contains(report.Applications[0].Credentials, staged => staged.Stage is Stage.Elsewhere);
    }

    [Fact]
    public async Task Hold_retires_nothing_but_what_was_never_published_still_goes()
    {
        var held = Policy with { Hold = true };
        await World.SweepAsync(held);
        World.Time.Advance(TimeSpan.FromDays(61));
        var report = await World.SweepForAsync(TimeSpan.FromDays(5), held);
        Assert.Equal(2, App.Live.Count);
        Assert.Equal(Reason.OnHold, report.Applications[0].Reason);

        World.LostAnswer = call => call is "addPassword" ? World.Lost : null;
        World.Time.Advance(TimeSpan.FromDays(60));
        await World.SweepForAsync(TimeSpan.FromHours(1), held);
        World.LostAnswer = _ => null;
        await World.SweepForAsync(TimeSpan.FromHours(2), held);
        Assert.Contains((Step.RemoveOrphan, StepOutcome.Done, Reason.Orphan), World.Steps);
    }

    [Fact]
    public async Task A_value_restored_by_hand_and_replaced_again_counts_its_grace_from_the_last_time()
    {
        await World.SweepAsync(Policy);
        var first = App.Live[0];
        World.Time.Advance(TimeSpan.FromDays(61));
        await World.SweepAsync(Policy);
        World.Time.Advance(TimeSpan.FromHours(70));
        var (restored, promoted) = (Vault.Secrets[Secret][0].Version, Vault.Secrets[Secret][1]);
        Vault.Put(Secret, first.Value, restored.Tags, restored.ExpiresOn);
        World.Time.Advance(TimeSpan.FromHours(1));
        Vault.Put(Secret, promoted.Value!, promoted.Version.Tags, promoted.Version.ExpiresOn);

        await World.SweepForAsync(TimeSpan.FromHours(70), Policy);
        Assert.Contains(first, App.Live);
        await World.SweepForAsync(TimeSpan.FromHours(4), Policy);
        Assert.DoesNotContain(first, App.Live);
    }

    [Fact]
    public async Task A_value_restored_by_hand_without_its_tags_counts_its_grace_from_when_it_was_replaced()
    {
        await World.SweepAsync(Policy);
        var first = App.Live[0];
        World.Time.Advance(TimeSpan.FromDays(5));
        Vault.Put(Secret, first.Value);
        World.Time.Advance(TimeSpan.FromDays(56));

        await World.SweepForAsync(TimeSpan.FromHours(70), Policy);
        Assert.NotEqual(first.Value, Vault.NewestValue(Secret));
        Assert.Contains(first, App.Live);
        await World.SweepForAsync(TimeSpan.FromHours(4), Policy);
        Assert.DoesNotContain(first, App.Live);
    }

    [Fact]
    public async Task A_value_restored_by_hand_without_its_tags_and_replaced_again_counts_its_grace_from_the_last_time()
    {
        await World.SweepAsync(Policy);
        var first = App.Live[0];
        World.Time.Advance(TimeSpan.FromDays(61));
        await World.SweepAsync(Policy);
        World.Time.Advance(TimeSpan.FromHours(70));
        var promoted = Vault.Secrets[Secret][1];
        Vault.Put(Secret, first.Value);
        World.Time.Advance(TimeSpan.FromHours(1));
        Vault.Put(Secret, promoted.Value!, promoted.Version.Tags, promoted.Version.ExpiresOn);

        await World.SweepForAsync(TimeSpan.FromHours(70), Policy);
        Assert.Contains(first, App.Live);
        await World.SweepForAsync(TimeSpan.FromHours(4), Policy);
        Assert.DoesNotContain(first, App.Live);
    }

    [Fact]
    public async Task What_somebody_else_published_in_between_does_not_count_as_a_successor()
    {
        await World.SweepAsync(Policy);
        var first = App.Live[0];
        var byHand = World.AddByHand(App, TimeSpan.FromDays(40));
        World.Time.Advance(TimeSpan.FromHours(1));
        Vault.Put(Secret, byHand.Value);
        World.Time.Advance(TimeSpan.FromDays(20));

        await World.SweepForAsync(TimeSpan.FromHours(70), Policy);
        Assert.Equal(App.Live[^1].Value, Vault.NewestValue(Secret));
        Assert.Contains(first, App.Live);
        await World.SweepForAsync(TimeSpan.FromHours(4), Policy);
        Assert.DoesNotContain(first, App.Live);
    }
}
