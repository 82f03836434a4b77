using System.Collections.Concurrent;
using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Reporting;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Matching;

/// <summary>One identity that looks after applications in several tenants.</summary>
public sealed class TenantsTests
{
    private static readonly Guid Here = Guid.Parse("00000000-0000-0000-0000-0000000000aa");
    private static readonly Guid There = Guid.Parse("00000000-0000-0000-0000-0000000000bb");
    private static readonly Guid Vendor = Guid.Parse("00000000-0000-0000-0000-000000000009");

    private readonly World _world = new();
    private readonly FakeApplication _billing;
    private readonly FakeApplication _mailer;

    public TenantsTests()
    {
        _billing = _world.Add("billing", tenantId: Here);
        _mailer = _world.Add("mailer", tenantId: There);
    }

    private static Policy Named => new("named", ApplicationSelector.ByDisplayName("portal"), [World.Address("contoso-prod")], "portal-secret");

    private static Policy OfVendor => new("vendor", ApplicationSelector.ServicePrincipal(Vendor), [World.Address("contoso-prod")], "vendor-secret");

    private static Policy Team => new("team", ApplicationSelector.Of(new ApplicationGroup { DisplayName = new NamePattern("*er") }), [World.Address("contoso-prod")], "{displayName}-secret");

    [Fact]
    public async Task Applications_of_all_tenants_are_rotated_and_log_in_where_they_are()
    {
        var report = await SweepAsync(World.Policy(_billing), World.Policy(_mailer));
        Assert.All(report.Applications, application => Assert.Equal((Condition.Healthy, Reason.UpToDate), (application.Condition, application.Reason)));
        Assert.Equal([Here, There], report.Applications.Select(application => application.Application!.TenantId));
        Assert.Equal(_billing.Live[0].Value, _world.Vault().NewestValue("billing-secret"));
        Assert.Equal(_mailer.Live[0].Value, _world.Vault().NewestValue("mailer-secret"));
        Assert.All(_world.Audit, record => Assert.Equal(record.ObjectId == _billing.ObjectId ? Here : There, record.TenantId));
        Assert.Empty(report.Unlisted);
    }

    [Fact]
    public async Task A_group_has_its_members_in_all_tenants_and_they_are_carried_on_from_sweep_to_sweep()
    {
        var sweeper = _world.NewSweeper(vaultCheckEverySweeps: 100);
        await sweeper.SweepOnceAsync(Policies(Team), request: null, CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromDays(150));
        var report = await sweeper.SweepOnceAsync(Policies(Team), request: null, CancellationToken.None);
        Assert.Equal(["team/mailer"], report.Applications.Select(application => application.Policy.Label));
        Assert.Equal(2, _mailer.Live.Count);
    }

    [Fact]
    public async Task A_tenant_that_cannot_be_listed_stops_only_what_is_not_seen_elsewhere()
    {
        Fail(There, CallFailureKind.Forbidden);
        var report = await SweepAsync(World.Policy(_billing), World.Policy(_mailer));
        Assert.Null(report.DirectoryFailure);
        Assert.Equal([Reason.UpToDate, Reason.PermissionMissing], report.Applications.Select(application => application.Reason));
        Assert.Equal((Condition.NeedsAttention, false), (report.Applications[1].Condition, report.Applications[1].Observed));
        Assert.Contains($"applications of tenant {There}", report.Applications[1].Message, StringComparison.Ordinal);
        Assert.Equal(There, Assert.Single(report.Unlisted).TenantId);
        Assert.Equal(report.Unlisted, Assert.Single(_world.Sweeps).Unlisted);
        Assert.Empty(_mailer.Live);
    }

    [Fact]
    public async Task What_no_tenant_has_is_only_said_to_be_missing_when_all_were_seen()
    {
        var missing = World.Policy(_billing) with { Application = ApplicationSelector.ByAppId(Guid.NewGuid()) };
        Assert.Equal(Reason.ApplicationNotFound, (await SweepAsync(missing)).Applications[0].Reason);
        Fail(There, CallFailureKind.Unreachable);
        Assert.Equal((Condition.Failed, Reason.UnexpectedError), Standing((await SweepAsync(missing)).Applications[0]));
    }

