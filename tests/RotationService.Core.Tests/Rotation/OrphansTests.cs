using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What a sweep may find of attempts that stored nothing.</summary>
public sealed class OrphansTests : OneApplication
{
    [Fact]
    public async Task An_orphan_is_left_alone_for_ten_minutes_then_removed_and_another_is_issued()
    {
        World.LostAnswer = call => call is "addPassword" && World.AddPasswords == 1 ? World.Lost : null;
        var sweeper = World.NewSweeper();
        var report = await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None);

        Assert.Equal(Reason.UpToDate, report.Applications[0].Reason);
        Assert.Equal(2, World.AddPasswords);
        Assert.Single(App.Live);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
        Assert.Equal((Step.Issue, StepOutcome.Ambiguous, Reason.PossibleOrphan), World.Steps[0]);
        Assert.Equal((Step.RemoveOrphan, StepOutcome.Done, Reason.Orphan), World.Steps[1]);
        Assert.True(World.Time.True - World.Start >= TimeSpan.FromMinutes(10));
        Assert.Contains(Vault.Secrets[Pending], entry => entry.Version.Tags!.Stage is VersionStage.Removing);
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Fact]
    public async Task An_attempt_of_another_process_that_is_younger_than_ten_minutes_keeps_anything_from_being_issued()
    {
        await IntentOfAnotherProcess();
        World.Time.Advance(TimeSpan.FromMinutes(9));
        var look = await World.NewSweeper().PreviewAsync(new(null, [Policy]), CancellationToken.None);
        Assert.Equal(Reason.PossibleOrphan, look.Applications[0].Reason);
        Assert.Empty(look.Applications[0].Steps);

        World.Time.Advance(TimeSpan.FromMinutes(1));
        await World.SweepAsync(Policy);
        Assert.Equal(1, World.AddPasswords);
    }

    [Fact]
    public async Task A_credential_that_another_process_is_about_to_store_is_no_orphan_yet()
    {
        var rotation = await IntentOfAnotherProcess();
        var credential = World.NewCredential(CredentialMark.For("contoso-prod", Secret, rotation).ToString(), World.Time.True + TimeSpan.FromDays(90));
        App.Live.Add(credential);
        World.Time.Advance(TimeSpan.FromMinutes(9));
        var look = await World.NewSweeper().PreviewAsync(new(null, [Policy]), CancellationToken.None);
        Assert.Equal(Reason.PossibleOrphan, look.Applications[0].Reason);
        Assert.Empty(look.Applications[0].Steps);

        World.Time.Advance(TimeSpan.FromMinutes(1));
        await World.SweepAsync(Policy);
        Assert.DoesNotContain(credential, App.Live);
    }

    [Fact]
    public async Task An_intent_version_that_is_used_again_is_as_young_as_the_attempt_it_announces()
    {
        var sweeper = World.NewSweeper();
        World.Fault = call => call is "addPassword" ? new CallFailure(CallFailureKind.Forbidden, "Insufficient privileges") : null;
        await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None);
        World.Fault = _ => null;
        World.Time.Advance(TimeSpan.FromHours(1));
        using var stop = new CancellationTokenSource();
        World.LostAnswer = call =>
        {
            if (call is "addPassword")
            {
                App.Lagging.Add(App.Live[0].KeyId);
                stop.Cancel();
                return World.Lost;
            }

            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweeper.SweepOnceAsync(new(null, [Policy]), null, stop.Token));
        Assert.Single(Vault.Secrets[Pending]);

        var look = await World.NewSweeper().PreviewAsync(new(null, [Policy]), CancellationToken.None);
        Assert.Equal(Reason.PossibleOrphan, look.Applications[0].Reason);
    }

    [Fact]
    public async Task A_credential_with_our_mark_whose_intent_was_purged_is_unaccounted_and_retired_only_after_a_later_one_was_published_for_the_grace_period()
    {
        var mark = CredentialMark.For("contoso-prod", Secret, ((IIdentifiers)World).NewRotation(World.Time.True));
        var lost = World.NewCredential(mark.ToString(), World.Time.True + TimeSpan.FromDays(90));
        App.Live.Add(lost);
        World.Time.Advance(TimeSpan.FromDays(1));
        var report = await World.SweepAsync(Policy);
        Assert.Equal(Stage.Unaccounted, report.Applications[0].Credentials.Single(staged => staged.Credential.KeyId == lost.KeyId).Stage);

        await World.SweepForAsync(TimeSpan.FromHours(71), Policy);
        Assert.Contains(lost, App.Live);
        await World.SweepForAsync(TimeSpan.FromHours(3), Policy);
        Assert.DoesNotContain(lost, App.Live);
        Assert.Equal(VersionTags.Abbreviate(lost.KeyId), Vault.NewestTags(Secret)!.Retiring);
    }
}
