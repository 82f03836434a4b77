using RotationService.Core.Credentials;
using RotationService.Core.Discovery;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Matching;

/// <summary>What the owners of other applications can bring about by their names, tags and marks: nothing for ours.</summary>
public sealed class NeighboursTests
{
    private static readonly TimeSpan UntilDue = TimeSpan.FromDays(61);

    private readonly World _world = new();

    [Theory]
    [InlineData("SVC.billing")]
    [InlineData("svc-billing")]
    public async Task A_neighbour_with_the_groups_tag_a_forged_mark_and_the_same_secret_name_stops_nobody(string name)
    {
        var billing = Tagged("svc-billing");
        await _world.SweepAsync(Team());
        Forge(Neighbour(name), "svc-billing-client-secret");
        _world.Time.Advance(UntilDue);
        var report = await _world.SweepAsync(Team());
        Assert.Equal(
            [Reason.InGrace, Reason.NotOwner],
            report.Applications.Select(application => application.Reason).Order());
        Assert.Equal(2, billing.Live.Count);
        Assert.Equal(billing.Live[^1].Value, _world.Vault().NewestValue("svc-billing-client-secret"));
    }

    [Fact]
    public async Task Neighbours_that_merely_fit_are_no_members_and_one_counted_row()
    {
        var billing = Tagged("svc-billing");
        Neighbour("SVC.billing");
        Neighbour("other");
        Neighbour("another");
        var report = await _world.SweepAsync(Team());
        Assert.Equal((billing.AppId, Reason.UpToDate), (Assert.Single(report.Applications).Application!.AppId, report.Applications[0].Reason));
        var row = Assert.Single(report.Policies);
        Assert.Equal((Reason.OthersLeftOut, Condition.Healthy, 3, false), (row.Reason, row.Condition, row.Count, row.NeedsHuman));
        Assert.Contains("(another, other, SVC.billing)", row.Message, StringComparison.Ordinal);
        Assert.Equal(["svc-billing-client-secret-pending", "svc-billing-client-secret"], _world.Vault().Secrets.Keys);
    }

    [Theory]
    [InlineData(CallFailureKind.Ambiguous)]
    [InlineData(CallFailureKind.Throttled)]
    [InlineData(CallFailureKind.Forbidden)]
    public async Task They_stay_out_where_the_next_lookup_of_what_the_identity_may_change_does_not_come_through(CallFailureKind failure)
    {
        Tagged("svc-billing");
        Neighbour("SVC.billing");
        var sweeper = _world.NewSweeper();
        var policies = new PolicySet(null, [Team()]);
        await sweeper.SweepOnceAsync(policies, request: null, CancellationToken.None);
        _world.Fault = call => call is "owned" ? new CallFailure(failure, "no") : null;
        var report = await sweeper.SweepOnceAsync(policies, request: null, CancellationToken.None);
        Assert.Single(report.Applications);
    }

    [Fact]
    public async Task A_listed_application_that_is_not_ours_to_change_is_reported_at_once_and_costs_no_look()
    {
        var listed = Neighbour("svc-billing");
        var calls = Recorded();
        var report = await _world.SweepAsync(Group(new ApplicationGroup { AppIds = [listed.AppId] }));
        Assert.Equal((Condition.NeedsAttention, Reason.NotOwner), (Assert.Single(report.Applications).Condition, report.Applications[0].Reason));
        Assert.Contains($"az ad app owner add --id {listed.AppId}", report.Applications[0].Message, StringComparison.Ordinal);
        Assert.Empty(report.Policies);
        Assert.Equal(["list", "owned"], calls);
    }

    [Fact]
    public async Task Who_is_not_ours_to_change_any_more_does_not_expire_in_silence()
    {
        var billing = Tagged("svc-billing");
        await _world.SweepAsync(Team());
        billing.IsOurs = false;
        var report = await _world.SweepAsync(Team());
        Assert.Equal(Reason.NotOwner, Assert.Single(report.Applications).Reason);
        Assert.Empty(report.Unmatched);
        billing.IsOurs = true;
        Assert.Equal(Reason.UpToDate, Assert.Single((await _world.SweepAsync(Team())).Applications).Reason);
    }