    [Fact]
    public async Task Members_that_are_seen_go_on_and_that_others_may_be_missing_is_said_once()
    {
        var more = Team with { Application = ApplicationSelector.Of(Team.Application.Group! with { DisplayName = new NamePattern("*i*"), AppIds = [Guid.NewGuid(), Guid.NewGuid()] }) };
        Fail(There, CallFailureKind.Forbidden);
        var report = await SweepAsync(more);
        Assert.Equal([("team/billing", Reason.UpToDate), ("team", Reason.PermissionMissing)], report.Applications.Select(application => (application.Policy.Label, application.Reason)));
        Assert.Empty(report.Unmatched);
        Assert.Single(_billing.Live);
    }

    [Fact]
    public async Task Where_no_tenant_can_be_listed_the_sweep_fails_as_with_one_and_tells_of_each()
    {
        _world.Fault = call => call.StartsWith("list", StringComparison.Ordinal) ? new CallFailure(CallFailureKind.Forbidden, $"no to {call}") : null;
        var report = await SweepAsync(World.Policy(_billing));
        Assert.Equal(CallFailureKind.Forbidden, report.DirectoryFailure!.Kind);
        Assert.Equal($"Tenant {Here}: no to list {Here} Tenant {There}: no to list {There}", report.DirectoryFailure.Message);

        // What all have in common is said once.
        _world.Fault = call => call.StartsWith("list", StringComparison.Ordinal) ? new CallFailure(CallFailureKind.Forbidden, "nobody is signed in") : null;
        Assert.Equal("nobody is signed in", (await SweepAsync(World.Policy(_billing))).DirectoryFailure!.Message);
    }

    [Fact]
    public async Task A_name_that_fits_one_application_in_each_of_two_tenants_is_never_a_pick()
    {
        var (one, other) = (_world.Add("portal", tenantId: Here), _world.Add("Portal", tenantId: There));
        var report = Assert.Single((await SweepAsync(Named)).Applications);
        Assert.Equal(Reason.ApplicationAmbiguous, report.Reason);
        Assert.Contains($"{one.AppId} in tenant {Here}, {other.AppId} in tenant {There}", report.Message, StringComparison.Ordinal);
        Assert.Equal(0, _world.AddPasswords);

        Assert.Equal(Reason.UpToDate, (await SweepAsync(Named with { Application = Named.Application with { TenantId = There } })).Applications[0].Reason);
        Assert.Equal((0, 1), (one.Live.Count, other.Live.Count));
    }

    [Fact]
    public async Task Nor_is_it_one_while_a_tenant_is_not_seen_unless_it_has_been_the_only_one_before()
    {
        var portal = _world.Add("portal", tenantId: Here);
        Fail(There, CallFailureKind.Unreachable);
        Assert.Equal(Reason.UnexpectedError, (await SweepAsync(Named)).Applications[0].Reason);
        Assert.Empty(portal.Live);

        _world.Fault = _ => null;
        Assert.Equal(Reason.UpToDate, (await SweepAsync(Named)).Applications[0].Reason);
        Fail(There, CallFailureKind.Unreachable);
        Assert.Equal(Reason.UpToDate, (await SweepAsync(Named)).Applications[0].Reason);
    }

