using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What is looked at again after the write and before the effect, in each vault.</summary>
public sealed class LookAgainTests : OneApplication
{
    [Theory]
    [InlineData(Secret, true)]
    [InlineData(Secret, false)]
    [InlineData(Pending, true)]
    [InlineData(Pending, false)]
    public async Task An_orphan_whose_value_turns_up_anywhere_is_kept(string name, bool enabled)
    {
        var (orphan, tags) = await Orphan();
        After("patch", () =>
        {
            Vault.Put(name, orphan.Value, tags with { KeyId = orphan.KeyId, Stage = VersionStage.Pending });
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
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_orphan_is_kept_while_a_vault_does_not_show_whether_its_value_is_there(int list)
    {
        await Orphan();
        After("patch", () =>
        {
            var lists = 0;
            World.Fault = call => call is "versions" && ++lists == list ? new CallFailure(CallFailureKind.Unreachable, "no") : null;
        });
        await One(Policy);
        Assert.Equal((Step.RemoveOrphan, StepOutcome.Failed, Reason.StaleCheck), World.Steps[0]);
    }

    [Fact]
    public async Task A_surplus_whose_closed_version_is_opened_again_is_kept()
    {
        await StoreAndStop();
        var overtaken = App.Live[0];
        World.LogInsAnswer = null;
        World.Time.Advance(TimeSpan.FromMinutes(5));
        PublishByAnotherProcess();
        await One(Policy);
        World.Time.Advance(TimeSpan.FromMinutes(11));
        After("patch", () => Vault.Put(Pending, overtaken.Value, Vault.Secrets[Pending][^1].Version.Tags));
        await One(Policy);
        Assert.Contains((Step.Retire, StepOutcome.Failed, Reason.StaleCheck), World.Steps);
        Assert.Contains(overtaken, App.Live);
    }

    [Fact]
    public async Task Of_two_vaults_the_one_that_refuses_makes_the_publication_fail_and_the_other_gets_it()
    {
        foreach (var refusing in new[] { 1, 2 })
        {
            var world = new World();
            var app = world.Add("payments");
            var policy = World.Policy(app, "we", "ne");
            var puts = 0;
            world.Fault = call => call is "put" && ++puts == refusing ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
            var report = (await world.SweepAsync(policy)).Applications[0];
            Assert.Contains((Step.Promote, StepOutcome.Failed, Reason.VaultForbidden), world.Steps);
            Assert.Equal(Reason.VaultForbidden, report.Reason);
            Assert.Equal(app.Live[0].Value, world.Vault(refusing == 1 ? "ne" : "we").NewestValue(Secret));
        }
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_back_is_published_nowhere()
    {
        var reads = 0;
        World.Fault = call => call is "get version" && ++reads == 2 ? new CallFailure(CallFailureKind.Unreachable, "no") : null;
        await One(ReadingBack with { Vaults = [.. Policy.Vaults, World.Address("ne")] });
        Assert.Contains((Step.Promote, StepOutcome.Failed, Reason.VaultUnreachable), World.Steps);
        Assert.False(Vault.Secrets.ContainsKey(Secret));
    }

    [Fact]
    public async Task A_value_stored_though_its_acknowledgements_were_lost_is_known_from_the_list()
    {
        World.LostAnswer = call => call is "put pending" ? World.Lost : null;
        await One(Policy);
        var told = World.Audit.First(record => record is { Kind: AuditKind.Outcome, Step: Step.Issue });
        Assert.Equal((StepOutcome.Done, "The value was stored, but the vault's response was lost."), (told.Outcome, told.Message));
    }

    [Fact]
    public async Task A_vault_that_cannot_be_listed_after_the_store_failed_leaves_the_credential_to_the_orphan_rule()
    {
        var issued = false;
        World.Fault = call =>
        {
            issued |= call is "put pending";
            return call is "put pending" or "versions" && issued ? new CallFailure(CallFailureKind.Unreachable, "no") : null;
        };
        await One(Policy);
        Assert.Single(App.Live);
        Assert.Contains(World.Steps, step => step is { Step: Step.Store, Reason: Reason.VaultUnreachable });
    }

    [Fact]
    public async Task A_log_in_of_another_vaults_version_uses_that_vaults_value()
    {
        var policy = World.Policy(App, "we", "ne");
        await One(policy);
        World.Vault("ne").Put(Secret, "somebody's mistake");
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await One(policy);
        Assert.Equal(App.Live[0].Value, World.Vault("ne").NewestValue(Secret));
        Assert.Equal(1, World.AddPasswords);
    }

    [Theory]
    [InlineData(54, StepOutcome.Done)]
    [InlineData(55, StepOutcome.Skipped)]
    public async Task An_orphan_is_kept_when_what_was_seen_of_it_is_not_fresh(int seconds, StepOutcome outcome)
    {
        await Orphan();
        After("patch", () => World.Time.Advance(TimeSpan.FromSeconds(seconds)));
        await One(Policy);
        Assert.Equal((Step.RemoveOrphan, outcome), (World.Steps[0].Step, World.Steps[0].Outcome));
    }

    [Theory]
    [InlineData(54, StepOutcome.Done)]
    [InlineData(55, StepOutcome.Skipped)]
    public async Task A_previous_credential_is_kept_when_the_log_in_of_its_successor_is_not_fresh(int seconds, StepOutcome outcome)
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
        World.Steps.Clear();

        // The answer takes all but ten seconds of it, the vault's the rest.
        After("log in", () =>
        {
            World.Time.Advance(TimeSpan.FromSeconds(seconds - 10));
            After("patch", () => World.Time.Advance(TimeSpan.FromSeconds(10)));
        });
        await One(Policy);
        Assert.Equal((Step.Retire, outcome), (World.Steps[0].Step, World.Steps[0].Outcome));
    }

    private async Task<(FakeCredential Orphan, VersionTags Tags)> Orphan()
    {
        var rotation = await IntentOfAnotherProcess();
        var orphan = World.NewCredential(CredentialMark.For("contoso-prod", Secret, rotation).ToString(), World.Time.True + TimeSpan.FromDays(90));
        App.Live.Add(orphan);
        World.Time.Advance(TimeSpan.FromMinutes(11));
        return (orphan, Vault.NewestTags(Pending)!);
    }
}
