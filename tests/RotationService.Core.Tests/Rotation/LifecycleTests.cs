using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

public sealed class LifecycleTests
{
    private readonly World _world = new();

    [Fact]
    public async Task A_first_rotation_is_issued_stored_proven_and_published_in_one_sweep()
    {
        var app = _world.Add("payments");
        var report = await _world.SweepAsync(World.Policy(app));

        Assert.Empty(_world.Defects);
        Assert.Equal([Step.Issue, Step.Store, Step.Verify, Step.Promote, Step.Tidy], _world.Steps.Select(step => step.Step));
        Assert.All(_world.Steps, step => Assert.Equal(StepOutcome.Done, step.Outcome));
        var only = Assert.Single(report.Applications);
        Assert.Equal((Condition.Healthy, Reason.UpToDate), (only.Condition, only.Reason));
        Assert.Equal(app.Live[0].Value, _world.Vault().NewestValue("payments-secret"));
        Assert.False(_world.Vault().Secrets["payments-secret-pending"][^1].Version.Enabled);
        Assert.Empty(_world.OpenIntents(app.ObjectId));
    }

    [Fact]
    public async Task Listeners_hear_of_each_act_before_it_is_carried_out()
    {
        await _world.SweepAsync(World.Policy(_world.Add("payments")));
        Assert.Equal(
            ["Issue begins", "Issue ended", "Store ended", "Promote begins", "Verify ended", "Promote ended", "Tidy begins", "Tidy ended"],
            _world.Events);
    }

    [Fact]
    public async Task A_credential_that_logs_in_at_once_is_published_only_after_it_has_settled_and_logged_in_over_a_while()
    {
        var app = _world.Add("payments");
        await _world.SweepAsync(World.Policy(app));
        Assert.True(_world.Vault().Secrets["payments-secret"][0].Version.CreatedOn - app.Live[0].Made >= TimeSpan.FromSeconds(150));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task A_consumer_that_reads_once_a_day_logs_in_every_hour_of_a_year()
    {
        var app = _world.Add("payments");
        var policy = World.Policy(app);
        var sweeper = _world.NewSweeper();
        string? held = null;
        for (var hour = 0; hour < 365 * 24; hour++)
        {
            await sweeper.SweepOnceAsync(new(null, [policy]), null, CancellationToken.None);
            held = hour % 24 == 0 ? _world.Vault().NewestValue("payments-secret") : held;
            Assert.True(_world.LogsIn(app, held!), $"hour {hour}");
            Assert.InRange(app.Live.Count, 1, 2);
            _world.Time.Advance(TimeSpan.FromHours(1));
        }

        Assert.InRange(_world.AddPasswords, 6, 7);
        Assert.Empty(_world.Defects);
        Assert.Empty(_world.OpenIntents(app.ObjectId));
    }

    [Fact]
    public async Task The_previous_credential_is_retired_after_its_grace_period_and_not_before()
    {
        var app = _world.Add("payments");
        var policy = World.Policy(app);
        await _world.SweepAsync(policy);
        var first = app.Live[0];
        _world.Time.Advance(TimeSpan.FromDays(61));
        var report = await _world.SweepAsync(policy);
        Assert.Equal(Reason.InGrace, report.Applications[0].Reason);

        _world.Time.Advance(TimeSpan.FromHours(71));
        await _world.SweepAsync(policy);
        Assert.Contains(first, app.Live);
        _world.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(2));
        await _world.SweepAsync(policy);
        Assert.DoesNotContain(first, app.Live);
        Assert.Single(app.Live);
    }

    [Fact]
    public async Task A_grace_period_is_not_cut_short_by_the_seconds_a_vault_cuts_off_its_timestamps()
    {
        var app = _world.Add("payments");
        var policy = World.Policy(app);
        await _world.SweepAsync(policy);
        var first = app.Live[0];
        _world.Time.Advance(TimeSpan.FromDays(61));
        var publishedAt = World.Start;
        _world.Fault = call =>
        {
            if (call is "put")
            {
                _world.Time.Advance(TimeSpan.FromMilliseconds(900 - _world.Time.True.Millisecond));
                publishedAt = _world.Time.True;
            }

            return null;
        };
        await _world.SweepAsync(policy);
        _world.Time.Advance(publishedAt + policy.GracePeriod - TimeSpan.FromMilliseconds(100) - _world.Time.True);
        await _world.SweepAsync(policy);
        Assert.Contains(first, app.Live);
    }