    [Fact]
    public async Task The_service_principals_of_one_application_in_two_tenants_each_take_a_policy()
    {
        var (one, other) = (Principal(Here), Principal(There));
        var report = Assert.Single((await SweepAsync(OfVendor)).Applications);
        Assert.Equal(Reason.ApplicationAmbiguous, report.Reason);
        Assert.Contains($"in 2 tenants: {Here}, {There}. To select one of them, set `tenant`", report.Message, StringComparison.Ordinal);

        var policies = new[] { In(Here), In(There) };
        Assert.All((await SweepAsync(policies)).Applications, application => Assert.Equal(Reason.UpToDate, application.Reason));
        Assert.Equal(one.Live[0].Value, _world.Vault().NewestValue($"vendor-{Here}"));
        Assert.Equal(other.Live[0].Value, _world.Vault().NewestValue($"vendor-{There}"));

        _world.Time.Advance(TimeSpan.FromDays(170));
        await SweepAsync(policies);
        _world.Time.Advance(TimeSpan.FromDays(4));
        await SweepAsync(policies);
        Assert.Equal((1, 1), (one.Live.Count, other.Live.Count));
        Assert.Empty(_world.OpenIntents(one.ObjectId));
        Assert.Empty(_world.Defects);
    }

    [Fact]
    public async Task Service_principals_that_one_tenant_does_not_show_stop_only_the_policies_about_those_there()
    {
        var one = Principal(Here);
        _world.Fault = call => call == $"list service principals {There}" ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
        var report = await SweepAsync(World.Policy(_mailer), In(Here), In(There), OfVendor with { Secret = "third", Name = "third" });
        Assert.Equal([Reason.UpToDate, Reason.UpToDate, Reason.PermissionMissing, Reason.PermissionMissing], report.Applications.Select(application => application.Reason));
        Assert.Single(one.Live);
        Assert.Equal((There, DirectoryKind.ServicePrincipal), (report.Unlisted[0].TenantId, report.Unlisted[0].Kind));
    }

    [Fact]
    public async Task One_that_is_in_no_tenant_or_not_in_the_one_that_is_named_is_told_so()
    {
        Principal(Here);
        Assert.Contains($"in tenant {There}", (await SweepAsync(In(There))).Applications[0].Message, StringComparison.Ordinal);
        Assert.Equal(Reason.ApplicationNotFound, (await SweepAsync(In(There))).Applications[0].Reason);
    }

    [Fact]
    public async Task One_secret_name_for_the_service_principals_of_two_tenants_is_told_with_the_tenants()
    {
        Principal(Here);
        Principal(There);
        var reports = (await SweepAsync(In(Here) with { Secret = "{appId}" }, In(There) with { Secret = "{appId}" })).Applications;
        Assert.All(reports, report => Assert.Equal(Reason.SecretNameShared, report.Reason));
        Assert.Contains($"{Vendor} in tenant {Here} and {Vendor} in tenant {There}", reports[0].Message, StringComparison.Ordinal);
        Assert.Equal(0, _world.AddPasswords);
    }

