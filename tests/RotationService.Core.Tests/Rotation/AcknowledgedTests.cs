using RotationService.Core.Planning;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>What the vaults have acknowledged is not read back: another look is taken only where something is in doubt, or the last is too old.</summary>
public sealed class AcknowledgedTests : OneApplication
{
    private readonly List<string> _calls = [];

    public AcknowledgedTests() => World.Fault = call =>
    {
        _calls.Add(call);
        return null;
    };

    [Fact]
    public async Task What_was_published_is_closed_without_another_look()
    {
        await One(Policy);
        Assert.Equal(["put", "patch"], _calls.TakeLast(2));
        Assert.DoesNotContain(Vault.Secrets[Pending], entry => entry.Version.Enabled);
    }

    [Fact]
    public async Task What_was_published_in_several_vaults_is_closed_without_another_look()
    {
        await One(Policy with { Vaults = [.. Policy.Vaults, World.Address("contoso-dr")] });
        Assert.Equal(["put", "get", "put", "patch"], _calls.TakeLast(4));
        Assert.DoesNotContain(Vault.Secrets[Pending], entry => entry.Version.Enabled);
    }

    [Fact]
    public async Task What_was_removed_is_left_without_another_look()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(4));
        _calls.Clear();
        Assert.Contains(await Steps(), step => step is { Step: Step.Retire, Outcome: StepOutcome.Done });
        Assert.Equal(["patch", "get", "removePassword"], _calls.TakeLast(3));
    }

    [Theory]
    [InlineData(54, false)]
    [InlineData(55, true)]
    public async Task A_look_that_is_not_fresh_is_followed_by_another(int seconds, bool looks)
    {
        After("put", () => World.Time.Advance(TimeSpan.FromSeconds(seconds)));
        await One(Policy);
        var published = _calls.IndexOf("put");
        Assert.Equal(looks, _calls.Skip(published).Contains("versions"));
        Assert.DoesNotContain(Vault.Secrets[Pending], entry => entry.Version.Enabled);
    }

    [Theory]
    [InlineData("put")]
    [InlineData("patch")]
    public async Task After_what_failed_the_vaults_are_looked_at(string call)
    {
        World.Fault = name =>
        {
            _calls.Add(name);
            return name == call && _calls.Count(other => other == call) == 1 ? new CallFailure(CallFailureKind.Rejected, "No.") : null;
        };
        await One(Policy);
        Assert.Contains("versions", _calls.Skip(_calls.IndexOf(call)));
    }

    private async Task<IReadOnlyList<StepRecord>> Steps() => (await One(Policy)).Steps;
}
