using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reconciliation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Reconciliation;

/// <summary>Of an application at rest the memory holds the objects that the sweep holds, and nothing is said otherwise for it.</summary>
public sealed class SharingTests : HourlySweeps
{
    [Fact]
    public async Task A_group_whose_policy_was_changed_goes_by_the_new_one_at_once_and_while_it_was_not_by_what_it_had()
    {
        App.Tags.Add("auto-rotate");
        var team = Policy with { Application = ApplicationSelector.Of(new ApplicationGroup { Tag = "auto-rotate" }), Secret = "{displayName}-secret" };
        var policies = new PolicySet(null, [team]);
        for (var sweep = 0; sweep < 4; sweep++)
        {
            await SweepUnder(policies);
        }

        Assert.Same(World.Reports[^2], World.Reports[^1]);
        Assert.Equal(["list"], await SweepUnder(new PolicySet(null, [team with { }])));
        Assert.Contains("versions", await SweepUnder(new PolicySet(null, [team with { Lifetime = TimeSpan.FromDays(100) }])));
        Assert.Equal(TimeSpan.FromDays(100), World.Reports[^1].Policy.Lifetime);
        Assert.Contains("versions", await SweepUnder(new PolicySet(null, [team with { Secret = "other-{displayName}" }])));
        Assert.Equal("other-payments", World.Reports[^1].Policy.Secret);
    }

    [Fact]
    public void What_a_sweep_holds_is_not_held_twice_and_what_it_says_stays_what_was_said()
    {
        World.AddByHand(App, TimeSpan.FromDays(9));
        var memory = AtRest();
        var seen = memory.Rest!.Application;
        memory.Rest = memory.Rest with { Report = memory.Rest.Report with { Application = seen, Message = "said", Credentials = [new StagedCredential(seen.Credentials[0], Stage.Foreign)], Vaults = [new VaultStanding(Policy.Vaults[0], VaultState.Current)] } };
        var (said, subject) = (memory.Rest.Report, Found(App.Read() with { Tags = ["a"] }));

        memory.Share(subject);

        var rest = memory.Rest!;
        Assert.Same(subject.Application, rest.Application);
        Assert.Same(subject.Application, rest.Report.Application);
        Assert.Same(subject.Policy, rest.Report.Policy);
        Assert.Same(subject.Application!.Credentials[0], rest.Report.Credentials[0].Credential);
        Assert.Equal(("said", Stage.Foreign), (rest.Report.Message, rest.Report.Credentials[0].Stage));
        Assert.Equal(said.Vaults, rest.Report.Vaults);
        Assert.Same(subject.Policy, memory.PolicyAtRest(subject.Under!, subject.Application));
        Assert.Null(memory.PolicyAtRest(new PolicySet(null, [Policy]), subject.Application));
        Assert.Null(memory.PolicyAtRest(subject.Under!, App.Read()));
        memory.Share(subject);
        Assert.Same(rest, memory.Rest);
    }

    [Fact]
    public void A_listing_that_shows_something_else_takes_no_place_in_what_was_seen()
    {
        var memory = AtRest();
        var rest = memory.Rest;
        World.AddByHand(App, TimeSpan.FromDays(9));
        memory.Share(Found(App.Read()));
        Assert.Same(rest, memory.Rest);
    }

    private Subject Found(DirectoryApplication application) => Subject.Resolve(new PolicySet(null, [Policy]), new DirectoryListing([application]))[0];
}
