using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reconciliation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Reconciliation;

/// <summary>What goes wrong ends in a named condition with a remedy, costs nothing, and leaves the other applications alone.</summary>
public sealed class ConditionsTests
{
    private readonly World _world = new();
    private readonly FakeApplication _app;
    private readonly Policy _policy;

    public ConditionsTests()
    {
        _app = _world.Add("payments");
        _policy = World.Policy(_app);
    }

    [Fact]
    public async Task A_vault_that_refuses_the_value_after_issue_costs_the_credential_and_no_consumer()
    {
        _world.Fault = call => call is "put pending" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        var report = await One(_policy);
        Assert.Equal((Condition.NeedsAttention, Reason.VaultForbidden), (report.Condition, report.Reason));
        Assert.Empty(_app.Live);
        Assert.Equal(1, _world.AddPasswords);
        Assert.True(_world.Time.True - World.Start >= Issuer.StoreTimeout);
        Assert.Equal(StepOutcome.Abandoned, _world.Audit[^1].Outcome);
        Assert.Empty(_world.OpenIntents(_app.AppId));
    }

    [Fact]
    public async Task A_credential_whose_value_may_still_arrive_in_the_vault_is_left_to_the_orphan_rule()
    {
        _world.Fault = call => call is "put pending" && _world.AddPasswords == 1 ? World.Lost : null;
        var report = await One(_policy);
        Assert.Contains((Step.Store, StepOutcome.Ambiguous, Reason.PossibleOrphan), _world.Steps);
        Assert.Contains((Step.RemoveOrphan, StepOutcome.Done, Reason.Orphan), _world.Steps);
        Assert.Equal(Reason.UpToDate, report.Reason);
        Assert.Single(_app.Live);
        Assert.Empty(_world.OpenIntents(_app.AppId));
    }

    [Fact]
    public async Task A_vault_that_throttles_the_store_is_not_asked_again_before_it_allows_it()
    {
        var asked = new List<DateTimeOffset>();
        _world.Fault = call =>
        {
            if (call is "put pending")
            {
                asked.Add(_world.Time.True);
            }

            return call is "put pending" && asked.Count < 3 ? new CallFailure(CallFailureKind.Throttled, "later") { RetryAfter = TimeSpan.FromSeconds(100) } : null;
        };
        Assert.Equal(Reason.UpToDate, (await One(_policy)).Reason);
        Assert.Equal(1, _world.AddPasswords);
        Assert.Equal([100, 100], asked.Zip(asked.Skip(1), (one, next) => (int)(next - one).TotalSeconds));
    }

    [Fact]
    public async Task A_value_whose_acknowledgement_was_lost_is_known_to_be_stored()
    {
        _world.LostAnswer = call => call is "put pending" ? World.Lost : null;
        var report = await One(_policy);
        Assert.Equal(Reason.UpToDate, report.Reason);
        Assert.Single(_app.Live);
        Assert.Equal(_app.Live[0].Value, _world.Vault().NewestValue("payments-secret"));
    }

    [Fact]
    public async Task A_vault_that_refuses_the_intent_costs_nothing()
    {
        _world.Fault = call => call is "put intent" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        Assert.Equal(Reason.VaultForbidden, (await One(_policy)).Reason);
        Assert.Equal(0, _world.AddPasswords);
    }

    [Theory]
    [InlineData("payments-secret")]
    [InlineData("payments-secret-pending")]
    public async Task A_soft_deleted_name_is_seen_before_anything_is_issued(string name)
    {
        _world.Vault().SoftDeleted.Add(name);
        var report = await One(_policy);
        Assert.Equal(Reason.NameSoftDeleted, report.Reason);
        Assert.Contains("recover", report.Message, StringComparison.Ordinal);
        Assert.Equal(0, _world.AddPasswords);
        Assert.Empty(_world.Audit);
    }

    [Theory]
    [InlineData(DirectoryRight.NotOwner, Reason.NotOwner, "az ad app owner add")]
    [InlineData(DirectoryRight.PermissionMissing, Reason.PermissionMissing, "Application.ReadWrite.OwnedBy")]
    public async Task A_missing_right_is_seen_before_anything_is_issued(DirectoryRight right, Reason reason, string remedy)
    {
        _world.Right = right;
        var report = await One(_policy);
        Assert.Equal((Condition.NeedsAttention, reason), (report.Condition, report.Reason));
        Assert.Contains(remedy, report.Message, StringComparison.Ordinal);
        Assert.Equal(0, _world.AddPasswords);
        Assert.Empty(_world.Vault().Secrets);
    }

