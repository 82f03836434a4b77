using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What may stand in the way of issuing and storing costs nothing that is not taken back.</summary>
public sealed class IssuingTests : OneApplication
{
    [Fact]
    public async Task A_vault_that_refuses_the_value_after_issue_costs_the_credential_and_no_consumer()
    {
        World.Fault = call => call is "put pending" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        var report = await One(Policy);
        Assert.Equal((Condition.NeedsAttention, Reason.VaultForbidden), (report.Condition, report.Reason));
        Assert.Empty(App.Live);
        Assert.Equal(1, World.AddPasswords);
        Assert.True(World.Time.True - World.Start >= Issuer.StoreTimeout);
        Assert.Equal(StepOutcome.Abandoned, World.Audit[^1].Outcome);
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Fact]
    public async Task A_credential_whose_value_may_still_arrive_in_the_vault_is_left_to_the_orphan_rule()
    {
        World.Fault = call => call is "put pending" && World.AddPasswords == 1 ? World.Lost : null;
        var report = await One(Policy);
        Assert.Contains((Step.Store, StepOutcome.Ambiguous, Reason.PossibleOrphan), World.Steps);
        Assert.Contains((Step.RemoveOrphan, StepOutcome.Done, Reason.Orphan), World.Steps);
        Assert.Equal(Reason.UpToDate, report.Reason);
        Assert.Single(App.Live);
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Fact]
    public async Task A_vault_that_throttles_the_store_is_not_asked_again_before_it_allows_it()
    {
        var asked = new List<DateTimeOffset>();
        World.Fault = call =>
        {
            if (call is "put pending")
            {
                asked.Add(World.Time.True);
            }

            return call is "put pending" && asked.Count < 3 ? new CallFailure(CallFailureKind.Throttled, "later") { RetryAfter = TimeSpan.FromSeconds(100) } : null;
        };
        Assert.Equal(Reason.UpToDate, (await One(Policy)).Reason);
        Assert.Equal(1, World.AddPasswords);
        Assert.Equal([100, 100], asked.Zip(asked.Skip(1), (one, next) => (int)(next - one).TotalSeconds));
    }

    [Fact]
    public async Task A_value_whose_acknowledgement_was_lost_is_known_to_be_stored()
    {
        World.LostAnswer = call => call is "put pending" ? World.Lost : null;
        var report = await One(Policy);
        Assert.Equal(Reason.UpToDate, report.Reason);
        Assert.Single(App.Live);
        Assert.Equal(App.Live[0].Value, World.Vault().NewestValue(Secret));
    }

    [Fact]
    public async Task A_vault_that_refuses_the_intent_costs_nothing()
    {
        World.Fault = call => call is "put intent" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        Assert.Equal(Reason.VaultForbidden, (await One(Policy)).Reason);
        Assert.Equal(0, World.AddPasswords);
    }

    [Fact]
    public async Task A_soft_deleted_name_is_seen_before_anything_is_issued()
    {
        Vault.SoftDeleted.Add(Secret);
        var report = await One(Policy);
        Assert.Equal(Reason.NameSoftDeleted, report.Reason);
        Assert.Contains("recover", report.Message, StringComparison.Ordinal);
        Assert.Equal(0, World.AddPasswords);
        Assert.Empty(World.Audit);
    }

    [Fact]
    public async Task That_the_pending_name_is_soft_deleted_one_intent_tells_and_from_then_on_it_is_looked_up()
    {
        Vault.SoftDeleted.Add(Pending);
        var sweeper = World.NewSweeper();
        for (var sweep = 0; sweep < 3; sweep++)
        {
            var report = (await sweeper.SweepOnceAsync(new(null, [Policy]), request: null, CancellationToken.None)).Applications[0];
            Assert.Equal((Condition.NeedsAttention, Reason.NameSoftDeleted), (report.Condition, report.Reason));
            Assert.Contains("recover", report.Message, StringComparison.Ordinal);
        }

        Assert.Equal([AuditKind.Intent, AuditKind.Outcome], World.Audit.Select(record => record.Kind));
        Assert.Equal(0, World.AddPasswords);

        Vault.SoftDeleted.Clear();
        await sweeper.SweepOnceAsync(new(null, [Policy]), request: null, CancellationToken.None);
        Assert.Equal(1, World.AddPasswords);
    }

