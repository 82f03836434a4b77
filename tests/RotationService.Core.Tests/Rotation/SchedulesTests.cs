using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>Schedules that break a protocol that is a little less careful: something happens, or time passes, between two calls of one process.</summary>
public sealed class SchedulesTests : OneApplication
{
    [Fact]
    public async Task A_successor_published_between_listing_the_versions_and_reading_the_newest_does_not_end_the_grace_period()
    {
        await World.SweepAsync(Policy);
        var first = App.Live[0];
        World.Time.Advance(TimeSpan.FromDays(20));
        Before("get", PublishByAnotherProcess);
        await World.SweepAsync(Policy);

        Assert.Contains(first, App.Live);
        Assert.DoesNotContain(World.Steps, step => step.Step is Step.Retire);
    }

    [Fact]
    public async Task A_process_that_slept_while_the_answer_to_a_log_in_was_on_its_way_does_not_take_it_for_fresh()
    {
        await World.SweepAsync(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await World.SweepAsync(Policy);
        var (previous, current) = (App.Live[0], App.Live[1]);
        World.Time.Advance(TimeSpan.FromDays(4));
        After("log in", () =>
        {
            World.Time.Advance(TimeSpan.FromDays(14));
            App.Live.Remove(current);
        });
        await World.SweepAsync(Policy);

        Assert.Contains(previous, App.Live);
    }

    [Fact]
    public async Task A_process_that_slept_after_reading_back_an_unproven_value_does_not_publish_it()
    {
        After("get", () =>
        {
            App.Live.Clear();
            World.Time.Advance(TimeSpan.FromDays(14));
        });
        await World.NewSweeper().SweepOnceAsync(new(null, [Policy with { Verify = VerifyRule.None }]), null, CancellationToken.None);

        Assert.Equal((Step.Promote, StepOutcome.Skipped, Reason.StaleCheck), World.Steps.First(step => step.Step is Step.Promote));
    }

    [Fact]
    public async Task A_local_clock_that_stepped_ahead_after_the_log_in_costs_one_attempt_to_publish_and_not_one_a_second()
    {
        // Once to log in, then to read back; the services' dates go on telling the true time.
        var reads = 0;
        World.Fault = call =>
        {
            World.Time.WallError += call is "get version" && ++reads == 2 ? TimeSpan.FromMinutes(2) : TimeSpan.Zero;
            World.Clock.Observe(World.Time.True);
            return null;
        };
        await World.SweepAsync(ReadingBack);

        Assert.Single(World.Steps, step => step == (Step.Promote, StepOutcome.Skipped, Reason.StaleCheck));
        Assert.Contains(World.Steps, step => step.Step is Step.Promote && step.Outcome is StepOutcome.Done);
    }

    [Fact]
    public async Task A_pending_version_that_another_process_closed_just_before_it_is_read_back_is_no_missing_grant()
    {
        // Once to log in, then to read back.
        var reads = 0;
        World.Fault = call =>
        {
            if (call is "get version" && ++reads == 2)
            {
                PublishByAnotherProcess();
                Vault.Disable(Pending, Vault.Secrets[Pending].Count - 1);
            }

            return null;
        };
        var report = await World.SweepAsync(ReadingBack);
        Assert.DoesNotContain(World.Steps, step => step.Reason is Reason.VaultForbidden);
        Assert.Equal(Reason.UpToDate, report.Applications[0].Reason);
    }

    [Theory]
    [InlineData("list")]
    [InlineData("read")]
    public async Task What_another_process_published_after_the_directory_was_read_is_not_gone(string lastRead)
    {
        World.LostAnswer = call =>
        {
            if (call == lastRead)
            {
                // The process stands still with the answer in its hands.
                World.LostAnswer = _ => null;
                PublishByAnotherProcess();
                World.Time.Advance(TimeSpan.FromHours(6));
            }
            else if (call is "list")
            {
                // Too old to go by: the application is read by itself.
                World.Time.Advance(TimeSpan.FromMinutes(1));
            }

            return null;
        };

        await One(Policy);

        Assert.Equal(0, World.AddPasswords);
        Assert.Equal(Reason.UpToDate, (await One(Policy)).Reason);
    }

    [Fact]
    public async Task What_was_seen_of_an_application_is_forgotten_when_the_policy_names_another()
    {
        var other = World.Add("billing");
        using var stop = new CancellationTokenSource();
        var sweeper = World.NewSweeper(async (wait, cancellationToken) =>
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            World.Time.Advance(wait);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweeper.SweepOnceAsync(new(null, [Policy]), null, stop.Token));
        World.Steps.Clear();

        var moved = Policy with { Application = World.Policy(other).Application, Secret = "billing-secret" };
        var report = await sweeper.SweepOnceAsync(new(null, [moved]), null, CancellationToken.None);
        Assert.Equal(other.AppId, report.Applications[0].Application!.AppId);
        Assert.Equal(Reason.UpToDate, report.Applications[0].Reason);
        Assert.Equal(other.Live[0].Value, Vault.NewestValue("billing-secret"));
        Assert.Empty(World.Defects);
    }

    [Fact]
    public async Task A_value_that_another_process_published_after_the_last_look_is_not_written_over_by_an_older_rotation()
    {
        // Once to log in, then to read back: what was looked at is then as fresh as it gets.
        var reads = 0;
        World.Fault = call =>
        {
            if (call is "get version" && ++reads == 2)
            {
                PublishByAnotherProcess();
            }

            return null;
        };
        await World.SweepAsync(ReadingBack);

        var published = Assert.Single(Vault.Secrets[Secret]);
        Assert.Equal(App.Live.Single(credential => credential.KeyId == published.Version.Tags!.KeyId).Value, published.Value);
        Assert.Contains((Step.Promote, StepOutcome.Skipped, Reason.StaleCheck), World.Steps);
    }

    [Fact]
    public async Task A_value_that_another_process_published_in_the_moment_before_the_write_is_noticed_by_the_version_the_vault_says_was_replaced()
    {
        Before("put", PublishByAnotherProcess);
        var report = await World.SweepAsync(Policy);

        Assert.Equal((Step.Promote, StepOutcome.Skipped, Reason.StaleCheck), World.Steps.First(step => step.Step is Step.Promote));
        Assert.Equal(Reason.InGrace, report.Applications[0].Reason);
        Assert.Equal(Vault.Secrets[Secret].Max(entry => entry.Version.Tags!.RotationId), Vault.NewestTags(Secret)!.RotationId);
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Fact]
    public async Task A_disabled_version_that_was_replaced_was_no_ones_publication_of_that_moment()
    {
        await World.SweepAsync(Policy);
        Vault.Disable(Secret, 0);
        await World.SweepAsync(Policy);

        Assert.Contains(World.Steps, step => step.Step is Step.Promote or Step.Heal);
        Assert.All(World.Steps, step => Assert.Equal(StepOutcome.Done, step.Outcome));
    }

    [Fact]
    public async Task A_value_that_somebody_restores_while_its_credential_is_about_to_be_retired_is_kept()
    {
        await World.SweepAsync(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await World.SweepAsync(Policy);
        var previous = App.Live[0];
        World.Time.Advance(TimeSpan.FromDays(4));
        After("patch", () => Vault.Put(Secret, previous.Value, Vault.Secrets[Secret][0].Version.Tags));
        await World.SweepAsync(Policy);

        Assert.Contains(previous, App.Live);
        Assert.Contains((Step.Retire, StepOutcome.Failed, Reason.StaleCheck), World.Steps);
    }
}