    [Fact]
    public async Task Where_one_tenant_hides_its_owners_names_the_members_in_the_others_go_on()
    {
        _billing.Owners.Add("team@contoso.example");
        _mailer.Owners.Add(Guid.NewGuid().ToString());
        var owned = Team with { Application = ApplicationSelector.Of(new ApplicationGroup { Owner = "team@contoso.example" }) };
        var report = await SweepAsync(owned);
        Assert.Equal([("team/billing", Reason.UpToDate), ("team", Reason.PermissionMissing)], report.Applications.Select(application => (application.Policy.Label, application.Reason)));
        Assert.Contains($"in tenant {There}", report.Applications[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Overrides_are_for_the_application_in_the_tenant_that_they_name()
    {
        var more = Team with { Overrides = [Team with { Application = ApplicationSelector.ByDisplayName("mailer") with { TenantId = Here }, Secret = "wrong" }] };
        Assert.Equal("mailer-secret", (await SweepAsync(more)).Applications[0].Policy.Secret);
        more = Team with { Overrides = [Team with { Application = ApplicationSelector.ByDisplayName("mailer") with { TenantId = There }, Secret = "right" }] };
        Assert.Equal("right", (await SweepAsync(more)).Applications[0].Policy.Secret);
    }

    [Fact]
    public async Task A_worker_lists_again_soon_where_one_tenant_failed()
    {
        Fail(There, CallFailureKind.Unreachable);
        using var stop = new CancellationTokenSource();
        var waits = new List<TimeSpan>();
        var sweeper = _world.NewSweeper((wait, _) =>
        {
            waits.Add(wait);
            _world.Time.Advance(wait);
            return _world.Sweeps.Count < 2 ? Task.CompletedTask : stop.CancelAsync();
        });
        var begun = _world.Time.True;
        await sweeper.RunAsync(() => Policies(World.Policy(_mailer)), TimeSpan.FromHours(1), stop.Token);
        Assert.Equal(TimeSpan.FromMinutes(5), waits[0]);
        Assert.Equal(begun + TimeSpan.FromMinutes(5), _world.Sweeps[1].StartedAt);
    }

    [Fact]
    public void How_far_the_listings_are_is_told_of_all_together()
    {
        var told = new List<int>();
        var shared = new SharedProgress(new Immediately(told.Add));
        var (one, other) = (shared.NewShare(), shared.NewShare());
        one.Report(999);
        other.Report(999);
        one.Report(1200);
        Assert.Equal([999, 1998, 2199], told);

    }

    [Theory]
    [InlineData(1, new[] { 1, 1, 1 })]
    [InlineData(2, new[] { 2, 1 })]
    [InlineData(64, new[] { 3 })]
    public async Task Tenants_are_listed_several_at_once_and_no_more_than_that(int parallelism, int[] together)
    {
        ConcurrentQueue<TaskCompletionSource> held = [];
        using var arrivals = new SemaphoreSlim(0);
        _world.Held = _ =>
        {
            var answer = new TaskCompletionSource();
            held.Enqueue(answer);
            arrivals.Release();
            return answer.Task;
        };
        var policies = Policies() with { Tenants = [Here, There, Vendor] };
        var reading = DirectoryListing.ReadAsync(_world, policies, newFilter: null, progress: null, Ownership.Unknown, parallelism, CancellationToken.None);
        foreach (var count in together)
        {
            for (var arrived = 0; arrived < count; arrived++)
            {
                await arrivals.WaitAsync();
            }

            Assert.Equal(count, held.Count);
            var waiting = held.ToList();
            held.Clear();
            waiting.ForEach(one => one.SetResult());
        }

        Assert.Equal(2, (await reading).Value.Applications.Count);
    }

    [Fact]
    public void A_running_service_may_go_on_with_the_same_tenants_in_any_order_only()
    {
        var both = new PolicySet(null, []) { Tenants = [Here, There] };
        Assert.True(both.IsForTheTenantsOf(new PolicySet(null, []) { Tenants = [There, Here] }));
        Assert.False(both.IsForTheTenantsOf(new PolicySet(null, []) { Tenants = [Here] }));
        Assert.False(both.IsForTheTenantsOf(new PolicySet(null, [])));
        Assert.False(new PolicySet(Here, []).IsForTheTenantsOf(new PolicySet(There, [])));
        Assert.True(new PolicySet(Here, []).IsForTheTenantsOf(new PolicySet(Here, [])));
    }

    private static (Condition Condition, Reason Reason) Standing(ApplicationReport report) => (report.Condition, report.Reason);

    private static PolicySet Policies(params Policy[] policies) => new(null, policies) { Tenants = [Here, There] };

    private static Policy In(Guid tenant) => OfVendor with
    {
        Name = $"vendor in {tenant}",
        Application = OfVendor.Application with { TenantId = tenant },
        Secret = $"vendor-{tenant}",
    };

    private FakeApplication Principal(Guid tenant)
    {
        var principal = new FakeApplication(Vendor, Guid.NewGuid(), "vendor-app", "AzureADMultipleOrgs") { Kind = DirectoryKind.ServicePrincipal, TenantId = tenant };
        _world.Applications.Add(principal);
        return principal;
    }

    private void Fail(Guid tenant, CallFailureKind kind) => _world.Fault = call => call == $"list {tenant}" ? new CallFailure(kind, "no") : null;

    private Task<SweepReport> SweepAsync(params Policy[] policies) => _world.NewSweeper().SweepOnceAsync(Policies(policies), request: null, CancellationToken.None);

    private sealed class Immediately(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
