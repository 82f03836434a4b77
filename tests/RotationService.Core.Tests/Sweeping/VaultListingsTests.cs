using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

/// <summary>When it is its turn, an application at rest is not looked at if a list of its vault shows that nobody has done anything to its secrets.</summary>
public sealed class VaultListingsTests : HourlySweeps
{
    private const string List = "list secrets";

    private static readonly TimeSpan Foresight = Core.Rotation.IdleSnapshot.Foresight;

    public VaultListingsTests() => Sweeper = World.NewSweeper(vaultCheckEverySweeps: 1);

    [Fact]
    public async Task What_a_list_shows_unchanged_is_not_looked_at()
    {
        await Rest();
        Assert.Equal(["list", List], await Sweep());
        var report = World.Sweeps[^1].Applications.Single();
        Assert.Equal((Condition.Healthy, Reason.UpToDate, Step.Issue), (report.Condition, report.Reason, report.NextAction));
    }

    [Fact]
    public async Task One_list_serves_all_applications_of_a_vault()
    {
        var policies = await Fleet(30);
        Assert.Equal(["list", List], await Sweep(policies));
    }

    [Fact]
    public async Task Each_vault_of_an_application_is_listed()
    {
        var policy = Policy with { Vaults = [World.Address("contoso-prod"), World.Address("contoso-dr")] };
        await Sweep(policy);
        Assert.Equal(["list", List, List], await Sweep(policy));
        World.Vault("contoso-dr").Put(Secret, "by hand");
        Assert.Contains("versions", await Sweep(policy));
    }

    [Theory]
    [InlineData("another value")]
    [InlineData("disabled")]
    [InlineData("gone")]
    [InlineData("retagged")]
    [InlineData("pending")]
    [InlineData("pending gone")]
    public async Task Whatever_others_have_done_to_the_newest_version_is_looked_at(string deed)
    {
        await Rest();
        var newest = Vault.Secrets[Secret][^1];
        switch (deed)
        {
            case "another value": Vault.Put(Secret, "by hand"); break;
            case "disabled": Vault.Disable(Secret, 0); break;
            case "gone": Vault.Secrets.Remove(Secret); break;
            case "retagged": Vault.Secrets[Secret][^1] = newest with { Version = newest.Version with { Tags = newest.Version.Tags! with { Vaults = ["contoso-dr"] } } }; break;
            case "pending": await IntentOfAnotherProcess(); break;
            case "pending gone": Vault.Secrets.Remove(Pending); break;
            default: throw new InvalidOperationException(deed);
        }

        Assert.Contains("versions", await Sweep());
    }

    [Fact]
    public async Task What_a_look_has_found_is_what_the_next_list_is_compared_with()
    {
        await Rest();
        Vault.Secrets[Secret][^1] = Vault.Secrets[Secret][^1] with { Version = Vault.Secrets[Secret][^1].Version with { ExpiresOn = World.Time.True } };
        Assert.Contains("versions", await Sweep());
        Assert.Equal(["list", List], await Sweep());
    }

    [Fact]
    public async Task A_vault_with_more_pages_than_a_look_has_reads_is_left_and_remembered()
    {
        await Rest();
        for (var number = 0; number < 60; number++)
        {
            Vault.Put($"of-somebody-else-{number}", "value");
        }

        Assert.Equal(["list", List, "versions", "get", "versions"], await Sweep());
        Assert.Equal(["list", "versions", "get", "versions"], await Sweep());
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public async Task Two_pages_are_worth_the_three_reads_of_a_look_and_three_are_not(int names, bool isListed)
    {
        await Rest();
        for (var number = Vault.Secrets.Count; number < names; number++)
        {
            Vault.Put($"of-somebody-else-{number}", "value");
        }

        Assert.Equal(!isListed, (await Sweep()).Contains("versions"));
    }

    [Fact]
    public async Task A_large_vault_is_listed_when_there_is_more_to_save()
    {
        for (var number = 0; number < 60; number++)
        {
            Vault.Put($"of-somebody-else-{number}", "value");
        }

        await Rest();
        await Sweep();
        var policies = await Fleet(10);
        Assert.Equal(["list", List], await Sweep(policies));
    }

    [Fact]
    public async Task A_vault_that_cannot_be_listed_is_looked_at()
    {
        await Rest();
        var calls = new List<string>();
        World.Fault = call =>
        {
            calls.Add(call);
            return call == List ? new CallFailure(CallFailureKind.Forbidden, "no list permission") : null;
        };
        await Sweep();
        Assert.Equal(["list", List, "versions", "get", "versions"], calls);
        Assert.Equal(Reason.UpToDate, World.Sweeps[^1].Applications.Single().Reason);
    }

    [Fact]
    public async Task What_is_due_within_days_is_looked_at_once_and_then_glanced_at_until_it_is()
    {
        await Rest();
        World.Time.Advance(UntilDue - Foresight + TimeSpan.FromHours(1));
        Assert.Contains("versions", await Sweep());
        Assert.Equal(["list", List], await Sweep());
    }

    [Fact]
    public async Task While_a_removal_is_awaited_it_is_looked_at()
    {
        await Rest();
        World.Time.Advance(UntilDue);
        await SweepUntil(() => World.Steps.Any(step => step.Step is Step.Retire));
        Assert.Contains("versions", await Sweep());
    }

    private TimeSpan UntilDue => DueAt(App.Live[0]) - World.Time.True;

    private async Task Rest()
    {
        await Sweep();
        Assert.Single(App.Live);
    }

    private async Task SweepUntil(Func<bool> isDone)
    {
        for (var sweeps = 0; !isDone(); sweeps++)
        {
            Assert.InRange(sweeps, 0, 1000);
            await Sweep();
        }
    }

    private async Task<Policy[]> Fleet(int size)
    {
        var policies = Enumerable.Range(0, size).Select(number => World.Policy(World.Add($"app-{number}"))).ToArray();
        await Sweep(policies);
        return policies;
    }
}