    [Fact]
    public async Task Where_it_is_not_known_what_is_ours_to_change_all_is_taken_in_and_the_change_itself_is_refused()
    {
        Tagged("svc-billing");
        Neighbour("other");
        _world.Fault = call => call is "owned" ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
        var report = await _world.SweepAsync(Team());
        Assert.Equal([Reason.NotOwner, Reason.UpToDate], report.Applications.Select(application => application.Reason));
        Assert.Empty(report.Policies);
    }

    [Fact]
    public async Task What_is_ours_to_change_is_listed_once_a_sweep_in_each_tenant_and_only_for_groups()
    {
        var (here, there) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var tenant in (Guid[])[here, there])
        {
            _world.Add("svc", tenantId: tenant).Tags.Add("auto-rotate");
            var neighbour = _world.Add("other", tenantId: tenant);
            neighbour.Tags.Add("auto-rotate");
            neighbour.IsOurs = false;
        }

        var calls = Recorded();
        var report = await _world.NewSweeper().PreviewAsync(new PolicySet(null, [Team()]) { Tenants = [here, there] }, CancellationToken.None);
        Assert.Equal(2, report.Applications.Count);
        Assert.Equal(2, Assert.Single(report.Policies).Count);
        Assert.Equal([$"owned {here}", $"owned {there}"], calls.Where(call => call.StartsWith("owned", StringComparison.Ordinal)));

