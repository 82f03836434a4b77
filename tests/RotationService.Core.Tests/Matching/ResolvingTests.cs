using RotationService.Core.Credentials;
using RotationService.Core.Matching;
using RotationService.Core.Policies;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Matching;

/// <summary>What is made of a listing: whose policy is which application's, and what people are told where that cannot be said.</summary>
public sealed class ResolvingTests
{
    private static readonly Guid Here = new("00000000-0000-0000-0000-0000000000aa");
    private static readonly Guid There = new("00000000-0000-0000-0000-0000000000bb");
    private static readonly Guid Vendor = new("00000000-0000-0000-0000-000000000009");

    [Theory]
    [InlineData(false, "No service principal in the tenant has the appId")]
    [InlineData(true, "No service principal has the appId 00000000-0000-0000-0000-000000000009 in tenant")]
    public void A_service_principal_that_is_not_there_is_missed_in_its_tenant(bool inTenant, string told) =>
        Assert.StartsWith(told, Problem(Single(ApplicationSelector.ServicePrincipal(Vendor) with { TenantId = inTenant ? Here : null })), StringComparison.Ordinal);

    [Fact]
    public void Applications_of_one_name_are_told_apart_by_their_ids_and_where_there_are_several_tenants_by_those_too()
    {
        var (one, two) = (App(1, "portal"), App(2, "portal"));
        Assert.Contains($"matches 2 applications: {one.AppId}, {two.AppId}. To select one of them, set `appId`.", Problem(Single(ApplicationSelector.ByDisplayName("portal")), one, two), StringComparison.Ordinal);
        two = two with { TenantId = There };
        Assert.Contains($"matches 2 applications: {one.AppId} in tenant {Here}, {two.AppId} in tenant {There}. To select one of them, set `appId`.", Problem(Single(ApplicationSelector.ByDisplayName("portal")), one, two), StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_that_no_listing_names_cannot_be_looked_for()
    {
        const string Owner = "ann@contoso.com";
        var owned = App(1, "portal") with { Owners = ["00000000-0000-0000-0000-000000000005"] };
        var elsewhere = App(2, "mailer") with { TenantId = There, Owners = [Owner] };
        Assert.StartsWith($"Microsoft Graph shows only the object IDs of owners, so the service cannot determine what {Owner} owns. Set", Problem(Group(new ApplicationGroup { Owner = Owner }), owned), StringComparison.Ordinal);
        var subjects = Resolve([Group(new ApplicationGroup { Owner = Owner })], owned, elsewhere);
        Assert.Equal(elsewhere, subjects[0].Application);
        Assert.StartsWith($"Microsoft Graph shows only the object IDs of owners in tenant {Here}, so the service cannot determine what {Owner} owns there. Set", subjects[1].Problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_one_name_come_in_the_order_of_their_ids_and_are_called_by_their_policy_and_name()
    {
        var (one, two) = (App(1, "portal"), App(2, "portal"));
        var group = Group(new ApplicationGroup { DisplayName = new NamePattern("p*") });
        var subjects = Resolve([group], two, one);
        Assert.Equal([one.AppId, two.AppId], subjects.Select(subject => subject.Application!.AppId));
        Assert.Equal("team/portal", subjects[0].Label);
        Assert.Equal("one", Resolve([Single(ApplicationSelector.ByAppId(one.AppId))], one)[0].Label);
        Assert.Equal("one", Resolve([Single(ApplicationSelector.ByAppId(Vendor))])[0].Label);
    }

    [Fact]
    public void A_name_that_Key_Vault_refuses_is_mended_in_the_policy_or_among_the_overrides()
    {
        var app = App(1, new string('x', 130));
        Assert.EndsWith(". Set a shorter `secret` in the policy.", Problem(Single(ApplicationSelector.ByAppId(app.AppId)) with { Secret = "{displayName}" }, app), StringComparison.Ordinal);
        var subject = Resolve([Group(new ApplicationGroup { AppIds = [app.AppId] })], app)[0];
        Assert.EndsWith(". Set another name for this application under `overrides`.", subject.Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(app.DisplayName, subject.Problem.Policy.Member);
    }

    [Fact]
    public void Two_policies_for_one_object_are_told_and_how_to_have_one()
    {
        var app = App(1, "portal");
        var one = Single(ApplicationSelector.ByAppId(app.AppId));
        Assert.EndsWith("Remove all but one of them, or exclude it from a group with `except`.", Problem(one, one with { Name = "two", Secret = "other" }, app), StringComparison.Ordinal);
        var principal = app with { Kind = DirectoryKind.ServicePrincipal };
        one = Single(ApplicationSelector.ServicePrincipal(app.AppId));
        Assert.EndsWith($"select the same service principal {app.AppId}. Remove all but one of them.", Problem(one, one with { Name = "two", Secret = "other" }, principal), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_applications_for_one_name_are_rivals_and_of_any_more_each_is_one_of_the_first()
    {
        DirectoryApplication[] all = [App(1, "portal"), App(2, "portal"), App(3, "PORTAL"), App(4, "other")];
        var group = Group(new ApplicationGroup { DisplayName = new NamePattern("*") });
        Assert.Equal(
            ["1: 2 3", "2: 1", "3: 1", "4:"],
            Resolve([group], all).OrderBy(subject => subject.Application!.AppId).Select(subject => string.Join(' ', subject.Rivals.Select(rival => Number(rival.Application)).Prepend($"{Number(subject.Application!)}:"))));

        static string Number(DirectoryApplication application) => application.AppId.ToString("D").TrimStart('0')[..1];
    }

    [Fact]
    public void Most_urgent_is_whose_last_credential_of_ours_ends_first_or_if_none_is_ours_the_last_of_all()
    {
        Credential ours(int days) => new(Guid.NewGuid(), CredentialMark.For("contoso-prod", "s", default).ToString(), World.Start, World.Start.AddDays(days), null);
        Credential others(int days) => new(Guid.NewGuid(), "by hand", World.Start, World.Start.AddDays(days), null);
        Assert.Equal(World.Start.AddDays(20), Urgent(ours(10), ours(20), others(90)));
        Assert.Equal(World.Start.AddDays(90), Urgent(others(10), others(90), others(30)));
        Assert.Equal(DateTimeOffset.MinValue, Urgent());

        static DateTimeOffset Urgent(params Credential[] credentials) => new PolicyAssignment(Single(ApplicationSelector.ByAppId(Vendor)), App(1, "portal") with { Credentials = credentials }, Problem: null).UrgentBy;
    }

    private static Policy Single(ApplicationSelector selector) => new("one", selector, [World.Address("contoso-prod")], "a-secret");

    private static Policy Group(ApplicationGroup group) => new("team", ApplicationSelector.Of(group), [World.Address("contoso-prod")], "{displayName}-secret");

    private static DirectoryApplication App(int number, string name) => new(new Guid(number, 0, 0, new byte[8]), new Guid(number, 1, 0, new byte[8]), name, null, []) { TenantId = Here };

    private static string Problem(Policy policy, params DirectoryApplication[] listed) => Resolve([policy], listed)[0].Problem!.Message;

    private static string Problem(Policy policy, Policy other, params DirectoryApplication[] listed) => Resolve([policy, other], listed)[0].Problem!.Message;

    private static IReadOnlyList<PolicyAssignment> Resolve(Policy[] policies, params DirectoryApplication[] listed) =>
        PolicyAssignment.Resolve(new PolicySet(null, policies) { Tenants = [Here, There] }, new DirectoryListing(listed)).Assignments;
}
