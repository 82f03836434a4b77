using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What may happen between proving a value and writing it, and that it is planned again soon.</summary>
public sealed class PublishingTests : OneApplication
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(1);

    private readonly List<TimeSpan> _waits = [];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pending_version_that_is_closed_or_gone_when_it_is_read_back_is_planned_again_at_once(bool closed)
    {
        BeforeReadBack(() =>
        {
            if (closed)
            {
                Vault.Disable(Pending, Vault.Secrets[Pending].Count - 1);
            }
            else
            {
                Vault.Secrets[Pending].RemoveAt(Vault.Secrets[Pending].Count - 1);
            }
        });
        await Sweep(ReadingBack);
        Assert.Equal((StepOutcome.Skipped, Reason.StaleCheck), First(Step.Promote));
        Assert.Contains(AtOnce, _waits);
    }

    [Fact]
    public async Task A_newest_version_that_changed_before_the_write_is_planned_again_at_once()
    {
        BeforeReadBack(PublishByAnotherProcess);
        await Sweep(ReadingBack);
        Assert.Equal((StepOutcome.Skipped, Reason.StaleCheck), First(Step.Promote));
        Assert.Contains(AtOnce, _waits);
        Assert.DoesNotContain(World.Audit, record => record.Step is Step.Promote);
    }

    [Fact]
    public async Task A_newest_version_that_changed_at_the_moment_of_the_write_is_planned_again_at_once()
    {
        Before("put", PublishByAnotherProcess);
        await Sweep(Policy);
        Assert.Equal((StepOutcome.Skipped, Reason.StaleCheck), First(Step.Promote));
        Assert.Contains(AtOnce, _waits);
    }

    [Theory]
    [InlineData(54, StepOutcome.Done)]
    [InlineData(55, StepOutcome.Skipped)]
    public async Task A_publication_whose_checks_are_not_fresh_is_skipped_told_so_and_planned_again_at_once(int seconds, StepOutcome outcome)
    {
        AfterReadBack(() =>
        {
            World.Time.Advance(TimeSpan.FromSeconds(seconds));
            return null;
        });
        var report = await Sweep(ReadingBack);
        var told = World.Audit.First(record => record is { Kind: AuditKind.Outcome, Step: Step.Promote });
        Assert.Equal(outcome, told.Outcome);
        Assert.Equal(outcome is StepOutcome.Skipped, told.Reason is Reason.StaleCheck);
        Assert.DoesNotContain("The outcome was not recorded", told.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(outcome is StepOutcome.Skipped, _waits.Contains(AtOnce));
        Assert.Equal(Reason.UpToDate, report.Reason);
    }

    [Theory]
    [InlineData("key-id")]
    [InlineData("value")]
    [InlineData("no value")]
    [InlineData("no tags")]
    public async Task What_is_read_back_and_is_not_the_value_of_the_credential_is_not_published(string what)
    {
        BeforeReadBack(() =>
        {
            var entry = Vault.Secrets[Pending][^1];
            Vault.Secrets[Pending][^1] = what switch
            {
                "key-id" => entry with { Version = entry.Version with { Tags = entry.Version.Tags! with { KeyId = Guid.NewGuid() } } },
                "value" => entry with { Value = "another value" },
                "no value" => entry with { Value = null },
                _ => entry with { Version = entry.Version with { Tags = null } },
            };
        });
        await Sweep(ReadingBack);
        Assert.Equal((StepOutcome.Failed, Reason.UnexpectedError), First(Step.Promote));
        Assert.DoesNotContain(Vault.Secrets.GetValueOrDefault(Secret, []), entry => entry.Value is null or "another value");
    }

    [Fact]
    public async Task A_vault_whose_newest_version_cannot_be_read_before_the_write_gets_nothing()
    {
        AfterReadBack(() => new CallFailure(CallFailureKind.Unreachable, "no network"));
        await Sweep(ReadingBack);
        Assert.Equal((StepOutcome.Failed, Reason.VaultUnreachable), First(Step.Promote));
        Assert.DoesNotContain(World.Audit, record => record.Step is Step.Promote && record.At < World.Start + TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_value_that_is_kept_of_another_version_is_not_what_is_published()
    {
        await StoreAndStop();
        World.Time.Advance(TimeSpan.FromMinutes(5));
        var policy = Policy with { Verify = VerifyRule.None };
        var pass = new PassContext(policy, new CachedApplication(), new SecretValues());
        var observer = new Observer(World, World, World.Clock, new Breaker(), pass);
        var seen = await observer.ObserveAsync(App.Read(), World.Clock.Now, isNewRead: true, CancellationToken.None);
        var pending = new VersionAddress(policy.Vaults[0], Pending, Vault.Secrets[Pending][^1].Version.Version);
        seen = seen.WithFingerprint(pending, new SecretText(App.Live[0].Value).Fingerprint());
        var stored = new PlanningContext(policy, seen).Candidate!;
        var other = new HeldReading(stored.Address with { Version = "another" }, new SecretReading(stored.Version, new SecretText("another value")), World.Clock.Mark());
        pass.Values.Hold(other);

        var act = new PromoteAct(UnprovenCredential.From(stored, VerifyRule.None, seen.Now)!, [new PublishTarget(policy.Vaults[0], Newest: null)], Reason.PendingFound);
        var effects = new Effects(new Journal(World, World, World.Clock, policy, seen.Application), new Breaker(), World.Clock);
        await new Publisher(World, World, World.Clock).PromoteAsync(act, seen, pass, effects, CancellationToken.None);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Fact]
    public async Task A_publication_whose_answer_was_lost_and_that_is_not_there_is_not_called_done()
    {
        var puts = 0;
        World.Fault = call =>
        {
            if (call is not "put" || puts++ > 0)
            {
                return null;
            }

            PublishByAnotherProcess();
            return World.Lost;
        };
        await Sweep(Policy);
        Assert.Equal(StepOutcome.Failed, First(Step.Promote).Outcome);
        Assert.Equal(StepOutcome.Abandoned, World.Audit.First(record => record is { Kind: AuditKind.Outcome, Step: Step.Promote }).Outcome);
    }

    [Fact]
    public async Task Nothing_is_copied_to_a_vault_before_the_version_it_comes_from_says_so()
    {
        await One(Policy);
        World.Fault = call => call is "patch" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        var wider = World.Policy(App, "contoso-prod", "ne");
        await One(wider);
        Assert.Equal((StepOutcome.Failed, Reason.VaultForbidden), First(Step.CopyToVault));
        Assert.Empty(World.Vault("ne").Secrets);
        Assert.Equal(StepOutcome.Failed, World.Audit.First(record => record is { Kind: AuditKind.Outcome, Step: Step.CopyToVault }).Outcome);

        World.Fault = _ => null;
        await One(wider);
        Assert.Equal(["contoso-prod", "ne"], Vault.NewestTags(Secret)!.Vaults);
        Assert.Equal(App.Live[0].Value, World.Vault("ne").NewestValue(Secret));
    }

    [Fact]
    public async Task A_value_that_is_not_proven_is_not_said_to_have_been()
    {
        await Sweep(Policy with { Verify = VerifyRule.None });
        Assert.Equal([Step.Issue, Step.Store, Step.Promote, Step.Tidy], World.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task Without_proof_a_value_is_published_when_the_directory_shows_its_credential_and_not_before()
    {
        After("addPassword", () => App.Lagging.Add(App.Live[^1].KeyId));
        var looked = 0;
        var sweeper = World.NewSweeper((wait, _) =>
        {
            World.Time.Advance(wait);
            Assert.DoesNotContain(Secret, Vault.Secrets.Keys);
            if (World.Time.True >= World.Start + TimeSpan.FromMinutes(4))
            {
                App.Lagging.Clear();
            }

            looked++;
            return Task.CompletedTask;
        });
        await sweeper.SweepOnceAsync(new(null, [Policy with { Verify = VerifyRule.None }]), request: null, CancellationToken.None);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
        Assert.Equal(3, looked);
        Assert.Single(App.Live);
    }

    [Fact]
    public async Task Without_proof_a_value_whose_credential_was_removed_meanwhile_is_never_published()
    {
        After("put pending", App.Live.Clear);
        await World.SweepForAsync(TimeSpan.FromHours(3), Policy with { Verify = VerifyRule.None });
        Assert.Contains(World.Steps, step => step is (Step.Tidy, StepOutcome.Done, Reason.CredentialGone));
        Assert.Equal(App.Live[0].Value, Assert.Single(Vault.Secrets[Secret]).Value);
    }

    [Theory]
    [InlineData("put", Step.Tidy)]
    [InlineData("get version", Step.Promote)]
    public async Task Nothing_is_done_that_the_audit_log_does_not_take(string last, Step step)
    {
        World.LostAnswer = call =>
        {
            World.AuditIsWritable &= call != last;
            return null;
        };
        World.Fault = call =>
        {
            World.AuditIsWritable &= call != last || last is "put";
            return null;
        };
        await Sweep(Policy);
        Assert.Equal((StepOutcome.Failed, Reason.AuditUnwritable), First(step));
        Assert.True(Vault.Secrets[Pending][^1].Version.Enabled);
        Assert.Equal(step is Step.Tidy, Vault.Secrets.ContainsKey(Secret));
    }

    [Fact]
    public async Task Nothing_is_removed_that_the_audit_log_does_not_take()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
        World.AuditIsWritable = false;
        World.Steps.Clear();
        await Sweep(Policy);
        Assert.Equal((StepOutcome.Failed, Reason.AuditUnwritable), First(Step.Retire));
        Assert.Equal(2, App.Live.Count);
    }

    private (StepOutcome Outcome, Reason Reason) First(Step step) =>
        World.Steps.Where(done => done.Step == step).Select(done => (done.Outcome, done.Reason)).First();

    private async Task<ApplicationReport> Sweep(Policy policy)
    {
        var sweeper = World.NewSweeper((wait, cancellationToken) =>
        {
            _waits.Add(wait);
            return World.IdleAsync(wait, cancellationToken);
        });
        var report = await sweeper.SweepOnceAsync(new PolicySet(null, [policy]), request: null, CancellationToken.None);
        Assert.Empty(World.Defects);
        return Assert.Single(report.Applications);
    }

    private void BeforeReadBack(Action happening)
    {
        var reads = 0;
        World.Fault = call =>
        {
            if (call is "get version" && ++reads == 2)
            {
                happening();
            }

            return null;
        };
    }

    // The first get after it is its own, the second looks at what is the newest version.
    private void AfterReadBack(Func<CallFailure?> happening)
    {
        var (reads, gets) = (0, 0);
        World.Fault = call =>
        {
            reads += call is "get version" ? 1 : 0;
            return call is "get" && reads == 2 && ++gets == 2 ? happening() : null;
        };
    }
}
