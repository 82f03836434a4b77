using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>When what did not work is tried again, and what is said of it meanwhile.</summary>
public sealed class FollowUpTests : OneApplication
{
    [Theory]
    [InlineData("put", null, 30)]
    [InlineData("put", 50, 50)]
    [InlineData("removePassword", null, 30)]
    [InlineData("removePassword", 50, 50)]
    public async Task A_throttled_change_is_sent_again_when_the_service_allows_it(string name, int? retryAfter, int seconds)
    {
        if (name is "removePassword")
        {
            await RetirementIsDue();
        }

        var asked = new List<DateTimeOffset>();
        World.Fault = call =>
        {
            if (call == name)
            {
                asked.Add(World.Time.True);
            }

            return call == name && asked.Count == 1
                ? new CallFailure(CallFailureKind.Throttled, "later") { RetryAfter = retryAfter is { } after ? TimeSpan.FromSeconds(after) : null }
                : null;
        };
        await One(Policy);
        Assert.Equal(seconds, (int)(asked[1] - asked[0]).TotalSeconds);
    }

    [Fact]
    public async Task What_changed_while_it_was_planned_is_planned_again_at_once()
    {
        var rotation = ((IIdentifiers)World).NewRotation(World.Start.AddDays(-9));
        var older = World.AddByHand(App, TimeSpan.FromDays(9), CredentialMark.For("contoso-prod", Secret, rotation).ToString());
        App.Live[0] = older with { Made = World.Start.AddDays(-9) };
        Before("get version", () => Vault.Put(Secret, older.Value, new VersionTags(rotation, App.AppId, VersionStage.Published) { KeyId = older.KeyId }));
        var before = World.Time.True;
        await One(Policy);
        Assert.True(World.Time.True - before < TimeSpan.FromMinutes(5));
        Assert.Equal(App.Live[^1].Value, Vault.NewestValue(Secret));
    }

    [Theory]
    [InlineData("put", Step.Promote)]
    [InlineData("patch", Step.Tidy)]
    [InlineData("get version", Step.None)]
    public async Task What_is_said_of_a_step_that_failed_is_why(string name, Step step)
    {
        World.Fault = call => call == name ? new CallFailure(CallFailureKind.Forbidden, "no role here") : null;
        await One(Policy);
        Assert.Equal(step is not Step.None, World.Steps.Exists(done => done.Step == step && done.Outcome is StepOutcome.Failed));
        Assert.Equal(step is not Step.None, World.Said.Exists(said => said.Contains("no role here", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_said_of_a_removal_that_failed_is_why()
    {
        await RetirementIsDue();
        World.Fault = call => call is "removePassword" ? new CallFailure(CallFailureKind.Forbidden, "no role here") : null;
        await One(Policy);
        Assert.Contains("no role here", World.Said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_was_refused_has_failed_for_the_reason_it_was_refused_for()
    {
        await One(World.Policy(App, "contoso-prod"));
        World.Fault = call => call is "put" ? new CallFailure(CallFailureKind.Forbidden, "no role here") : null;
        await One(World.Policy(App, "contoso-prod", "ne"));
        Assert.Contains((Step.CopyToVault, StepOutcome.Failed, Reason.VaultForbidden), World.Steps);
        Assert.Contains("no role here", World.Said[^1], StringComparison.Ordinal);
        World.Fault = _ => null;
        await One(World.Policy(App, "contoso-prod", "ne"));
        Assert.EndsWith(" as well", World.Said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_heal_is_said_to_be_one()
    {
        await One(Policy);
        Vault.Put(Secret, "somebody's mistake");
        World.Time.Advance(TimeSpan.FromMinutes(1));
        await One(Policy);
        Assert.EndsWith("again, because the value of the version after it is refused", World.Said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweeps_and_what_they_found_are_told_once_each()
    {
        var missing = Policy with { Name = "missing", Application = ApplicationSelector.ByAppId(Guid.Empty) };
        await World.SweepAsync(missing);
        Assert.Equal([1], World.Begun);
        Assert.Equal([Reason.ApplicationNotFound], World.Reports.Select(report => report.Reason));
        Assert.Single(World.Sweeps);
        await World.SweepAsync(missing, Policy);
        Assert.Equal([1, 2], World.Begun);
        Assert.Equal(2, World.Sweeps.Count);
    }

    [Theory]
    [InlineData(24, 15, 2)]
    [InlineData(25, 15, 1)]
    [InlineData(69, 60, 2)]
    [InlineData(70, 60, 1)]
    public async Task A_single_sweep_waits_as_long_as_the_slowest_proof_may_take_and_ten_minutes(int retryMinutes, int longestProofMinutes, int times)
    {
        var asked = 0;
        World.Fault = call => call is "addPassword" && asked++ == 0 ? new CallFailure(CallFailureKind.Throttled, "later") { RetryAfter = TimeSpan.FromMinutes(retryMinutes) } : null;
        var other = World.Policy(World.Add("billing"));
        await World.SweepAsync(Policy, other with { Verify = other.Verify with { Timeout = TimeSpan.FromMinutes(longestProofMinutes) } });
        Assert.Equal(times, asked - 1);
    }

    [Fact]
    public async Task What_may_be_tried_again_at_once_is_tried_again_a_second_later()
    {
        var waits = new List<TimeSpan>();
        Before("put", PublishByAnotherProcess);
        await World.NewSweeper((wait, cancellationToken) =>
        {
            waits.Add(wait);
            return World.IdleAsync(wait, cancellationToken);
        }).SweepOnceAsync(new PolicySet(null, [Policy]), request: null, CancellationToken.None);

        Assert.Contains((Step.Promote, StepOutcome.Skipped, Reason.StaleCheck), World.Steps);
        Assert.Contains(TimeSpan.FromSeconds(1), waits);
        Assert.All(waits, wait => Assert.True(wait >= TimeSpan.FromSeconds(1)));
    }

    private async Task RetirementIsDue()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
    }
}
