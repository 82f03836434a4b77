using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reconciliation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Reconciliation;

/// <summary>Schedules that break a protocol that is a little less careful: something happens, or time passes, between two calls of one process.</summary>
public sealed class SchedulesTests
{
    private const string Secret = "payments-secret";
    private const string Pending = "payments-secret-pending";

    private readonly World _world = new();
    private readonly FakeApplication _app;
    private readonly Policy _policy;

    public SchedulesTests()
    {
        _app = _world.Add("payments");
        _policy = World.Policy(_app);
    }

    private FakeVault Vault => _world.Vault();

    [Fact]
    public async Task A_successor_published_between_listing_the_versions_and_reading_the_newest_does_not_end_the_grace_period()
    {
        await _world.SweepAsync(_policy);
        var first = _app.Live[0];
        _world.Time.Advance(TimeSpan.FromDays(20));
        Before("get", PublishByAnotherProcess);
        await _world.SweepAsync(_policy);

        Assert.Contains(first, _app.Live);
        Assert.DoesNotContain(_world.Steps, step => step.Step is Step.Retire);
    }

    [Fact]
    public async Task A_process_that_slept_while_the_answer_to_a_log_in_was_on_its_way_does_not_take_it_for_fresh()
    {
        await _world.SweepAsync(_policy);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await _world.SweepAsync(_policy);
        var (previous, current) = (_app.Live[0], _app.Live[1]);
        _world.Time.Advance(TimeSpan.FromDays(4));
        After("log in", () =>
        {
            _world.Time.Advance(TimeSpan.FromDays(14));
            _app.Live.Remove(current);
        });
        await _world.SweepAsync(_policy);

        Assert.Contains(previous, _app.Live);
    }

    [Fact]
    public async Task A_process_that_slept_after_reading_back_an_unproven_value_does_not_publish_it()
    {
        After("get", () =>
        {
            _app.Live.Clear();
            _world.Time.Advance(TimeSpan.FromDays(14));
        });
        await _world.NewSweeper().SweepOnceAsync(new(null, [_policy with { Verify = VerifyRule.None }]), null, CancellationToken.None);

        Assert.Equal((Step.Promote, StepOutcome.Failed, Reason.StaleCheck), _world.Steps.First(step => step.Step is Step.Promote));
    }

    [Fact]
    public async Task A_pending_version_that_another_process_closed_just_before_it_is_read_back_is_no_missing_grant()
    {
        // Three times to log in, then to read back.
        var reads = 0;
        _world.Fault = call =>
        {
            if (call is "get version" && ++reads == 4)
            {
                PublishByAnotherProcess();
                Vault.Disable(Pending, Vault.Secrets[Pending].Count - 1);
            }

            return null;
        };
        var report = await _world.SweepAsync(_policy);
        Assert.DoesNotContain(_world.Steps, step => step.Reason is Reason.VaultForbidden);
        Assert.Equal(Reason.UpToDate, report.Applications[0].Reason);
    }

    [Fact]
    public async Task What_was_seen_of_an_application_is_forgotten_when_the_policy_names_another()
    {
        var other = _world.Add("billing");
        using var stop = new CancellationTokenSource();
        var sweeper = new Sweeper(_world, _world, _world, _world, _world, _world, _world.Clock, async (wait, cancellationToken) =>
        {
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            _world.Time.Advance(wait);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sweeper.SweepOnceAsync(new(null, [_policy]), null, stop.Token));
        _world.Steps.Clear();

        var moved = _policy with { Application = World.Policy(other).Application, Secret = "billing-secret" };
        var report = await sweeper.SweepOnceAsync(new(null, [moved]), null, CancellationToken.None);
        Assert.Equal(other.AppId, report.Applications[0].Application!.AppId);
        Assert.Equal(Reason.UpToDate, report.Applications[0].Reason);
        Assert.Equal(other.Live[0].Value, Vault.NewestValue("billing-secret"));
        Assert.Empty(_world.Defects);
    }

    [Fact]
    public async Task A_value_that_another_process_published_after_the_last_look_is_not_written_over_by_an_older_rotation()
    {
        // Three times to log in, then to read back: what was looked at is then as fresh as it gets.
        var reads = 0;
        _world.Fault = call =>
        {
            if (call is "get version" && ++reads == 4)
            {
                PublishByAnotherProcess();
            }

            return null;
        };
        await _world.SweepAsync(_policy);

        var published = Assert.Single(Vault.Secrets[Secret]);
        Assert.Equal(_app.Live.Single(credential => credential.KeyId == published.Version.Tags!.KeyId).Value, published.Value);
        Assert.Contains((Step.Promote, StepOutcome.Failed, Reason.StaleCheck), _world.Steps);
    }

    [Fact]
    public async Task A_value_that_somebody_restores_while_its_credential_is_about_to_be_retired_is_kept()
    {
        await _world.SweepAsync(_policy);
        _world.Time.Advance(TimeSpan.FromDays(61));
        await _world.SweepAsync(_policy);
        var previous = _app.Live[0];
        _world.Time.Advance(TimeSpan.FromDays(4));
        After("patch", () => Vault.Put(Secret, previous.Value, Vault.Secrets[Secret][0].Version.Tags));
        await _world.SweepAsync(_policy);

        Assert.Contains(previous, _app.Live);
        Assert.Contains((Step.Retire, StepOutcome.Failed, Reason.StaleCheck), _world.Steps);
    }

    // Something that happens once, before a call of this name.
    private void Before(string name, Action happening) => _world.Fault = call =>
    {
        if (call == name)
        {
            _world.Fault = _ => null;
            happening();
        }

        return null;
    };

    // Something that happens once, after a call of this name and before its answer is taken note of.
    private void After(string name, Action happening) => _world.LostAnswer = call =>
    {
        if (call == name)
        {
            _world.LostAnswer = _ => null;
            happening();
        }

        return null;
    };

    private void PublishByAnotherProcess()
    {
        var rotation = ((IIdentifiers)_world).NewRotation(_world.Time.True);
        var credential = _world.NewCredential(CredentialMark.For("contoso-prod", Secret, rotation).ToString(), _world.Time.True + TimeSpan.FromDays(90));
        _app.Live.Add(credential);
        Vault.Put(Secret, credential.Value, new VersionTags(rotation, _app.AppId, VersionStage.Published) { KeyId = credential.KeyId, Grace = TimeSpan.FromHours(72), Vaults = ["contoso-prod"] }, credential.End);
    }
}
