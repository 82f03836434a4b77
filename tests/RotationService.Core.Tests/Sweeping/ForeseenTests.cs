using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>What a look foresaw is done without another, since it looks for itself at what it rests on; and whatever has changed since is noticed.</summary>
public sealed class ForeseenTests : HourlySweeps
{
    [Fact]
    public async Task A_rotation_that_was_foreseen_looks_for_intents_of_others_and_at_nothing_else()
    {
        await Current();
        await LookAgain();
        UntilDue();
        Assert.Equal(["list", "right", "restrictions", "versions", "put intent", "addPassword", "put pending"], (await Sweep()).Take(7));
        Assert.Equal(2, App.Live.Count);
    }

    [Fact]
    public async Task What_is_due_only_in_five_days_is_not_remembered_until_then()
    {
        await Current();
        UntilDue(early: TimeSpan.FromDays(5));
        await LookAgain();
        UntilDue();
        Assert.Equal(2, (await Sweep()).TakeWhile(call => call is not "put intent").Count(call => call is "versions"));
    }

    [Fact]
    public async Task A_rotation_that_another_process_has_just_begun_is_seen_before_an_intent_is_written()
    {
        await Current();
        await LookAgain();
        UntilDue();
        await IntentOfAnotherProcess();
        var (begun, noted) = (World.Time.True, World.Fault);
        DateTimeOffset? intendedAt = null;
        World.Fault = call =>
        {
            intendedAt ??= call is "put intent" ? World.Time.True : null;
            return noted(call);
        };
        await Sweep();
        Assert.InRange(intendedAt!.Value - begun, PlanningContext.MinOrphanAge, PlanningContext.MinOrphanAge + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_removal_that_was_foreseen_logs_in_with_the_successor_writes_looks_again_and_removes()
    {
        await InGrace();
        Assert.Equal(["list", "get version", "get", "patch", "get", "removePassword"], await Sweep());
        Assert.Single(App.Live);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_published_since_is_seen_before_the_removal_and_keeps_what_it_replaced(bool byHand)
    {
        await InGrace();
        var both = App.Live.ToList();
        if (byHand)
        {
            Vault.Put(Secret, App.Live[0].Value);
        }
        else
        {
            Vault.Put(Secret, App.Live[0].Value, Vault.Secrets[Secret][0].Version.Tags);
        }

        Assert.DoesNotContain("removePassword", await Sweep());
        Assert.Equal(both, App.Live.Take(2));
        Assert.Contains((Step.Retire, StepOutcome.Failed, Reason.StaleCheck), World.Steps);
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Fact]
    public async Task A_change_in_the_directory_is_a_reason_to_look_at_the_vaults_first()
    {
        await InGrace();
        World.AddByHand(App, TimeSpan.FromDays(30));
        Assert.Equal(["list", "versions", "get", "versions"], (await Sweep()).Take(4));
    }

    [Fact]
    public async Task In_its_turn_it_is_looked_at_though_something_was_foreseen()
    {
        Sweeper = World.NewSweeper(vaultCheckEverySweeps: 1);
        await InGrace();
        Assert.Equal(["list", "versions", "get", "versions"], (await Sweep()).Take(4));
    }

    [Fact]
    public async Task A_version_whose_credential_is_gone_is_disabled_after_the_newest_was_looked_at()
    {
        await InGrace();
        await Sweep();
        await Sweep();
        await Sweep();
        Assert.Equal(["list", "get", "patch"], await Sweep());
        Assert.False(Vault.Secrets[Secret][0].Version.Enabled);
        Assert.Equal(["list"], await Sweep());
    }

    [Fact]
    public async Task A_version_that_consumers_read_again_is_not_disabled_though_its_credential_is_gone()
    {
        await InGrace();
        await Sweep();
        await Sweep();
        await Sweep();
        var old = Vault.Secrets[Secret][0];
        Vault.Secrets[Secret].RemoveAt(0);
        Vault.Secrets[Secret].Add(old);
        var calls = await Sweep();
        Assert.DoesNotContain("patch", calls.Take(calls.ToList().IndexOf("versions")));
        Assert.Contains((Step.Tidy, StepOutcome.Skipped, Reason.StaleCheck), World.Steps);
        Assert.True(Vault.Secrets[Secret].Single(entry => entry.Version.Version == old.Version.Version).Version.Enabled);
    }

    [Fact]
    public async Task Where_nothing_comes_of_what_was_foreseen_the_vaults_are_looked_at()
    {
        await InGrace();
        World.LogInsAnswer = LogInAnswer.Unreachable;
        Assert.Equal(["list", "get version", "get", "versions", "get", "versions"], await Sweep());
        Assert.Equal(2, App.Live.Count);
    }

    [Fact]
    public async Task What_does_not_look_for_itself_is_done_after_a_look_at_all()
    {
        // On hold nothing is retired, but of two secrets the one that has ended makes room for the next.
        var personal = World.Add("game", "PersonalMicrosoftAccount");
        var policy = World.Policy(personal) with { Hold = true };
        await Sweep(policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await Sweep(policy);
        var current = personal.Live[1];
        World.Time.Advance(current.End - policy.RenewBefore - policy.SpreadOf(personal.AppId, current.KeyId) - TimeSpan.FromDays(2) - World.Time.True);
        World.AddByHand(personal, TimeSpan.FromDays(400));
        await Sweep(policy);
        personal.Live.RemoveAt(2);
        Assert.Contains("versions", await Sweep(policy));

        World.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(["list", "read", "versions", "get", "versions", "patch", "removePassword"], (await Sweep(policy)).Take(7));
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void What_a_read_still_shows_though_it_was_removed_of_late_is_no_change(int minutes, bool holds)
    {
        var cached = AtRest();
        cached.Idle = cached.Idle! with { Foreseen = new Observation(World.Start, App.Read(), [], []) };
        cached.Removed = cached.Removed.Add(World.AddByHand(App, TimeSpan.FromDays(9)).KeyId, World.Start - TimeSpan.FromMinutes(minutes));
        Assert.Equal(holds, cached.ForeseenFor(App.Read(), World.Start) is not null);
    }

    private async Task Current()
    {
        await Sweep();
        UntilDue(early: TimeSpan.FromDays(2));
    }

    // Any change in the directory is a reason to look.
    private async Task LookAgain()
    {
        World.AddByHand(App, TimeSpan.FromDays(400));
        Assert.Contains("versions", await Sweep());
        App.Live.RemoveAt(1);
        Assert.Contains("versions", await Sweep());
    }

    private async Task InGrace()
    {
        await Sweep();
        UntilDue();
        await Sweep();
        World.Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(2, App.Live.Count);
        World.Steps.Clear();
    }

    private void UntilDue(TimeSpan early = default) => World.Time.Advance(DueAt(App.Live[0]) - early - World.Time.True);
}
