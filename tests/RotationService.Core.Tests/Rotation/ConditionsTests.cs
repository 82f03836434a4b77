using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What goes wrong ends in a named condition with a remedy, costs nothing, and leaves the other applications alone.</summary>
public sealed class ConditionsTests : OneApplication
{
    [Fact]
    public async Task A_publication_whose_answer_alone_was_lost_is_done_and_nothing_has_failed()
    {
        World.LostAnswer = call => call is "put" ? World.Lost : null;
        var report = await One(Policy);
        Assert.Equal((Condition.Healthy, Reason.UpToDate), (report.Condition, report.Reason));
        Assert.All(World.Steps, step => Assert.Equal(StepOutcome.Done, step.Outcome));
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Theory]
    [InlineData(CallFailureKind.Forbidden, 1)]
    [InlineData(CallFailureKind.Throttled, 3)]
    public async Task A_vault_that_refuses_the_publication_is_asked_again_when_it_allows_it_or_at_the_next_sweep(CallFailureKind kind, int most)
    {
        var asked = new List<DateTimeOffset>();
        World.Fault = call =>
        {
            if (call is "put")
            {
                asked.Add(World.Time.True);
            }

            return call is "put" ? new CallFailure(kind, "no") { RetryAfter = kind is CallFailureKind.Throttled ? TimeSpan.FromMinutes(10) : null } : null;
        };
        await One(Policy);
        Assert.InRange(asked.Count, 1, most);
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task A_local_clock_a_day_off_is_a_condition_and_nothing_is_removed()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
        World.Time.WallError = TimeSpan.FromDays(-1);
        World.Clock.Observe(World.Time.True);
        var report = await One(Policy);
        Assert.Equal((Reason.ClockSkew, Step.Issue, DueAt(App.Live[^1])), (report.Reason, report.NextAction, report.NextActionAt));
        Assert.Equal(2, App.Live.Count);
        World.Time.WallError = TimeSpan.Zero;
        World.Time.Advance(TimeSpan.FromSeconds(1));
        World.Clock.Observe(World.Time.True);
        await One(Policy);
        Assert.Single(App.Live);
    }

    [Fact]
    public async Task An_audit_log_that_takes_no_records_keeps_everything_from_being_begun()
    {
        World.AuditIsWritable = false;
        var report = await One(Policy);
        Assert.Equal((Condition.NeedsAttention, Reason.AuditUnwritable), (report.Condition, report.Reason));
        Assert.Equal(0, World.AddPasswords);
        Assert.Empty(World.Vault().Secrets);
    }

    [Fact]
    public async Task A_rotation_after_one_that_was_dated_by_a_clock_ahead_is_not_taken_for_overtaken()
    {
        var vault = World.Vault();
        var ahead = ((IIdentifiers)World).NewRotation(World.Time.True + TimeSpan.FromHours(23));
        var published = World.AddByHand(App, TimeSpan.FromDays(9), CredentialMark.For("contoso-prod", Secret, ahead).ToString());
        vault.Put(Secret, published.Value, new VersionTags(ahead, App.AppId, VersionStage.Published) { KeyId = published.KeyId }, published.End);
        await One(Policy);
        Assert.Equal(1, World.AddPasswords);
        Assert.Equal(App.Live[1].Value, vault.NewestValue(Secret));
        Assert.True(vault.NewestTags(Secret)!.RotationId > ahead);
    }

    [Fact]
    public async Task A_promotion_that_cannot_be_recorded_waits_for_the_next_sweep_and_is_not_tried_every_second()
    {
        World.LostAnswer = call =>
        {
            World.AuditIsWritable = call is not "put pending" && World.AuditIsWritable;
            return null;
        };
        Assert.Equal(Reason.AuditUnwritable, (await One(Policy)).Reason);
        Assert.Single(World.Steps, step => step.Step is Step.Promote);

        World.AuditIsWritable = true;
        World.LostAnswer = _ => null;
        Assert.Equal(Reason.UpToDate, (await One(Policy)).Reason);
        Assert.Equal(1, World.AddPasswords);
    }

    [Theory]
    [InlineData(LogInAnswer.NoServicePrincipal, Reason.NoServicePrincipal)]
    [InlineData(LogInAnswer.ApplicationDisabled, Reason.ApplicationDisabled)]
    public async Task An_application_that_cannot_log_in_for_reasons_of_its_own_keeps_its_pending_credential(LogInAnswer answer, Reason reason)
    {
        World.LogInsAnswer = answer;
        Assert.Equal(reason, (await One(Policy)).Reason);
        await World.SweepForAsync(TimeSpan.FromHours(6), Policy);
        Assert.Equal(1, World.AddPasswords);
        World.LogInsAnswer = null;
        Assert.Equal(Reason.UpToDate, (await One(Policy)).Reason);
    }

    [Fact]
    public async Task A_credential_that_never_logs_in_is_a_condition_and_after_two_hours_withdrawn_and_another_issued_two_hours_later()
    {
        World.LogInsAnswer = LogInAnswer.WrongSecret;
        var report = await One(Policy);
        Assert.Equal((Condition.NeedsAttention, Reason.NeverProven), (report.Condition, report.Reason));
        var dud = App.Live[0];
        await World.SweepForAsync(TimeSpan.FromHours(3.5), Policy);
        Assert.DoesNotContain(dud, App.Live);
        Assert.Equal(1, World.AddPasswords);
        await World.SweepForAsync(TimeSpan.FromHours(1), Policy);
        Assert.Equal(2, World.AddPasswords);
        Assert.False(World.Vault().Secrets.ContainsKey(Secret));
    }

