using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Discovery;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Rotation;

/// <summary>Credentials on a service principal: the same protocol, on another object of the directory.</summary>
public sealed class ServicePrincipalsTests : OneApplication
{
    private readonly FakeApplication _principal;
    private readonly Policy _policy;

    public ServicePrincipalsTests()
    {
        // That of the very application: two objects that have the appId in common, and log-ins.
        _principal = new FakeApplication(App.AppId, Guid.NewGuid(), "vendor-app", "AzureADMultipleOrgs") { Kind = DirectoryKind.ServicePrincipal };
        World.Applications.Add(_principal);
        _policy = World.Policy(_principal) with { Application = ApplicationSelector.ServicePrincipal(App.AppId) };
    }

    [Fact]
    public async Task It_is_rotated_and_the_one_before_retired_on_the_service_principal()
    {
        Assert.Equal(Reason.UpToDate, (await One(_policy)).Reason);
        World.Time.Advance(TimeSpan.FromDays(61));
        await One(_policy);
        Assert.Equal(2, _principal.Live.Count);
        World.Time.Advance(TimeSpan.FromDays(4));
        await One(_policy);
        Assert.Single(_principal.Live);
        Assert.Empty(App.Live);
        Assert.Empty(World.OpenIntents(_principal.ObjectId));
        Assert.All(World.Audit, record => Assert.Equal((DirectoryKind.ServicePrincipal, _principal.ObjectId, App.AppId), (record.ObjectKind, record.ObjectId, record.AppId)));
    }

    [Fact]
    public async Task A_registration_and_its_service_principal_may_each_have_a_policy()
    {
        var reports = (await World.SweepAsync(Policy, _policy)).Applications;
        Assert.All(reports, report => Assert.Equal(Reason.UpToDate, report.Reason));
        Assert.Equal([DirectoryKind.Application, DirectoryKind.ServicePrincipal], reports.Select(report => report.Application!.Kind));
        Assert.Equal((1, 1), (App.Live.Count, _principal.Live.Count));
    }

    [Fact]
    public async Task Two_policies_for_one_service_principal_are_told()
    {
        var reports = (await World.SweepAsync(_policy, _policy with { Name = "again", Secret = "again" })).Applications;
        Assert.All(reports, report => Assert.Equal(Reason.ClaimedTwice, report.Reason));
        Assert.All(reports, report => Assert.Contains("the same service principal", report.Message, StringComparison.Ordinal));
        Assert.Empty(_principal.Live);
    }

    [Fact]
    public async Task Service_principals_are_listed_only_if_a_policy_names_one()
    {
        var asked = new List<string>();
        World.Fault = call =>
        {
            asked.Add(call);
            return null;
        };
        await One(Policy);
        Assert.DoesNotContain("list service principals", asked);
        await World.SweepAsync(Policy, _policy);
        Assert.Contains("list service principals", asked);
    }

    [Fact]
    public async Task One_that_is_not_in_the_tenant_is_a_condition_that_says_how_it_gets_there()
    {
        World.Applications.Remove(_principal);
        var report = await One(_policy);
        Assert.Equal((Reason.ApplicationNotFound, (DirectoryApplication?)null), (report.Reason, report.Application));
        Assert.Contains($"az ad sp create --id {App.AppId}", report.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CallFailureKind.Forbidden, Condition.NeedsAttention, Reason.PermissionMissing)]
    [InlineData(CallFailureKind.Unreachable, Condition.Failed, Reason.UnexpectedError)]
    public async Task Where_they_cannot_be_listed_the_registrations_go_on(CallFailureKind kind, Condition condition, Reason reason)
    {
        World.Fault = call => call is "list service principals" ? new CallFailure(kind, "no") : null;
        var sweep = await World.SweepAsync(Policy, _policy);
        Assert.Null(sweep.DirectoryFailure);
        Assert.Equal((Reason.UpToDate, true), (sweep.Applications[0].Reason, sweep.Applications[0].Observed));
        Assert.Equal((condition, reason, false), (sweep.Applications[1].Condition, sweep.Applications[1].Reason, sweep.Applications[1].Observed));
        Assert.Contains("service principals", sweep.Applications[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_at_the_service_principal_closes_no_intent_about_the_registration()
    {
        var rotation = await IntentOfAnotherProcess();
        ((IAuditLog)World).TryAppend(new AuditRecord(AuditKind.Intent, World.Time.True, Guid.NewGuid(), Step.Issue) { Policy = Policy.Name, AppId = App.AppId, ObjectId = App.ObjectId, RotationId = rotation });
        World.Time.Advance(TimeSpan.FromHours(1));
        await One(_policy);
        Assert.Single(World.OpenIntents(App.ObjectId));
        await One(Policy);
        Assert.Empty(World.OpenIntents(App.ObjectId));
    }

    [Fact]
    public async Task A_policy_that_moves_from_the_registration_leaves_what_is_there_and_tells_it()
    {
        await One(Policy);
        World.Time.Advance(TimeSpan.FromDays(1));
        var moved = Policy with { Application = _policy.Application };
        var sweep = await World.SweepForAsync(TimeSpan.FromDays(70), moved);
        Assert.Equal(App.ObjectId, Assert.Single(sweep.Unmatched).ObjectId);
        Assert.Single(App.Live);
        Assert.Single(_principal.Live);
        Assert.Equal(Reason.UpToDate, Assert.Single(sweep.Applications).Reason);
    }

    [Fact]
    public async Task Who_does_not_own_it_is_told_the_request_that_makes_an_owner()
    {
        World.Right = DirectoryRight.NotOwner;
        var report = await One(_policy);
        Assert.Equal(Reason.NotOwner, report.Reason);
        Assert.Contains($"az rest --method POST --url 'https://graph.microsoft.com/v1.0/servicePrincipals/{_principal.ObjectId}/owners/$ref'", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limit_of_two_secrets_is_that_of_registrations()
    {
        var personal = _principal with { Audience = "AzureADandPersonalMicrosoftAccount" };
        World.Applications.Remove(_principal);
        World.Applications.Add(personal);
        World.AddByHand(personal, TimeSpan.FromDays(300));
        World.AddByHand(personal, TimeSpan.FromDays(300));
        Assert.Equal(Reason.UpToDate, (await One(_policy)).Reason);
    }

    [Fact]
    public async Task One_whose_registration_is_gone_cannot_log_in_and_its_publisher_is_to_be_asked()
    {
        World.LogInsAnswer = LogInAnswer.NoServicePrincipal;
        var report = await One(_policy);
        Assert.Equal(Reason.NoServicePrincipal, report.Reason);
        Assert.Contains("Ask its publisher", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_inventory_tells_which_of_the_two_a_policy_covers()
    {
        var found = Inventory.Of([App.Read(), _principal.Read()], new PolicySet(null, [_policy]), World.Time.True).Applications;
        Assert.Equal([DirectoryKind.ServicePrincipal], found.Where(application => application.Policies.Count > 0).Select(application => application.Application.Kind));
        Assert.Equal(2, found.Count);
    }
}