    [Fact]
    public async Task A_tenant_policy_against_passwords_or_so_long_a_lifetime_is_a_condition_that_names_the_maximum()
    {
        _world.Restrictions = new PasswordRestrictions(AdditionForbidden: true, MaxLifetime: null);
        Assert.Equal(Reason.PasswordsForbidden, (await One(_policy)).Reason);
        _world.Restrictions = new PasswordRestrictions(AdditionForbidden: false, TimeSpan.FromDays(60));
        var report = await One(_policy);
        Assert.Equal(Reason.LifetimeForbidden, report.Reason);
        Assert.Contains("60d", report.Message, StringComparison.Ordinal);
        Assert.Equal(0, _world.AddPasswords);
    }

    [Fact]
    public async Task A_clean_refusal_of_addPassword_makes_nothing_and_its_intent_is_used_again_by_the_same_process()
    {
        _world.Fault = call => call is "addPassword" ? new CallFailure(CallFailureKind.Forbidden, "Insufficient privileges") : null;
        var (one, other) = (_world.NewSweeper(), _world.NewSweeper());
        Assert.Equal(Reason.PermissionMissing, (await Sweep(one)).Reason);
        Assert.Equal(Reason.PermissionMissing, (await Sweep(one)).Reason);
        Assert.Equal(VersionStage.Refused, Assert.Single(_world.Vault().Secrets["payments-secret-pending"]).Version.Tags!.Stage);

        // Another process writes an intent of its own: over one version, two would lose one of their intents.
        await Sweep(other);
        Assert.Equal(2, _world.Vault().Secrets["payments-secret-pending"].Count);
        await Sweep(one);
        await Sweep(other);
        Assert.Equal(2, _world.Vault().Secrets["payments-secret-pending"].Count);
        _world.Fault = _ => null;
        Assert.Equal(Reason.UpToDate, (await Sweep(one)).Reason);

        async Task<ApplicationReport> Sweep(Sweeper sweeper) =>
            Assert.Single((await sweeper.SweepOnceAsync(new(null, [_policy]), null, CancellationToken.None)).Applications);
    }

    [Fact]
    public async Task A_throttled_addPassword_is_tried_again_when_the_service_allows_it()
    {
        var asked = new List<DateTimeOffset>();
        _world.Fault = call =>
        {
            if (call is "addPassword")
            {
                asked.Add(_world.Time.True);
            }

            return call is "addPassword" && asked.Count == 1 ? new CallFailure(CallFailureKind.Throttled, "later") { RetryAfter = TimeSpan.FromSeconds(40) } : null;
        };
        Assert.Equal(Reason.UpToDate, (await One(_policy)).Reason);
        Assert.Equal(2, asked.Count);
        Assert.True(asked[1] - asked[0] >= TimeSpan.FromSeconds(40));
        Assert.Single(_app.Live);
    }

    [Fact]
    public async Task An_application_open_to_personal_accounts_with_a_foreign_secret_has_no_room_unless_it_is_adopted()
    {
        var personal = _world.Add("game", "AzureADandPersonalMicrosoftAccount");
        var byHand = _world.AddByHand(personal, TimeSpan.FromDays(300));
        var report = await One(World.Policy(personal));
        Assert.Equal((Condition.NeedsAttention, Reason.CredentialLimit), (report.Condition, report.Reason));
        Assert.Equal(0, _world.AddPasswords);

        await One(World.Policy(personal) with { Adopt = true });
        await _world.SweepForAsync(TimeSpan.FromDays(4), World.Policy(personal) with { Adopt = true });
        Assert.DoesNotContain(byHand, personal.Live);
        Assert.Single(personal.Live);
    }