        calls.Clear();
        await _world.NewSweeper().PreviewAsync(new PolicySet(null, [World.Policy(_world.Applications[0])]) { Tenants = [here, there] }, CancellationToken.None);
        Assert.DoesNotContain(calls, call => call.StartsWith("owned", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tenant_that_cannot_say_what_is_ours_to_change_takes_nothing_from_the_other()
    {
        var (here, there) = (Guid.NewGuid(), Guid.NewGuid());
        foreach (var tenant in (Guid[])[here, there])
        {
            var neighbour = _world.Add("other", tenantId: tenant);
            neighbour.Tags.Add("auto-rotate");
            neighbour.IsOurs = false;
        }

        _world.Fault = call => call == $"owned {there}" ? new CallFailure(CallFailureKind.Ambiguous, "no") : null;
        var report = await _world.NewSweeper().PreviewAsync(new PolicySet(null, [Team()]) { Tenants = [here, there] }, CancellationToken.None);
        Assert.Equal(there, Assert.Single(report.Applications).Application!.TenantId);
        Assert.Equal(1, Assert.Single(report.Policies).Count);
    }

    [Fact]
    public async Task A_neighbour_that_takes_the_display_name_of_an_application_stops_nobody_and_one_of_ours_is_a_condition()
    {
        var portal = _world.Add("portal");
        var policy = World.Policy(portal) with { Application = ApplicationSelector.ByDisplayName("portal") };
        await _world.SweepAsync(policy);
        var neighbour = Forge(_world.Add("Portal"), policy.Secret);
        neighbour.IsOurs = false;
        _world.Time.Advance(UntilDue);
        Assert.Equal(Reason.InGrace, Assert.Single((await _world.SweepAsync(policy)).Applications).Reason);
        Assert.Equal(2, portal.Live.Count);
        Assert.Single(neighbour.Live);

        neighbour.IsOurs = true;
        Assert.Equal(Reason.ApplicationAmbiguous, Assert.Single((await _world.SweepAsync(policy)).Applications).Reason);
    }

    [Fact]
    public async Task None_of_one_display_name_is_picked_before_its_first_rotation_though_only_one_is_ours_to_change()
    {
        var portal = _world.Add("portal");
        _world.Add("portal").IsOurs = false;
        var policy = World.Policy(portal) with { Application = ApplicationSelector.ByDisplayName("portal") };
        Assert.Equal(Reason.ApplicationAmbiguous, Assert.Single((await _world.SweepAsync(policy)).Applications).Reason);
    }

    [Fact]
    public async Task A_neighbour_that_forged_its_way_into_a_group_is_not_claimed_twice_and_takes_no_policys_place()
    {
        var listed = Forge(Neighbour("listed"), "listed-client-secret");
        var report = await _world.SweepAsync(World.Policy(listed), Team());
        Assert.All(report.Applications, application => Assert.Equal(Reason.NotOwner, application.Reason));
        Assert.Equal(2, report.Applications.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_policies_that_claim_an_application_do_not_rotate_it_where_the_right_is_granted_after_the_listing(bool isMember)
    {
        var lost = Neighbour("svc-billing");
        if (isMember)
        {
            Forge(lost, "svc-billing-client-secret");
        }

        _world.Fault = call =>
        {
            lost.IsOurs |= call is not ("list" or "owned");
            return null;
        };
        var report = await _world.SweepAsync(World.Policy(lost), Team());
        Assert.All(report.Applications, application => Assert.Equal(Reason.NotOwner, application.Reason));
        Assert.Empty(_world.Vault().Secrets);
        lost.IsOurs = true;
        Assert.All((await _world.SweepAsync(World.Policy(lost), Team())).Applications, application => Assert.Equal(Reason.ClaimedTwice, application.Reason));
    }

    [Fact]
    public async Task A_forged_mark_takes_no_name_from_whom_the_vault_names()
    {
        var one = Tagged("svc-billing");
        await _world.SweepAsync(Team());
        var two = Forge(Tagged("SVC.billing"), "svc-billing-client-secret");
        _world.Time.Advance(UntilDue);
        var report = await _world.SweepAsync(Team());
        Assert.Equal([(one.AppId, Reason.InGrace), (two.AppId, Reason.SecretNameShared)], report.Applications.Select(application => (application.Application!.AppId, application.Reason)).Order());
        Assert.Equal(one.Live[^1].Value, _world.Vault().NewestValue("svc-billing-client-secret"));
        Assert.Single(two.Live);
        Assert.Equal(report.Applications.Select(application => application.Reason), (await _world.NewSweeper().PreviewAsync(new PolicySet(null, [Team()]), CancellationToken.None)).Applications.Select(application => application.Reason));
    }

    [Fact]
    public async Task A_first_rotation_that_is_under_way_goes_on_though_another_takes_its_name()
    {
        var one = Tagged("svc-billing");
        using var stop = new CancellationTokenSource();
        var sweeper = _world.NewSweeper((_, _) => stop.CancelAsync());
        await sweeper.RunAsync(() => new PolicySet(null, [Team()]), TimeSpan.FromHours(1), stop.Token);
        Assert.False(_world.Vault().Secrets.ContainsKey("svc-billing-client-secret"));
        var two = Forge(Tagged("SVC.billing"), "svc-billing-client-secret");
        _world.Time.Advance(TimeSpan.FromMinutes(3));
        var report = await _world.SweepAsync(Team());
        Assert.Equal([(one.AppId, Reason.UpToDate), (two.AppId, Reason.SecretNameShared)], report.Applications.Select(application => (application.Application!.AppId, application.Reason)).Order());
        Assert.Equal(one.Live[^1].Value, _world.Vault().NewestValue("svc-billing-client-secret"));
    }

    [Fact]
    public async Task What_is_left_out_of_a_group_is_not_covered_by_it()
    {
        var billing = Tagged("svc-billing");
        Neighbour("other");
        var policies = new PolicySet(null, [Team()]);
        var listed = (await DirectoryListing.ReadAsync(_world, policies, newFilter: null, progress: null, Ownership.Unknown, parallelism: 1, CancellationToken.None)).Value;
        var covered = Inventory.Of(listed.Applications, policies, _world.Clock.Now, listed.Ownership).Applications.Where(found => found.Policies.Count > 0);
        Assert.Equal(billing.AppId, Assert.Single(covered).Application.AppId);
    }

    private FakeApplication Tagged(string displayName)
    {
        var application = _world.Add(displayName);
        application.Tags.Add("auto-rotate");
        return application;
    }

    private FakeApplication Neighbour(string displayName)
    {
        var application = Tagged(displayName);
        application.IsOurs = false;
        return application;
    }

    private FakeApplication Forge(FakeApplication application, string secret)
    {
        _world.AddByHand(application, TimeSpan.FromDays(400), CredentialMark.For("contoso-prod", secret, new RotationId(Guid.CreateVersion7(_world.Time.True))).ToString());
        return application;
    }

    private List<string> Recorded()
    {
        var calls = new List<string>();
        _world.Fault = call =>
        {
            calls.Add(call);
            return null;
        };
        return calls;
    }

    private static Policy Team() => Group(new ApplicationGroup { Tag = "auto-rotate" });

    private static Policy Group(ApplicationGroup group) => new("team", ApplicationSelector.Of(group), [World.Address("contoso-prod")], "{displayName}-client-secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
        GracePeriod = TimeSpan.FromHours(72),
    };
}