    [Fact]
    public async Task Conditional_access_that_follows_a_correct_secret_proves_it()
    {
        World.LogInsAnswer = LogInAnswer.BlockedByConditionalAccess;
        Assert.Equal(Reason.UpToDate, (await One(Policy)).Reason);
    }

    [Fact]
    public async Task Applications_that_cannot_be_told_are_conditions_and_the_others_carry_on()
    {
        var twin = World.Add("twin");
        World.Add("twin");
        var named = World.Policy(twin) with { Application = ApplicationSelector.ByDisplayName("twin") };
        var missing = World.Policy(twin) with { Name = "missing", Application = ApplicationSelector.ByAppId(Guid.Empty) };
        var claimed = World.Add("claimed");
        var report = await World.SweepAsync(named, missing, World.Policy(claimed), World.Policy(claimed) with { Name = "again" }, Policy);
        Assert.Equal(
            [Reason.ApplicationAmbiguous, Reason.ApplicationNotFound, Reason.ClaimedTwice, Reason.ClaimedTwice, Reason.UpToDate],
            report.Applications.Select(application => application.Reason));
        Assert.Equal([null, null, claimed.AppId, claimed.AppId, App.AppId], report.Applications.Select(application => application.Application?.AppId));
    }

    [Fact]
    public async Task A_second_vault_that_cannot_be_read_delays_only_itself_and_nothing_is_retired_meanwhile()
    {
        var policy = World.Policy(App, "we", "ne");
        await One(policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        World.Fault = call => null;
        var refuse = false;
        var vault = new RefusingVault(World.Vault("ne"), () => refuse);
        refuse = true;
        World.Replace("ne", vault);
        var report = await One(policy);
        Assert.Equal(Reason.VaultForbidden, report.Reason);
        Assert.Equal(App.Live[1].Value, World.Vault("we").NewestValue(Secret));
        await World.SweepForAsync(TimeSpan.FromDays(5), policy);
        Assert.Equal(2, App.Live.Count);

        refuse = false;
        await One(policy);
        Assert.Equal(App.Live[1].Value, vault.Inner.NewestValue(Secret));
        await World.SweepForAsync(TimeSpan.FromDays(4), policy);
        Assert.Single(App.Live);
    }

    [Fact]
    public async Task An_intent_whose_vault_cannot_be_read_stays_open_until_it_can()
    {
        var policy = World.Policy(App, "we", "ne");
        var refuse = false;
        World.Replace("ne", new RefusingVault(World.Vault("ne"), () => refuse));
        using var stop = new CancellationTokenSource();
        var puts = 0;
        World.LostAnswer = call =>
        {
            if (call is not "put" || ++puts < 2)
            {
                return null;
            }

            refuse = true;
            stop.Cancel();
            return World.Lost;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => World.NewSweeper().SweepOnceAsync(new(null, [policy]), null, stop.Token));
        await One(policy);
        var open = Assert.Single(World.OpenIntents(App.ObjectId));

        refuse = false;
        await One(policy);
        Assert.Equal(StepOutcome.Done, Assert.Single(World.Audit, record => record.IntentId == open.IntentId && record.Kind is AuditKind.Outcome).Outcome);
    }

    [Fact]
    public async Task When_too_much_fails_unexpectedly_issuing_stops_and_the_next_sweep_tries_five()
    {
        var policies = Enumerable.Range(0, 20).Select(number => World.Policy(World.Add($"app-{number}"))).ToArray();
        World.LostAnswer = call => call is "addPassword" ? World.Lost : null;
        var sweeper = World.NewSweeper();
        var report = await sweeper.SweepOnceAsync(new(null, policies), null, CancellationToken.None);
        Assert.Contains(report.Applications, application => application.Reason is Reason.BreakerOpen);
        var tried = World.AddPasswords;
        Assert.InRange(tried, 6, 14);

        World.Time.Advance(TimeSpan.FromHours(1));
        await sweeper.SweepOnceAsync(new(null, policies), null, CancellationToken.None);
        Assert.InRange(World.AddPasswords - tried, 1, 5);
    }

    [Fact]
    public async Task A_policy_that_shortened_its_grace_period_still_keeps_what_was_promised()
    {
        await One(Policy with { GracePeriod = TimeSpan.FromDays(5) });
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy with { GracePeriod = TimeSpan.FromHours(1) });
        await World.SweepForAsync(TimeSpan.FromDays(4), Policy with { GracePeriod = TimeSpan.FromHours(1) });
        Assert.Equal(2, App.Live.Count);
        await World.SweepForAsync(TimeSpan.FromDays(2), Policy with { GracePeriod = TimeSpan.FromHours(1) });
        Assert.Single(App.Live);
    }

    [Fact]
    public async Task A_value_published_to_a_vault_that_the_policy_no_longer_names_is_not_retired_unless_adopted()
    {
        await One(World.Policy(App, "we", "ne"));
        var narrowed = World.Policy(App, "we");
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(narrowed);
        await World.SweepForAsync(TimeSpan.FromDays(5), narrowed);
        Assert.Equal(2, App.Live.Count);
        await World.SweepForAsync(TimeSpan.FromHours(2), narrowed with { Adopt = true });
        Assert.Single(App.Live);
    }
}