    [Fact]
    public async Task A_plan_looks_the_pending_name_up_since_it_writes_no_intent()
    {
        Vault.SoftDeleted.Add(Pending);
        var plan = await World.NewSweeper().PreviewAsync(new(null, [Policy]), CancellationToken.None);
        Assert.Equal(Reason.NameSoftDeleted, plan.Applications[0].Reason);
    }

    [Theory]
    [InlineData(DirectoryRight.NotOwner, Reason.NotOwner, "az ad app owner add")]
    [InlineData(DirectoryRight.PermissionMissing, Reason.PermissionMissing, "Application.ReadWrite.OwnedBy")]
    public async Task A_missing_right_is_seen_before_anything_is_issued(DirectoryRight right, Reason reason, string remedy)
    {
        World.Right = right;
        var report = await One(Policy);
        Assert.Equal((Condition.NeedsAttention, reason), (report.Condition, report.Reason));
        Assert.Contains(remedy, report.Message, StringComparison.Ordinal);
        Assert.Equal(0, World.AddPasswords);
        Assert.Empty(World.Vault().Secrets);
    }

    [Fact]
    public async Task A_tenant_policy_against_passwords_or_so_long_a_lifetime_is_a_condition_that_names_the_maximum()
    {
        World.Restrictions = new CredentialRestrictions(AdditionForbidden: true, MaxLifetime: null);
        Assert.Equal(Reason.PasswordsForbidden, (await One(Policy)).Reason);
        World.Restrictions = new CredentialRestrictions(AdditionForbidden: false, TimeSpan.FromDays(60));
        var report = await One(Policy);
        Assert.Equal(Reason.LifetimeForbidden, report.Reason);
        Assert.Contains("60d", report.Message, StringComparison.Ordinal);
        Assert.Equal(0, World.AddPasswords);
    }

