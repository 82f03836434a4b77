using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Sweeping;

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

        Assert.Equivalent(World.Reports[^2], World.Reports[^1], strict: true);
        Assert.Equal(["list", "owned"], await SweepUnder(new PolicySet(null, [team with { }])));
        Assert.Contains("versions", await SweepUnder(new PolicySet(null, [team with { Lifetime = TimeSpan.FromDays(100) }])));
        Assert.Equal(TimeSpan.FromDays(100), World.Reports[^1].Policy.Lifetime);
        Assert.Contains("versions", await SweepUnder(new PolicySet(null, [team with { Secret = "other-{displayName}" }])));
        Assert.Equal("other-payments", World.Reports[^1].Policy.Secret);
    }

    [Fact]
    public void What_a_sweep_holds_is_not_held_twice_and_what_is_said_stays_what_was_said()
    {
        World.AddByHand(App, TimeSpan.FromDays(9));
        var cached = AtRest();
        var seen = cached.Idle!.Application;
        var said = Said(seen) with { Credentials = [new StagedCredential(seen.Credentials[0], Stage.Foreign)] };
        cached.Idle = new IdleSnapshot(cached.Idle.Until, seen, cached.Idle.Gone, said);
        var subject = Found(App.Read() with { Tags = ["a"] });

        cached.Share(subject);

        var rest = cached.Idle!;
        Assert.Same(subject.Application, rest.Application);
        Assert.Same(subject.Declared, rest.Declared);
        Assert.Equal(Policy.Key, rest.Key);
        Assert.Equivalent(said with { Application = subject.Application }, rest.Report(), strict: true);
        Assert.NotSame(rest.Report(), rest.Report());
        Assert.Same(subject.Application!.Credentials[0], rest.Report().Credentials[0].Credential);
        cached.Share(subject);
        Assert.Same(rest, cached.Idle);
    }

    [Fact]
    public void Of_a_group_is_said_what_the_policy_says_of_the_member()
    {
        var group = Policy with { Application = ApplicationSelector.Of(new ApplicationGroup { AppIds = [App.AppId] }), Secret = "{displayName}-secret" };
        var cached = AtRest();
        cached.Idle = new IdleSnapshot(cached.Idle!.Until, App.Read(), cached.Idle.Gone, Said(App.Read()) with { Policy = group.For(App.Read()) });
        cached.Share(PolicyAssignment.Resolve(new PolicySet(null, [group]), new DirectoryListing([App.Read()])).Assignments[0]);
        Assert.Same(group, cached.Idle.Declared);
        Assert.Equal(new PolicyKey(group.Name, App.AppId), cached.Idle.Key);
        Assert.Equal((cached.Idle.Key, "payments-secret"), (cached.Idle.Report().Policy.Key, cached.Idle.Report().Policy.Secret));
    }

    [Fact]
    public void What_says_more_than_that_an_application_is_at_rest_is_not_packed()
    {
        var app = App.Read();
        Assert.NotNull(PackedReport.Pack(Said(app), Policy, app));
        Assert.Null(PackedReport.Pack(Said(app) with { Observed = false }, Policy, app));
        Assert.Null(PackedReport.Pack(Said(app) with { FollowUpAt = World.Start }, Policy, app));
        Assert.Null(PackedReport.Pack(Said(app) with { Steps = [new StepRecord(Step.Retire, null, StepOutcome.Done, Reason.Superseded, World.Start)] }, Policy, app));
        Assert.Null(PackedReport.Pack(Said(app) with { Credentials = [new StagedCredential(Unlisted, Stage.Current)] }, Policy, app));
        Assert.Null(PackedReport.Pack(Said(app) with { Vaults = [] }, Policy, app));

        var cached = AtRest();
        var said = Said(app) with { Credentials = [new StagedCredential(Unlisted, Stage.Current)] };
        cached.Idle = new IdleSnapshot(cached.Idle!.Until, app, cached.Idle.Gone, said);
        cached.Share(Found(App.Read()));
        Assert.Equivalent(said, cached.Idle.Report(), strict: true);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", null)]
    [InlineData("0123456789ABCDEF0123456789abcdef", "could not be read, für Ä")]
    [InlineData("v1", "")]
    [InlineData(null, null)]
    public void What_was_packed_is_unpacked_to_the_letter(string? version, string? failure)
    {
        var app = App.Read();
        var said = Said(app) with { Vaults = [new VaultStanding(Policy.Vaults[0], VaultState.Foreign) { KeyId = version is null ? null : Guid.NewGuid(), Version = version, Failure = failure }] };
        Assert.Equivalent(said, PackedReport.Unpack(PackedReport.Pack(said, Policy, app)!, Policy, app), strict: true);
        said = said with { NextAction = Step.None, NextActionAt = null };
        Assert.Equivalent(said, PackedReport.Unpack(PackedReport.Pack(said, Policy, app)!, Policy, app), strict: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(252)]
    [InlineData(253)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(299)]
    public void The_credential_that_a_vault_holds_is_told_among_hundreds(int place)
    {
        var app = App.Read() with { Credentials = [.. Enumerable.Range(0, 300).Select(number => new Credential(new Guid(number, 0, 0, new byte[8]), null, World.Start, World.Start, null))] };
        var said = Said(app) with { Vaults = [new VaultStanding(Policy.Vaults[0], VaultState.Current) { KeyId = app.Credentials[place].KeyId }] };
        Assert.Equal(said.Vaults, PackedReport.Unpack(PackedReport.Pack(said, Policy, app)!, Policy, app).Vaults);
    }

    [Fact]
    public void What_is_usually_said_takes_fewer_bytes_than_its_text_would_have_in_memory()
    {
        World.AddByHand(App, TimeSpan.FromDays(9));
        var app = App.Read();
        var said = Said(app) with { Vaults = [new VaultStanding(Policy.Vaults[0], VaultState.Current) { KeyId = app.Credentials[0].KeyId, Version = "0123456789abcdef0123456789abcdef" }] };
        Assert.InRange(PackedReport.Pack(said, Policy, app)!.Length, said.Message.Length, said.Message.Length + 40);
        var gone = new HashSet<Guid> { Guid.NewGuid() };
        Assert.Same(gone, new IdleSnapshot(World.Start, app, gone, said).Gone);
    }

    [Fact]
    public void What_was_under_way_is_forgotten_when_it_says_nothing_any_more()
    {
        var cached = AtRest();
        cached.Removed = cached.Removed.Add(Guid.NewGuid(), World.Start);
        cached.AwaitRemovals(Seen(World.Start + PlanningContext.MinOrphanAge - TimeSpan.FromSeconds(1)));
        Assert.Single(cached.Removed);
        cached.AwaitRemovals(Seen(World.Start + PlanningContext.MinOrphanAge));
        Assert.Empty(cached.Removed);
        cached.Refused = new RotationId(Guid.CreateVersion7());
        cached.Share(Shown(Policy));
        Assert.NotNull(cached.Refused);

        Observation Seen(DateTimeOffset now) => new(now, App.Read(), [], []);
    }

    [Fact]
    public void A_listing_that_shows_something_else_takes_no_place_in_what_was_seen()
    {
        var cached = AtRest();
        var rest = cached.Idle;
        World.AddByHand(App, TimeSpan.FromDays(9));
        cached.Share(Found(App.Read()));
        Assert.Same(rest, cached.Idle);
    }

    private PolicyAssignment Found(DirectoryApplication application) => PolicyAssignment.Resolve(new PolicySet(null, [Policy]), new DirectoryListing([application])).Assignments[0];

    private static Credential Unlisted => new(Guid.NewGuid(), null, World.Start, World.Start, null);

    private ApplicationReport Said(DirectoryApplication application) => new(Policy, Condition.Healthy, Reason.InGrace, "said; grace until 2026")
    {
        Application = application,
        Credentials = [.. application.Credentials.Select(credential => new StagedCredential(credential, Stage.Foreign))],
        Vaults = [new VaultStanding(Policy.Vaults[0], VaultState.Current) { KeyId = Guid.NewGuid(), Version = "0123456789abcdef0123456789abcdef" }],
        NextAction = Step.Retire,
        NextActionAt = World.Start + TimeSpan.FromDays(3),
    };
}