    [Fact]
    public async Task A_version_whose_credential_was_retired_is_disabled_once_three_reads_no_longer_show_it()
    {
        var app = _world.Add("payments");
        var policy = World.Policy(app);
        await _world.SweepAsync(policy);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await _world.SweepForAsync(TimeSpan.FromDays(4), policy);

        var versions = _world.Vault().Secrets["payments-secret"];
        Assert.Equal([false, true], versions.Select(entry => entry.Version.Enabled));
        Assert.Equal(VersionStage.Retiring, versions[0].Version.Tags!.Stage);
    }

    [Fact]
    public async Task Several_vaults_get_the_same_value()
    {
        var app = _world.Add("payments");
        await _world.SweepAsync(World.Policy(app, "we", "ne"));
        Assert.Equal(app.Live[0].Value, _world.Vault("we").NewestValue("payments-secret"));
        Assert.Equal(app.Live[0].Value, _world.Vault("ne").NewestValue("payments-secret"));
        Assert.Equal(["we", "ne"], _world.Vault("ne").NewestTags("payments-secret")!.Vaults);
    }

    [Fact]
    public async Task A_vault_added_to_the_policy_gets_the_current_value()
    {
        var app = _world.Add("payments");
        await _world.SweepAsync(World.Policy(app, "we"));
        await _world.SweepAsync(World.Policy(app, "we", "ne"));
        Assert.Equal(app.Live[0].Value, _world.Vault("ne").NewestValue("payments-secret"));
        Assert.Contains((Step.CopyToVault, StepOutcome.Done, Reason.ValueMissing), _world.Steps);
    }

    [Fact]
    public async Task Verify_none_waits_for_settle_and_never_logs_in()
    {
        var app = _world.Add("payments");
        _world.LogInsAnswer = LogInAnswer.WrongSecret;
        await _world.SweepAsync(World.Policy(app) with { Verify = VerifyRule.None });
        Assert.Equal(app.Live[0].Value, _world.Vault().NewestValue("payments-secret"));
        Assert.True(_world.Time.True - World.Start >= TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Looking_changes_nothing_and_says_what_would_be_done()
    {
        var app = _world.Add("payments");
        var report = await _world.NewSweeper().PreviewAsync(new(null, [World.Policy(app)]), CancellationToken.None);
        Assert.Equal((Condition.Due, Reason.FirstRotation), (report.Applications[0].Condition, report.Applications[0].Reason));
        Assert.Equal([Step.Preflight, Step.Issue, Step.Store, Step.Verify, Step.Promote], report.Applications[0].Steps.Select(step => step.Step));
        Assert.All(report.Applications[0].Steps, step => Assert.Equal(StepOutcome.Planned, step.Outcome));
        Assert.Empty(app.Live);
        Assert.Empty(_world.Audit);
        Assert.Empty(_world.Vault().Secrets);
    }

    [Fact]
    public async Task Rotating_on_request_rotates_whatever_the_dates_and_refuses_during_grace()
    {
        var app = _world.Add("payments");
        var policy = World.Policy(app);
        await _world.SweepAsync(policy);
        var first = _world.Vault().NewestValue("payments-secret");

        var report = await _world.NewSweeper().SweepOnceAsync(new(null, [policy]), new RotateRequest(new PolicyKey("payments", null), RevokePrevious: false), CancellationToken.None);
        Assert.NotEqual(first, _world.Vault().NewestValue("payments-secret"));
        Assert.Equal(Reason.InGrace, report.Applications[0].Reason);
        Assert.Equal(2, app.Live.Count);

        report = await _world.NewSweeper().SweepOnceAsync(new(null, [policy]), new RotateRequest(new PolicyKey("payments", null), RevokePrevious: false), CancellationToken.None);
        Assert.Equal(Reason.InGrace, report.Applications[0].Reason);
        Assert.Contains("request it together with the removal of the previous credential", report.Applications[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, _world.AddPasswords);

        report = await _world.NewSweeper().SweepOnceAsync(new(null, [policy]), new RotateRequest(new PolicyKey("payments", null), RevokePrevious: true), CancellationToken.None);
        Assert.Equal(3, _world.AddPasswords);
        Assert.Single(app.Live);
        Assert.Equal(app.Live[0].Value, _world.Vault().NewestValue("payments-secret"));
        Assert.Equal(2, _world.Steps.Count(step => step.Step is Step.Revoke && step.Outcome is StepOutcome.Done));
    }
}