    [Fact]
    public async Task A_clean_refusal_of_addPassword_makes_nothing_and_its_intent_is_used_again_by_the_same_process()
    {
        World.Fault = call => call is "addPassword" ? new CallFailure(CallFailureKind.Forbidden, "Insufficient privileges") : null;
        var (one, other) = (World.NewSweeper(), World.NewSweeper());
        Assert.Equal(Reason.PermissionMissing, (await Sweep(one)).Reason);
        Assert.Equal(Reason.PermissionMissing, (await Sweep(one)).Reason);
        Assert.Equal(VersionStage.Refused, Assert.Single(World.Vault().Secrets[Pending]).Version.Tags!.Stage);

        // Another process writes an intent of its own: over one version, two would lose one of their intents.
        await Sweep(other);
        Assert.Equal(2, World.Vault().Secrets[Pending].Count);
        await Sweep(one);
        await Sweep(other);
        Assert.Equal(2, World.Vault().Secrets[Pending].Count);
        World.Fault = _ => null;
        Assert.Equal(Reason.UpToDate, (await Sweep(one)).Reason);

        async Task<ApplicationReport> Sweep(Sweeper sweeper) =>
            Assert.Single((await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None)).Applications);
    }

    [Fact]
    public async Task A_throttled_addPassword_is_tried_again_when_the_service_allows_it()
    {
        var asked = new List<DateTimeOffset>();
        World.Fault = call =>
        {
            if (call is "addPassword")
            {
                asked.Add(World.Time.True);
            }

            return call is "addPassword" && asked.Count == 1 ? new CallFailure(CallFailureKind.Throttled, "later") { RetryAfter = TimeSpan.FromSeconds(40) } : null;
        };
        Assert.Equal(Reason.UpToDate, (await One(Policy)).Reason);
        Assert.Equal(2, asked.Count);
        Assert.True(asked[1] - asked[0] >= TimeSpan.FromSeconds(40));
        Assert.Single(App.Live);
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_the_store_is_asked_ever_more_seldom_until_the_time_is_up()
    {
        var asked = new List<DateTimeOffset>();
        var removedAfter = TimeSpan.Zero;
        World.Fault = call =>
        {
            if (call is "put pending")
            {
                asked.Add(World.Time.True);
            }

            removedAfter = call is "removePassword" ? World.Time.True - World.Start : removedAfter;
            return call is "put pending" ? new CallFailure(CallFailureKind.Unreachable, "no network") : null;
        };
        await One(Policy);
        Assert.Equal(Issuer.StoreTimeout, removedAfter);
        Assert.Equal([1, 2, 4, 8, 16, 30, 30, 30, 30, 30, 30, 30, 30], asked.Zip(asked.Skip(1), (one, next) => (int)(next - one).TotalSeconds));
    }

    [Fact]
    public async Task A_store_that_failed_leaves_an_intent_that_says_its_credential_was_removed()
    {
        World.Fault = call => call is "put pending" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        await One(Policy);
        Assert.Equal(VersionStage.Removing, Vault.NewestTags(Pending)!.Stage);
        Assert.Contains((Step.Store, StepOutcome.Abandoned, Reason.VaultForbidden), World.Steps);
    }

    [Fact]
    public async Task A_machine_that_stood_still_after_addPassword_never_stores_the_value()
    {
        After("addPassword", () => World.Time.Advance(Issuer.StoreTimeout));
        await One(Policy);
        Assert.Contains((Step.Store, StepOutcome.Abandoned, Reason.StaleCheck), World.Steps);
        Assert.DoesNotContain(Vault.Secrets[Pending], entry => entry.Value is not null && entry.Version.Tags!.KeyId is null);
    }

    [Fact]
    public async Task A_credential_that_could_not_be_removed_again_is_left_to_the_orphan_rule()
    {
        World.Fault = call => call is "put pending" or "removePassword" ? new CallFailure(CallFailureKind.Unreachable, "no network") : null;
        var report = await One(Policy);
        Assert.Equal((Condition.NeedsAttention, Reason.VaultUnreachable), (report.Condition, report.Reason));
        Assert.Equal(World.AddPasswords, App.Live.Count);
        Assert.Contains(World.Steps, step => step is { Step: Step.Store, Reason: Reason.VaultUnreachable });
    }

    [Fact]
    public async Task What_another_process_closed_since_it_published_its_own_is_not_issued_again()
    {
        After("put pending", () =>
        {
            PublishByAnotherProcess();
            Vault.Close(Pending);
        });
        Assert.Equal(Reason.UpToDate, (await One(Policy)).Reason);
        Assert.Equal(1, World.AddPasswords);
    }

    [Fact]
    public async Task While_what_failed_before_cannot_be_removed_nothing_more_is_issued_than_one_attempt_leaves()
    {
        World.Fault = call => call is "put pending" or "removePassword" ? new CallFailure(CallFailureKind.Unreachable, "no network") : null;
        var report = await World.SweepForAsync(TimeSpan.FromDays(2), Policy);
        Assert.Equal(3, App.Live.Count);
        Assert.Equal(Step.RemoveOrphan, report.Applications[0].NextAction);

        World.Fault = _ => null;
        report = await World.SweepForAsync(TimeSpan.FromHours(3), Policy);
        Assert.Equal(Condition.Healthy, report.Applications[0].Condition);

        // The intent of a later attempt cannot be read: it may hold what an earlier one made, which is kept for the grace period.
        report = await World.SweepForAsync(TimeSpan.FromDays(4), Policy);
        Assert.Equal(Reason.UpToDate, report.Applications[0].Reason);
        Assert.Single(App.Live);
    }

    [Theory]
    [InlineData(CallFailureKind.Throttled, null, 30)]
    [InlineData(CallFailureKind.Conflict, null, 30)]
    [InlineData(CallFailureKind.Conflict, "ObjectIsDeletedButRecoverable", null)]
    [InlineData(CallFailureKind.Rejected, null, null)]
    public async Task An_intent_that_was_refused_is_written_again_when_that_is_worth_it(CallFailureKind kind, string? code, int? seconds)
    {
        var asked = new List<DateTimeOffset>();
        World.Fault = call =>
        {
            if (call is "put intent")
            {
                asked.Add(World.Time.True);
            }

            return call is "put intent" && asked.Count == 1 ? new CallFailure(kind, "no") { Code = code } : null;
        };
        await One(Policy);
        Assert.Equal(seconds, asked.Count > 1 ? (int)(asked[1] - asked[0]).TotalSeconds : null);
    }

    [Fact]
    public async Task What_an_issue_supersedes_is_named_the_longest_lived_first()
    {
        var (shorter, longer) = (World.AddByHand(App, TimeSpan.FromDays(10)), World.AddByHand(App, TimeSpan.FromDays(20)));
        await One(Policy);
        Assert.Equal([VersionTags.Abbreviate(longer.KeyId), VersionTags.Abbreviate(shorter.KeyId)], Vault.NewestTags(Secret)!.Supersedes);
    }

    [Fact]
    public async Task A_rotation_is_dated_later_than_the_newest_that_is_published_for_certain()
    {
        var ahead = PublishAhead(TimeSpan.FromHours(23));
        await One(Policy);
        Assert.Equal(ahead.MadeAt + TimeSpan.FromMilliseconds(1), IntendedAt(0));
    }

    [Fact]
    public async Task Where_that_would_be_a_day_ahead_nothing_is_issued_and_the_clocks_are_to_be_checked()
    {
        PublishAhead(TimeSpan.FromDays(1));
        var report = await One(Policy);
        Assert.Equal((Condition.NeedsAttention, Reason.ClockSkew), (report.Condition, report.Reason));
        Assert.Contains("a day ahead", report.Message, StringComparison.Ordinal);
        Assert.Equal(0, World.AddPasswords);
    }

    [Theory]
    [InlineData("published")]
    [InlineData("pending")]
    [InlineData("marked")]
    [InlineData("marked for here")]
    public async Task What_others_say_of_a_later_rotation_orders_nothing(string where)
    {
        var ahead = ((IIdentifiers)World).NewRotation(World.Time.True + TimeSpan.FromDays(365));
        var tags = new VersionTags(ahead, App.AppId, VersionStage.Closed) { KeyId = Guid.NewGuid() };
        switch (where)
        {
            case "published":
                Vault.Put(Secret, "older", tags);
                Vault.Disable(Secret, 0);
                break;

            case "pending":
                Vault.Put(Pending, "older", tags);
                Vault.Disable(Pending, 0);
                break;

            default:
                World.AddByHand(App, TimeSpan.FromDays(9), CredentialMark.For(where is "marked" ? "another-vault" : "contoso-prod", Secret, ahead).ToString());
                break;
        }

        World.Time.Advance(TimeSpan.FromMinutes(11));
        var at = World.Time.True;
        await One(Policy);
        Assert.Equal(at, Vault.Secrets[Pending].First(entry => entry.Version.Tags!.Stage is VersionStage.Intent).Version.Tags!.RotationId.MadeAt);
        Assert.Equal(App.Live[^1].Value, Vault.NewestValue(Secret));
    }

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    public async Task An_intent_that_was_refused_is_not_used_again_for_a_rotation_dated_more_than_a_second_ahead(int milliseconds, int intents)
    {
        World.Fault = call => call is "addPassword" ? new CallFailure(CallFailureKind.Forbidden, "Insufficient privileges") : null;
        var sweeper = World.NewSweeper();
        await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None);
        PublishAhead(TimeSpan.FromMilliseconds(milliseconds));
        await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None);
        Assert.Equal(intents, Vault.Secrets[Pending].Count);
    }

    [Fact]
    public async Task An_intent_that_could_not_be_used_again_is_left_and_another_written()
    {
        World.Fault = call => call is "addPassword" ? new CallFailure(CallFailureKind.Forbidden, "Insufficient privileges") : null;
        var sweeper = World.NewSweeper();
        await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None);
        var patches = 0;
        World.Fault = call => call is "patch" && patches++ == 0 ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None);
        Assert.Equal(1, World.AddPasswords);
        Assert.Empty(World.Defects);
        await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None);
        Assert.Equal([VersionStage.Refused, VersionStage.Intent], Vault.Secrets[Pending].Take(2).Select(entry => entry.Version.Tags!.Stage));
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_write_whose_answer_was_lost_may_still_arrive_though_those_after_it_were_refused(int lost)
    {
        var puts = 0;
        World.Fault = call => call is "put pending" && World.AddPasswords == 1
            ? ++puts <= lost ? World.Lost : new CallFailure(CallFailureKind.Rejected, "no")
            : null;
        await One(Policy);
        var stored = World.Steps.First(step => step.Step is Step.Store);
        Assert.Equal(StepOutcome.Ambiguous, stored.Outcome);
        Assert.Contains(World.Steps, step => step is { Step: Step.RemoveOrphan, Outcome: StepOutcome.Done });
    }

    [Fact]
    public async Task What_a_failed_store_left_is_looked_at_again_in_ten_minutes_and_not_before()
    {
        var waits = new List<TimeSpan>();
        World.Fault = call => call is "put pending" && World.AddPasswords == 1 ? World.Lost : null;
        var sweeper = World.NewSweeper((wait, cancellationToken) =>
        {
            waits.Add(wait);
            return World.IdleAsync(wait, cancellationToken);
        });
        await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None);
        Assert.InRange(waits[0], TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(10));
        Assert.Single(World.Steps, step => step.Step is Step.RemoveOrphan);
    }

    [Fact]
    public async Task An_ambiguous_issue_is_followed_up_after_ten_minutes()
    {
        World.LostAnswer = call => call is "addPassword" ? World.Lost : null;
        var waits = new List<TimeSpan>();
        var sweeper = World.NewSweeper((wait, cancellationToken) =>
        {
            waits.Add(wait);
            return World.IdleAsync(wait, cancellationToken);
        });
        var report = (await sweeper.SweepOnceAsync(new(null, [Policy]), null, CancellationToken.None)).Applications[0];
        Assert.Equal(TimeSpan.FromMinutes(10), waits[0]);
        Assert.Contains(World.Steps, step => step is { Step: Step.Issue, Outcome: StepOutcome.Ambiguous });
        Assert.Equal(Reason.PossibleOrphan, report.Reason);
        Assert.Equal(Condition.Due, report.Condition);
    }

    // A credential of ours that is published and nears its end, made by a process whose clock was ahead.
    private RotationId PublishAhead(TimeSpan ahead)
    {
        var rotation = ((IIdentifiers)World).NewRotation(World.Time.True + ahead);
        var credential = World.AddByHand(App, TimeSpan.FromDays(9), CredentialMark.For("contoso-prod", Secret, rotation).ToString());
        Vault.Put(Secret, credential.Value, new VersionTags(rotation, App.AppId, VersionStage.Published) { KeyId = credential.KeyId, Vaults = ["contoso-prod"] }, credential.End);
        return rotation;
    }

    private DateTimeOffset IntendedAt(int attempt) => World.Audit.Where(record => record is { Kind: AuditKind.Intent, Step: Step.Issue }).ElementAt(attempt).RotationId!.Value.MadeAt;
}