    [Fact]
    public async Task An_application_open_to_personal_accounts_waits_for_the_withdrawal_of_a_credential_that_never_logged_in()
    {
        var personal = _world.Add("game", "PersonalMicrosoftAccount");
        var policy = World.Policy(personal);
        await One(policy);
        _world.Time.Advance(TimeSpan.FromDays(61));
        _world.LogInsAnswer = LogInAnswer.WrongSecret;
        await _world.SweepForAsync(TimeSpan.FromHours(2), policy);
        var dud = personal.Live[1];
        _world.LogInsAnswer = null;
        dud.UsableAt = DateTimeOffset.MaxValue;

        var reports = new List<ApplicationReport>();
        for (var sweeps = 0; sweeps < 3; sweeps++)
        {
            reports.Add(await One(policy));
            _world.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.DoesNotContain(dud, personal.Live);
        Assert.Equal(3, _world.AddPasswords);
        Assert.DoesNotContain(reports, report => report.Reason is Reason.CredentialLimit);
    }

    [Fact]
    public async Task Two_foreign_secrets_that_are_to_be_adopted_leave_no_room_and_the_message_does_not_ask_to_adopt_them()
    {
        var personal = _world.Add("game", "PersonalMicrosoftAccount");
        _world.AddByHand(personal, TimeSpan.FromDays(300));
        _world.AddByHand(personal, TimeSpan.FromDays(300));
        var report = await One(World.Policy(personal) with { Adopt = true });
        Assert.Equal(Reason.CredentialLimit, report.Reason);
        Assert.DoesNotContain("adopt", report.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0 of them", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_application_open_to_personal_accounts_never_has_more_than_two_secrets()
    {
        var personal = _world.Add("game", "PersonalMicrosoftAccount");
        var policy = World.Policy(personal);
        var sweeper = _world.NewSweeper();
        for (var hour = 0; hour < 200 * 24; hour += 6)
        {
            await sweeper.SweepOnceAsync(new(null, [policy]), null, CancellationToken.None);
            Assert.InRange(personal.Live.Count, 1, 2);
            _world.Time.Advance(TimeSpan.FromHours(6));
        }

        Assert.InRange(_world.AddPasswords, 3, 4);
    }

    [Fact]
    public async Task A_publication_whose_answer_alone_was_lost_is_done_and_nothing_has_failed()
    {
        _world.LostAnswer = call => call is "put" ? World.Lost : null;
        var report = await One(_policy);
        Assert.Equal((Condition.Healthy, Reason.UpToDate), (report.Condition, report.Reason));
        Assert.All(_world.Steps, step => Assert.Equal(StepOutcome.Done, step.Outcome));
        Assert.Empty(_world.OpenIntents(_app.AppId));
    }

    [Theory]
    [InlineData(CallFailureKind.Forbidden, 1)]
    [InlineData(CallFailureKind.Throttled, 3)]
    public async Task A_vault_that_refuses_the_publication_is_asked_again_when_it_allows_it_or_at_the_next_sweep(CallFailureKind kind, int most)
    {
        var asked = new List<DateTimeOffset>();
        _world.Fault = call =>
        {
            if (call is "put")
            {
                asked.Add(_world.Time.True);
            }

            return call is "put" ? new CallFailure(kind, "no") { RetryAfter = kind is CallFailureKind.Throttled ? TimeSpan.FromMinutes(10) : null } : null;
        };
        await One(_policy);
        Assert.InRange(asked.Count, 1, most);
        Assert.All(asked.Zip(asked.Skip(1)), pair => Assert.True(pair.Second - pair.First >= TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public async Task A_local_clock_a_day_off_is_a_condition_and_nothing_is_removed()
    {
        await One(_policy);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await One(_policy);
        _world.Time.Advance(TimeSpan.FromDays(4));
        _world.Time.WallError = TimeSpan.FromDays(-1);
        _world.Clock.Observe(_world.Time.True);
        Assert.Equal(Reason.ClockSkew, (await One(_policy)).Reason);
        Assert.Equal(2, _app.Live.Count);
        _world.Time.WallError = TimeSpan.Zero;
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        _world.Clock.Observe(_world.Time.True);
        await One(_policy);
        Assert.Single(_app.Live);
    }

    [Fact]
    public async Task An_audit_log_that_takes_no_records_keeps_everything_from_being_begun()
    {
        _world.AuditIsWritable = false;
        var report = await One(_policy);
        Assert.Equal((Condition.NeedsAttention, Reason.AuditUnwritable), (report.Condition, report.Reason));
        Assert.Equal(0, _world.AddPasswords);
        Assert.Empty(_world.Vault().Secrets);
    }

    [Fact]
    public async Task A_rotation_after_one_that_was_dated_by_a_clock_ahead_is_not_taken_for_overtaken()
    {
        await One(_policy);
        var vault = _world.Vault();
        var published = vault.Secrets["payments-secret"][0];
        var ahead = ((IIdentifiers)_world).NewRotation(_world.Time.True + TimeSpan.FromDays(365));
        vault.Secrets["payments-secret"][0] = published with { Version = published.Version with { Tags = published.Version.Tags! with { RotationId = ahead } } };
        _world.Time.Advance(TimeSpan.FromDays(61));
        await One(_policy);
        Assert.Equal(2, _world.AddPasswords);
        Assert.Equal(_app.Live[1].Value, vault.NewestValue("payments-secret"));
        Assert.True(vault.NewestTags("payments-secret")!.RotationId > ahead);
    }

    [Fact]
    public async Task A_promotion_that_cannot_be_recorded_waits_for_the_next_sweep_and_is_not_tried_every_second()
    {
        _world.LostAnswer = call =>
        {
            _world.AuditIsWritable = call is not "put pending" && _world.AuditIsWritable;
            return null;
        };
        Assert.Equal(Reason.AuditUnwritable, (await One(_policy)).Reason);
        Assert.Single(_world.Steps, step => step.Step is Step.Promote);

        _world.AuditIsWritable = true;
        _world.LostAnswer = _ => null;
        Assert.Equal(Reason.UpToDate, (await One(_policy)).Reason);
        Assert.Equal(1, _world.AddPasswords);
    }

    [Theory]
    [InlineData(LogInAnswer.NoServicePrincipal, Reason.NoServicePrincipal)]
    [InlineData(LogInAnswer.ApplicationDisabled, Reason.ApplicationDisabled)]
    public async Task An_application_that_cannot_log_in_for_reasons_of_its_own_keeps_its_pending_credential(LogInAnswer answer, Reason reason)
    {
        _world.LogInsAnswer = answer;
        Assert.Equal(reason, (await One(_policy)).Reason);
        await _world.SweepForAsync(TimeSpan.FromHours(6), _policy);
        Assert.Equal(1, _world.AddPasswords);
        _world.LogInsAnswer = null;
        Assert.Equal(Reason.UpToDate, (await One(_policy)).Reason);
    }

    [Fact]
    public async Task A_credential_that_never_logs_in_is_a_condition_and_after_two_hours_withdrawn_and_another_issued()
    {
        _world.LogInsAnswer = LogInAnswer.WrongSecret;
        var report = await One(_policy);
        Assert.Equal((Condition.NeedsAttention, Reason.NeverProven), (report.Condition, report.Reason));
        var dud = _app.Live[0];
        await _world.SweepForAsync(TimeSpan.FromHours(4), _policy);
        Assert.DoesNotContain(dud, _app.Live);
        Assert.Equal(2, _world.AddPasswords);
        Assert.False(_world.Vault().Secrets.ContainsKey("payments-secret"));
    }

    [Fact]
    public async Task Conditional_access_that_follows_a_correct_secret_proves_it()
    {
        _world.LogInsAnswer = LogInAnswer.BlockedByConditionalAccess;
        Assert.Equal(Reason.UpToDate, (await One(_policy)).Reason);
    }

    [Fact]
    public async Task Applications_that_cannot_be_told_are_conditions_and_the_others_carry_on()
    {
        var twin = _world.Add("twin");
        _world.Add("twin");
        var named = World.Policy(twin) with { Application = ApplicationSelector.ByDisplayName("twin") };
        var missing = World.Policy(twin) with { Name = "missing", Application = ApplicationSelector.ByAppId(Guid.Empty) };
        var claimed = _world.Add("claimed");
        var report = await _world.SweepAsync(named, missing, World.Policy(claimed), World.Policy(claimed) with { Name = "again" }, _policy);
        Assert.Equal(
            [Reason.ApplicationAmbiguous, Reason.ApplicationNotFound, Reason.ClaimedTwice, Reason.ClaimedTwice, Reason.UpToDate],
            report.Applications.Select(application => application.Reason));
    }

    [Fact]
    public async Task A_second_vault_that_cannot_be_read_delays_only_itself_and_nothing_is_retired_meanwhile()
    {
        var policy = World.Policy(_app, "we", "ne");
        await One(policy);
        _world.Time.Advance(TimeSpan.FromDays(61));
        _world.Fault = call => null;
        var refuse = false;
        var vault = new RefusingVault(_world.Vault("ne"), () => refuse);
        refuse = true;
        _world.Replace("ne", vault);
        var report = await One(policy);
        Assert.Equal(Reason.VaultForbidden, report.Reason);
        Assert.Equal(_app.Live[1].Value, _world.Vault("we").NewestValue("payments-secret"));
        await _world.SweepForAsync(TimeSpan.FromDays(5), policy);
        Assert.Equal(2, _app.Live.Count);

        refuse = false;
        await One(policy);
        Assert.Equal(_app.Live[1].Value, vault.Inner.NewestValue("payments-secret"));
        await _world.SweepForAsync(TimeSpan.FromDays(4), policy);
        Assert.Single(_app.Live);
    }

    [Fact]
    public async Task An_intent_whose_vault_cannot_be_read_stays_open_until_it_can()
    {
        var policy = World.Policy(_app, "we", "ne");
        var refuse = false;
        _world.Replace("ne", new RefusingVault(_world.Vault("ne"), () => refuse));
        using var stop = new CancellationTokenSource();
        var puts = 0;
        _world.LostAnswer = call =>
        {
            if (call is not "put" || ++puts < 2)
            {
                return null;
            }

            refuse = true;
            stop.Cancel();
            return World.Lost;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _world.NewSweeper().SweepOnceAsync(new(null, [policy]), null, stop.Token));
        await One(policy);
        var open = Assert.Single(_world.OpenIntents(_app.AppId));

        refuse = false;
        await One(policy);
        Assert.Equal(StepOutcome.Done, Assert.Single(_world.Audit, record => record.IntentId == open.IntentId && record.Kind is AuditKind.Outcome).Outcome);
    }

    [Fact]
    public async Task When_too_much_fails_unexpectedly_issuing_stops_and_the_next_sweep_tries_five()
    {
        var policies = Enumerable.Range(0, 20).Select(number => World.Policy(_world.Add($"app-{number}"))).ToArray();
        _world.LostAnswer = call => call is "addPassword" ? World.Lost : null;
        var sweeper = _world.NewSweeper();
        var report = await sweeper.SweepOnceAsync(new(null, policies), null, CancellationToken.None);
        Assert.Contains(report.Applications, application => application.Reason is Reason.BreakerOpen);
        var tried = _world.AddPasswords;
        Assert.InRange(tried, 6, 14);

        _world.Time.Advance(TimeSpan.FromHours(1));
        await sweeper.SweepOnceAsync(new(null, policies), null, CancellationToken.None);
        Assert.InRange(_world.AddPasswords - tried, 1, 5);
    }

    [Fact]
    public async Task A_policy_that_shortened_its_grace_period_still_keeps_what_was_promised()
    {
        await One(_policy with { GracePeriod = TimeSpan.FromDays(5) });
        _world.Time.Advance(TimeSpan.FromDays(61));
        await One(_policy with { GracePeriod = TimeSpan.FromHours(1) });
        await _world.SweepForAsync(TimeSpan.FromDays(4), _policy with { GracePeriod = TimeSpan.FromHours(1) });
        Assert.Equal(2, _app.Live.Count);
        await _world.SweepForAsync(TimeSpan.FromDays(2), _policy with { GracePeriod = TimeSpan.FromHours(1) });
        Assert.Single(_app.Live);
    }

    [Fact]
    public async Task A_value_published_to_a_vault_that_the_policy_no_longer_names_is_not_retired_unless_adopted()
    {
        await One(World.Policy(_app, "we", "ne"));
        var narrowed = World.Policy(_app, "we");
        _world.Time.Advance(TimeSpan.FromDays(61));
        await One(narrowed);
        await _world.SweepForAsync(TimeSpan.FromDays(5), narrowed);
        Assert.Equal(2, _app.Live.Count);
        await _world.SweepForAsync(TimeSpan.FromHours(2), narrowed with { Adopt = true });
        Assert.Single(_app.Live);
    }

    private async Task<ApplicationReport> One(Policy policy)
    {
        var report = await _world.SweepAsync(policy);
        Assert.Empty(_world.Defects);
        return Assert.Single(report.Applications);
    }

    private sealed class RefusingVault(FakeVault inner, Func<bool> refuses) : IVault
    {
        private static readonly CallFailure Refusal = new(CallFailureKind.Forbidden, "ForbiddenByFirewall");

        public FakeVault Inner => inner;

        public Task<Call<SecretReading>> ReadNewestAsync(string name, CancellationToken cancellationToken) => Or(() => inner.ReadNewestAsync(name, cancellationToken));

        public Task<Call<SecretReading>> ReadVersionAsync(string name, string version, CancellationToken cancellationToken) => Or(() => inner.ReadVersionAsync(name, version, cancellationToken));

        public Task<Call<IReadOnlyList<SecretVersion>>> ListVersionsAsync(string name, CancellationToken cancellationToken) => Or(() => inner.ListVersionsAsync(name, cancellationToken));

        public Task<Call<bool>> IsSoftDeletedAsync(string name, CancellationToken cancellationToken) => Or(() => inner.IsSoftDeletedAsync(name, cancellationToken));

        public Task<Call<WrittenVersion>> WriteAsync(string name, NewSecret secret, Guid clientRequestId, CancellationToken cancellationToken) => Or(() => inner.WriteAsync(name, secret, clientRequestId, cancellationToken));

        public Task<Call<SecretVersion>> UpdateAsync(string name, string version, bool? enabled, VersionTags tags, Guid clientRequestId, CancellationToken cancellationToken) => Or(() => inner.UpdateAsync(name, version, enabled, tags, clientRequestId, cancellationToken));

        private Task<Call<T>> Or<T>(Func<Task<Call<T>>> call) => refuses() ? Task.FromResult(new Call<T>(Refusal)) : call();
    }
}
