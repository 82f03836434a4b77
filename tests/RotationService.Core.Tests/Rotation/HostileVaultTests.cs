using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What somebody who may write secrets in the vault does not bring about, sweep after sweep.</summary>
public sealed class HostileVaultTests : OneApplication
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_a_script_replaces_the_tags_of_every_version_the_credential_in_use_stays_and_its_tags_come_back(bool taken)
    {
        await One(Policy);
        var (current, tags) = (App.Live[0], Vault.NewestTags(Secret)!);
        foreach (var name in new[] { Secret, Pending })
        {
            for (var at = 0; at < Vault.Secrets[name].Count; at++)
            {
                var entry = Vault.Secrets[name][at];
                var others = new VersionTags(((IIdentifiers)World).NewRotation(World.Time.True), App.AppId, VersionStage.Published) { KeyId = Guid.NewGuid() };
                var written = entry.Value is null ? entry.Version.Tags : taken ? null : others;
                Vault.Secrets[name][at] = entry with { Version = entry.Version with { Tags = written } };
            }
        }

        World.Steps.Clear();
        await World.SweepForAsync(TimeSpan.FromDays(30), Policy);
        Assert.Equal([current], App.Live);
        Assert.Equal((tags.KeyId, tags.RotationId, VersionStage.Published), (Vault.NewestTags(Secret)!.KeyId, Vault.NewestTags(Secret)!.RotationId, Vault.NewestTags(Secret)!.Stage));
        Assert.Equal([(Step.Tidy, StepOutcome.Done, Reason.TagsChanged)], World.Steps);
        Assert.Equal(1, World.AddPasswords);
    }

    [Theory]
    [InlineData(VersionStage.Closed, false)]
    [InlineData(VersionStage.Closed, true)]
    [InlineData(VersionStage.Pending, false)]
    [InlineData(VersionStage.Pending, true)]
    public async Task A_persons_credential_is_neither_removed_nor_published_because_a_pending_version_names_it(VersionStage stage, bool adopt)
    {
        var policy = Policy with { Adopt = adopt };
        await One(policy);
        World.Time.Advance(TimeSpan.FromHours(1));
        var person = World.AddByHand(App, TimeSpan.FromDays(300));
        Vault.Put(Pending, person.Value, new VersionTags(((IIdentifiers)World).NewRotation(World.Time.True), App.AppId, stage) { KeyId = person.KeyId });
        if (stage is VersionStage.Closed)
        {
            Vault.Disable(Pending, Vault.Secrets[Pending].Count - 1);
        }

        await World.SweepForAsync(TimeSpan.FromDays(30), policy);
        Assert.Contains(person, App.Live);
        Assert.DoesNotContain(Vault.Secrets[Secret], entry => entry.Value == person.Value);
        Assert.All(Vault.Secrets[Pending], entry => Assert.False(entry.Version.Enabled));
    }

    [Fact]
    public async Task A_plan_and_a_sweep_send_no_value_of_others_to_the_token_endpoint()
    {
        World.AddByHand(App, TimeSpan.FromDays(300));
        Vault.Put(Secret, "Server=db;Password=Pa$$w0rd");
        Vault.Put(Pending, "-----BEGIN PRIVATE KEY-----");
        World.Time.Advance(TimeSpan.FromHours(1));
        var logIns = 0;
        World.LostAnswer = call =>
        {
            logIns += call is "log in" ? 1 : 0;
            return null;
        };
        var plan = await World.NewSweeper().PreviewAsync(new(null, [Policy]), CancellationToken.None);
        Assert.Equal(Reason.NameInUse, plan.Applications[0].Reason);
        Assert.Equal(Reason.NameInUse, (await One(Policy)).Reason);
        Assert.Equal(0, logIns);
    }

    [Theory]
    [InlineData(Secret, true)]
    [InlineData(Secret, false)]
    [InlineData(Pending, true)]
    [InlineData(Pending, false)]
    public async Task An_orphan_is_kept_when_a_version_without_tags_turns_up_that_may_hold_its_value(string name, bool enabled)
    {
        var rotation = await IntentOfAnotherProcess();
        var orphan = World.NewCredential(CredentialMark.For("contoso-prod", Secret, rotation).ToString(), World.Time.True + TimeSpan.FromDays(90));
        App.Live.Add(orphan);
        World.Time.Advance(TimeSpan.FromMinutes(11));
        After("patch", () =>
        {
            Vault.Put(name, orphan.Value);
            if (!enabled)
            {
                Vault.Disable(name, Vault.Secrets[name].Count - 1);
            }
        });
        await One(Policy);
        Assert.Equal((Step.RemoveOrphan, StepOutcome.Failed, Reason.StaleCheck), World.Steps[0]);
        Assert.Contains(orphan, App.Live);
    }

    [Theory]
    [InlineData(9, 2)]
    [InlineData(10, 1)]
    public async Task An_intent_that_was_refused_is_used_again_by_another_process_once_it_is_ten_minutes_old(int minutes, int intents)
    {
        World.Fault = call => call is "addPassword" ? new CallFailure(CallFailureKind.Forbidden, "Insufficient privileges") : null;
        await One(Policy);
        World.Time.Advance(TimeSpan.FromMinutes(minutes));
        await One(Policy);
        Assert.Equal(intents, Vault.Secrets[Pending].Count);
    }

    [Fact]
    public async Task A_scheduler_that_starts_a_new_process_each_hour_leaves_one_version_however_often_the_directory_refuses()
    {
        World.Fault = call => call is "addPassword" ? new CallFailure(CallFailureKind.Forbidden, "Insufficient privileges") : null;
        for (var hour = 0; hour < 100; hour++)
        {
            await One(Policy);
            World.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Single(Vault.Secrets[Pending]);
    }

    [Fact]
    public async Task A_process_that_stood_still_after_it_read_the_directory_does_not_take_what_was_published_meanwhile_for_gone()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(1));
        World.Steps.Clear();
        Before("versions", () =>
        {
            World.Time.Advance(TimeSpan.FromMinutes(20));
            PublishByAnotherProcess();
            World.Time.Advance(TimeSpan.FromMinutes(20));
        });
        Assert.Equal((Condition.Rotating, Reason.NotShownYet), await One(Policy) is var report ? (report.Condition, report.Reason) : default);
        Assert.Equal(Condition.Healthy, (await One(Policy)).Condition);
        Assert.Equal(App.Live[1].Value, Vault.NewestValue(Secret));
        Assert.DoesNotContain(World.Steps, step => step.Step is Step.Heal or Step.Issue);
    }
}
