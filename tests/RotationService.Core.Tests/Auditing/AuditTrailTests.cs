using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Auditing;

/// <summary>What the audit log says of each step, in order: an intent before it, its outcome after it, told by the one who did it.</summary>
public sealed class AuditTrailTests : OneApplication
{
    [Fact]
    public async Task Each_step_of_a_lifecycle_is_announced_and_its_outcome_told()
    {
        await One(Policy);
        Rotated();
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
        await One(Policy);

        Assert.Equal(
            [Step.Issue, Step.Promote, Step.Tidy, Step.Issue, Step.Promote, Step.Tidy, Step.Retire],
            World.Audit.Where(record => record.Kind is AuditKind.Intent).Select(record => record.Step));
        Assert.Equal(World.Audit.Count, 2 * World.Audit.Count(record => record.Kind is AuditKind.Intent));
        foreach (var (intent, outcome) in World.Audit.Chunk(2).Select(pair => (pair[0], pair[1])))
        {
            Assert.Equal((AuditKind.Intent, AuditKind.Outcome, intent.IntentId), (intent.Kind, outcome.Kind, outcome.IntentId));
            Assert.Equal((StepOutcome.Done, null), (outcome.Outcome, outcome.Message));
            Assert.NotNull(outcome.KeyId);
        }

        var versions = World.Audit.Where(record => record is { Kind: AuditKind.Outcome, Step: not Step.Retire }).Select(record => record.Version);
        var written = Vault.Secrets[Pending].Concat(Vault.Secrets[Secret]).Select(entry => entry.Version.Version).ToList();
        Assert.All(versions, version => Assert.Contains(version, written));
    }

    [Theory]
    [InlineData("put intent", CallFailureKind.Forbidden, Step.Issue, Reason.VaultForbidden)]
    [InlineData("addPassword", CallFailureKind.Forbidden, Step.Issue, Reason.PermissionMissing)]
    [InlineData("put", CallFailureKind.Forbidden, Step.Promote, Reason.VaultForbidden)]
    [InlineData("patch", CallFailureKind.Forbidden, Step.Tidy, Reason.VaultForbidden)]
    public async Task What_was_refused_has_failed_for_the_reason_it_was_refused_for(string call, CallFailureKind kind, Step step, Reason reason)
    {
        Fail(call, kind);
        var report = await One(Policy);
        var outcome = World.Audit.Last(record => record.Kind is AuditKind.Outcome && record.Step == step);
        Assert.Equal((StepOutcome.Failed, reason), (outcome.Outcome, outcome.Reason));
        Assert.NotNull(outcome.Message);
        Assert.DoesNotContain("The outcome was not recorded", outcome.Message, StringComparison.Ordinal);
        Assert.Contains(World.Steps, done => done.Outcome is StepOutcome.Failed && done.Reason == reason);
        Assert.Equal((Condition.NeedsAttention, reason), (report.Condition, report.Reason));
        Assert.Equal(outcome.Message, report.Message);
    }

    [Theory]
    [InlineData("removePassword", CallFailureKind.Forbidden, StepOutcome.Failed, Reason.PermissionMissing)]
    [InlineData("removePassword", CallFailureKind.Throttled, StepOutcome.Failed, Reason.Throttled)]
    [InlineData("patch", CallFailureKind.Forbidden, StepOutcome.Failed, Reason.VaultForbidden)]
    [InlineData("patch", CallFailureKind.Throttled, StepOutcome.Failed, Reason.Throttled)]
    public async Task A_removal_that_was_refused_has_failed_and_its_intent_is_closed(string call, CallFailureKind kind, StepOutcome outcome, Reason reason)
    {
        await RetirementIsDue();
        Fail(call, kind);
        World.Steps.Clear();
        await One(Policy);
        Assert.Equal((Step.Retire, outcome, reason), World.Steps[0]);
        var told = World.Audit.First(record => record is { Kind: AuditKind.Outcome, Step: Step.Retire });
        Assert.Equal((outcome, reason), (told.Outcome, told.Reason));
        Assert.DoesNotContain("The outcome was not recorded", told.Message!, StringComparison.Ordinal);
        Assert.Equal(2, App.Live.Count);
    }

