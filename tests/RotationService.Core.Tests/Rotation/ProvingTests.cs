using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>The passes in which a pending value is proven: what they look at, what they remember, when the next comes.</summary>
public sealed class ProvingTests : OneApplication
{
    private readonly CachedApplication _memory = new();
    private readonly List<string> _calls = [];
    private readonly Reconciler _reconciler;
    private DateTimeOffset _nextAt;

    public ProvingTests()
    {
        _reconciler = new Reconciler(World.Dependencies, new Breaker());
        World.Fault = Note;
    }

    [Fact]
    public async Task The_value_is_read_once_to_be_proven_and_published_and_before_that_the_newest_version_alone_is_looked_at()
    {
        await PassAsync();
        Assert.Equal(["get version", "get"], await CallsOfNextPass());
        Assert.Empty(await CallsOfNextPass());
        Assert.Equal(["get", "put", "patch"], await CallsOfNextPass());
        Assert.Null(_memory.WhileVerifying);
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Theory]
    [InlineData(2, 50, 2)]
    [InlineData(2, 40, 2)]
    [InlineData(2, 39, 1)]
    [InlineData(2, 55, 2)]
    [InlineData(2, 54, 2)]
    [InlineData(3, 109, 2)]
    [InlineData(3, 110, 3)]
    public async Task A_value_is_kept_while_the_next_log_in_comes_within_a_minute_and_read_back_if_that_was_long_ago(int consecutive, int seconds, int reads)
    {
        await One(Policy with { Verify = Policy.Verify with { Consecutive = consecutive, Over = TimeSpan.FromSeconds(seconds) } });
        Assert.Equal(reads, _calls.Count(call => call is "get version"));
        Assert.Equal(App.Live[0].Value, Vault.NewestValue(Secret));
    }

    [Theory]
    [InlineData(54, true)]
    [InlineData(55, false)]
    public async Task A_value_is_kept_in_memory_only_if_it_will_still_count_at_the_next_log_in(int seconds, bool isKept)
    {
        var slow = Policy with { Verify = Policy.Verify with { Consecutive = 2, Over = TimeSpan.FromSeconds(seconds) } };
        await PassAsync(slow);
        World.Time.Advance(_nextAt - World.Time.True);
        await PassAsync(slow);
        Assert.Equal(isKept, _memory.WhileVerifying!.Values.Held is not null);
    }

    [Fact]
    public async Task A_value_that_was_read_before_the_process_stood_still_is_not_logged_in_with_again()
    {
        await PassAsync();
        await CallsOfNextPass();
        var logIns = 0;
        World.LostAnswer = call =>
        {
            if (call is "log in" && ++logIns == 1)
            {
                World.Time.Advance(TimeSpan.FromDays(3));
                Vault.Disable(Pending, Vault.Secrets[Pending].Count - 1);
            }

            return null;
        };
        await CallsOfNextPass();
        Assert.Equal(1, logIns);
    }

    [Fact]
    public async Task A_value_that_is_kept_of_another_version_is_not_what_is_tried()
    {
        await PassAsync();
        await CallsOfNextPass();
        var proof = _memory.WhileVerifying!;
        var held = proof.Values.Held!;
        var ofAnother = held with { Address = held.Address with { Version = "another" } };
        _memory.WhileVerifying = proof with { Values = new SecretValues(ofAnother) };
        Assert.Contains("get version", await CallsOfNextPass());
    }