    [Fact]
    public async Task A_removal_whose_answer_was_lost_stays_open_until_reads_tell()
    {
        await RetirementIsDue();
        World.LostAnswer = call => call is "removePassword" ? World.Lost : null;
        World.Steps.Clear();
        var report = await One(Policy);
        Assert.Equal((Step.Retire, StepOutcome.Ambiguous, Reason.UnexpectedError), World.Steps[0]);
        Assert.Equal(Condition.Failed, report.Condition);
        World.LostAnswer = _ => null;
        await One(Policy);
        Assert.Equal(StepOutcome.Done, World.Audit.Last(record => record is { Kind: AuditKind.Outcome, Step: Step.Retire }).Outcome);
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Fact]
    public async Task A_removal_whose_checks_grew_old_is_skipped_and_told_so()
    {
        await RetirementIsDue();
        After("patch", () => World.Time.Advance(TimeSpan.FromMinutes(2)));
        World.Steps.Clear();
        await One(Policy);
        Assert.Equal((Step.Retire, StepOutcome.Skipped, Reason.StaleCheck), World.Steps[0]);
        Assert.Equal(StepOutcome.Skipped, World.Audit.First(record => record is { Kind: AuditKind.Outcome, Step: Step.Retire }).Outcome);
        Assert.Equal(2, App.Live.Count);
    }

    [Fact]
    public async Task A_removal_is_not_sent_when_the_clock_turns_out_to_be_off()
    {
        await RetirementIsDue();
        World.Clock.Observe(World.Time.True);
        After("patch", () =>
        {
            World.Time.WallError = TimeSpan.FromMinutes(-6);
            World.Clock.Observe(World.Time.True + TimeSpan.FromSeconds(3));
        });
        await One(Policy);
        Assert.Equal(2, App.Live.Count);
    }

    [Fact]
    public async Task A_vault_that_cannot_be_looked_at_again_keeps_a_removal_from_being_sent()
    {
        await RetirementIsDue();
        After("patch", () => Fail("get", CallFailureKind.Unreachable));
        World.Steps.Clear();
        await One(Policy);
        Assert.Equal((Step.Retire, StepOutcome.Failed, Reason.StaleCheck), World.Steps[0]);
        Assert.Equal(2, App.Live.Count);
    }

    [Theory]
    [InlineData(23, StepOutcome.Ambiguous)]
    [InlineData(24, StepOutcome.Done)]
    public async Task No_such_credential_is_believed_of_one_that_is_a_day_old(int hours, StepOutcome outcome)
    {
        var mark = CredentialMark.For("contoso-prod", Secret, await IntentOfAnotherProcess());
        var orphan = World.NewCredential(mark.ToString(), World.Time.True + TimeSpan.FromDays(90));
        App.Live.Add(orphan);
        World.Time.Advance(TimeSpan.FromHours(hours));
        Before("removePassword", () => App.Live.Remove(orphan));
        await One(Policy);
        Assert.Equal((Step.RemoveOrphan, outcome), (World.Steps[0].Step, World.Steps[0].Outcome));
    }

    [Fact]
    public async Task A_process_that_is_stopped_after_the_intent_and_before_addPassword_says_so_and_issues_nothing()
    {
        using var stop = new CancellationTokenSource();
        After("put intent", stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => World.NewSweeper().SweepOnceAsync(new(null, [Policy]), null, stop.Token));
        Assert.Equal(0, World.AddPasswords);
        Assert.Equal(StepOutcome.Skipped, World.Audit[^1].Outcome);
        Assert.Equal(VersionStage.Refused, Vault.NewestTags(Pending)!.Stage);
        Assert.False(Vault.Secrets[Pending][^1].Version.Enabled);
    }

    private void Fail(string name, CallFailureKind kind) => World.Fault = call => call == name ? new CallFailure(kind, "no") : null;

    private void Rotated() => World.Time.Advance(TimeSpan.FromDays(61));

    private async Task RetirementIsDue()
    {
        await One(Policy);
        Rotated();
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
    }
}