    [Fact]
    public async Task A_value_whose_version_does_not_name_its_credential_is_not_published_as_that_ones_though_it_logs_in()
    {
        await PassAsync();
        var entry = Vault.Secrets[Pending][^1];
        Vault.Secrets[Pending][^1] = entry with { Version = entry.Version with { Tags = entry.Version.Tags! with { KeyId = Guid.NewGuid() } } };
        await CallsOfNextPass();
        await CallsOfNextPass();
        await CallsOfNextPass();
        Assert.Contains((Step.Promote, StepOutcome.Failed, Reason.UnexpectedError), World.Steps);
        Assert.DoesNotContain(Vault.Secrets.GetValueOrDefault(Secret, []), published => published.Version.Tags!.KeyId == App.Live[0].KeyId);
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_any_more_is_a_reason_to_look_at_all_again()
    {
        await PassAsync();
        PublishByAnotherProcess();
        Vault.Disable(Pending, Vault.Secrets[Pending].Count - 1);
        Assert.Equal(["get version", "read", "versions", "get", "versions"], await CallsOfNextPass());
        Assert.Null(_memory.WhileVerifying);
        Assert.Equal(1, World.AddPasswords);
    }

    [Fact]
    public async Task What_was_issued_is_known_to_be_there_though_no_read_shows_it_yet()
    {
        After("addPassword", () => App.Lagging.Add(App.Live[^1].KeyId));
        await PassAsync();
        await CallsOfNextPass();
        await CallsOfNextPass();
        World.Time.Advance(TimeSpan.FromSeconds(15));
        var report = await PassAsync();
        var staged = Assert.Single(report.Credentials);
        Assert.Equal((App.Live[0].KeyId, Stage.Current), (staged.Credential.KeyId, staged.Stage));
        Assert.Empty(_memory.Sightings.Absences);
    }

    [Fact]
    public async Task After_a_publication_that_did_not_work_all_is_looked_at_again_and_the_log_ins_still_count()
    {
        await PassAsync();
        await CallsOfNextPass();
        await CallsOfNextPass();
        World.Fault = call => Note(call) ?? (call is "put" ? new CallFailure(CallFailureKind.Throttled, "later") : null);
        await CallsOfNextPass();
        Assert.Null(_memory.WhileVerifying);

        World.Fault = Note;
        var next = await CallsOfNextPass();
        Assert.Equal("versions", next[0]);
        Assert.Contains("put", next);
        Assert.Single(World.Steps, step => step is { Step: Step.Promote, Outcome: StepOutcome.Done });
    }

    [Fact]
    public async Task A_log_in_that_is_throttled_is_tried_again_as_long_after_its_answer_as_the_endpoint_asks()
    {
        var report = await PassAsync();
        World.LogInsAnswer = LogInAnswer.Throttled;
        World.LogInsRetryAfter = TimeSpan.FromSeconds(60);
        World.Time.Advance(report.FollowUpAt!.Value - World.Time.True);
        After("log in", () => World.Time.Advance(TimeSpan.FromSeconds(20)));
        report = await PassAsync();
        Assert.Equal(World.Time.True + TimeSpan.FromSeconds(60), report.FollowUpAt);
    }

    [Fact]
    public async Task An_outcome_that_the_same_pass_can_tell_from_the_world_is_recorded_by_it()
    {
        await PassAsync();
        await CallsOfNextPass();
        await CallsOfNextPass();
        World.Fault = call => call is "put" ? World.Lost : null;
        World.Time.Advance(TimeSpan.FromSeconds(15));
        await PassAsync();
        Assert.Empty(World.OpenIntents(App.ObjectId));
        Assert.Equal(StepOutcome.Abandoned, World.Audit[^1].Outcome);
    }

    [Fact]
    public async Task An_application_with_hundreds_of_leftovers_is_looked_at_and_tidied_in_one_pass()
    {
        const int many = 202;
        for (var number = 0; number < many; number++)
        {
            var rotation = ((IIdentifiers)World).NewRotation(World.Time.True - TimeSpan.FromDays(1));
            Vault.Put(Pending, "a leftover", new VersionTags(rotation, App.AppId, VersionStage.Pending) { KeyId = Guid.NewGuid() });
        }

        World.Time.Advance(TimeSpan.FromMinutes(30));
        var look = await _reconciler.PreviewAsync(Policy, App.Read(), World.Clock.Now, [], CancellationToken.None);
        Assert.Equal(many, look.Steps.Count(step => step is { Step: Step.Tidy, Reason: Reason.CredentialGone }));
        World.LogInsAnswer = LogInAnswer.Unreachable;
        await PassAsync();
        Assert.Single(Vault.Secrets[Pending], entry => entry.Version.Enabled);
    }

    [Fact]
    public async Task A_pass_that_goes_in_a_circle_is_ended()
    {
        await StoreAndStop();
        PublishByAnotherProcess();
        var open = Vault.Secrets[Pending][^1];
        var patches = 0;
        World.LostAnswer = call =>
        {
            if (call is "patch")
            {
                Vault.Secrets[Pending][^1] = open;
                patches++;

                // A look that is too old to go on from: the vault shows again what it had acknowledged to be otherwise.
                World.Time.Advance(TimeSpan.FromMinutes(1));
            }

            return null;
        };
        await Assert.ThrowsAsync<InvalidOperationException>(PassAsync);
        Assert.InRange(patches, 100, 300);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_log_in_whose_answer_is_always_too_old_to_rely_on_does_not_go_on_for_ever(bool onlyLooks)
    {
        Vault.Put(Secret, World.AddByHand(App, TimeSpan.FromDays(90)).Value);
        var logIns = 0;
        World.LostAnswer = call =>
        {
            World.Time.Advance(call is "log in" ? TimeSpan.FromMinutes(1) : TimeSpan.Zero);
            logIns += call is "log in" ? 1 : 0;
            return null;
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => onlyLooks ? _reconciler.PreviewAsync(Policy, App.Read(), World.Clock.Now, [], CancellationToken.None) : PassAsync());
        Assert.InRange(logIns, 100, 300);
    }

    [Fact]
    public async Task A_value_that_has_been_read_as_the_newest_is_not_read_again_to_log_in_with_it()
    {
        Vault.Put(Secret, $"{World.AddByHand(App, TimeSpan.FromDays(90)).Value[..3]}-somebody-else's");
        World.Time.Advance(TimeSpan.FromMinutes(10));
        var logIns = 0;
        World.LostAnswer = call =>
        {
            logIns += call is "log in" ? 1 : 0;
            return null;
        };
        var report = await PassAsync();
        Assert.Equal(Reason.NameInUse, report.Reason);
        Assert.Equal(1, logIns);
        Assert.DoesNotContain("get version", _calls);
    }

    [Theory]
    [InlineData(true, "no role here")]
    [InlineData(false, "told so by the test")]
    public async Task A_value_that_cannot_be_tried_out_for_as_long_as_a_proof_may_take_is_a_condition_that_says_why(bool unreadable, string why)
    {
        World.LogInsAnswer = LogInAnswer.Other;
        World.Fault = call => call is "get version" && unreadable ? new CallFailure(CallFailureKind.Forbidden, "no role here") : null;
        var report = await One(Policy);
        Assert.Equal((Condition.Failed, Reason.UnexpectedError, Step.Verify), (report.Condition, report.Reason, report.NextAction));
        Assert.Contains(why, report.Message, StringComparison.Ordinal);
        Assert.InRange(World.Time.True - World.Start, Policy.Verify.Timeout, Policy.Verify.Timeout + TimeSpan.FromMinutes(1));

        World.LogInsAnswer = null;
        World.Fault = _ => null;
        Assert.Equal(Reason.UpToDate, (await One(Policy)).Reason);
        Assert.Equal(1, World.AddPasswords);
    }

    [Fact]
    public async Task A_pass_that_is_stopped_while_it_looks_begins_nothing()
    {
        using var stop = new CancellationTokenSource();
        Before("versions", stop.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _reconciler.ReconcileAsync(Policy, App.Read(), World.Clock.Now, _memory, stop.Token));
        Assert.Empty(World.Audit);
    }

    private async Task<IReadOnlyList<string>> CallsOfNextPass()
    {
        World.Time.Advance(_nextAt - World.Time.True);
        _calls.Clear();
        await PassAsync();
        return [.. _calls];
    }

    private Task<ApplicationReport> PassAsync() => PassAsync(Policy);

    private async Task<ApplicationReport> PassAsync(Policy policy)
    {
        var report = await _reconciler.ReconcileAsync(policy, App.Read(), World.Clock.Now, _memory, CancellationToken.None);
        _nextAt = report.FollowUpAt ?? World.Time.True;
        return report;
    }

    private CallFailure? Note(string call)
    {
        _calls.Add(call);
        return null;
    }
}
