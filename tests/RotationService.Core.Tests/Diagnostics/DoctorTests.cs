using RotationService.Core.Diagnostics;
using RotationService.Core.Policies;
using RotationService.Core.Ports;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Diagnostics;

/// <summary>Walking the path of a rotation without making one.</summary>
public sealed class DoctorTests
{
    private static readonly Guid Us = Guid.Parse("00000000-0000-0000-0000-0000000000ee");

    private readonly World _world = new();
    private readonly FakeApplication _app;
    private readonly List<Finding> _found = [];

    public DoctorTests() => _app = _world.Add("payments");

    private Policy Policy => World.Policy(_app);

    [Fact]
    public async Task Where_nothing_is_missing_every_check_passes_and_nothing_but_the_reserved_name_is_written()
    {
        Assert.True(await ExamineAsync(Policy));
        Assert.All(_found, finding => Assert.True(finding.Passed, finding.Message));
        Assert.Equal(
            [Check.Token, Check.Listing, Check.Permission, Check.Clock, Check.VaultWrite, Check.VaultRead, Check.VaultDisable, Check.Application, Check.Ownership, Check.PasswordPolicy, Check.DeletedNames, Check.Standing],
            _found.Select(finding => finding.Check));
        Assert.Equal([Doctor.ProbeName], _world.Vault().Secrets.Keys);
        Assert.False(_world.Vault().Secrets[Doctor.ProbeName][^1].Version.Enabled);
        Assert.Empty(_app.Live);
        Assert.Empty(_world.Audit);
    }

    [Fact]
    public async Task Each_vault_is_tried_once_however_many_applications_use_it()
    {
        Assert.True(await ExamineAsync(Policy, World.Policy(_world.Add("billing")), World.Policy(_world.Add("mailer"), "contoso-prod", "contoso-dr")));
        Assert.Equal(["contoso-prod.vault.azure.net", "contoso-dr.vault.azure.net"], _found.Where(finding => finding.Check is Check.VaultWrite).Select(finding => finding.Subject));
    }

    [Theory]
    [InlineData("describe", Check.Token, false)]
    [InlineData("list", Check.Listing, false)]
    [InlineData("put intent", Check.VaultWrite, true)]
    [InlineData("get version", Check.VaultRead, true)]
    [InlineData("patch", Check.VaultDisable, true)]
    public async Task What_is_not_let_in_fails_with_the_command_that_mends_it(string call, Check check, bool observed)
    {
        _world.Fault = name => name == call ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        Assert.Equal(observed, await ExamineAsync(Policy));
        var failed = Assert.Single(_found, finding => finding.Passed == false);
        Assert.Equal(check, failed.Check);
        Assert.NotNull(failed.Remedy);
        Assert.StartsWith("az ", failed.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_role_is_granted_to_the_very_identity_on_the_very_vault()
    {
        _world.Fault = name => name == "put intent" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        await ExamineAsync(Policy);
        var remedy = One(Check.VaultWrite).Remedy!;
        Assert.Contains($"--assignee-object-id {Us} ", remedy, StringComparison.Ordinal);
        Assert.Contains("az keyvault show --name contoso-prod ", remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_firewall_is_told_from_a_role()
    {
        _world.Fault = name => name == "put intent" ? new CallFailure(CallFailureKind.Forbidden, "not from here") { Code = "ForbiddenByFirewall" } : null;
        await ExamineAsync(Policy);
        Assert.StartsWith("az keyvault network-rule add --name contoso-prod ", One(Check.VaultWrite).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_without_a_permission_fails_and_one_that_says_nothing_is_unknown()
    {
        _world.Identity = _world.Identity with { Permission = null };
        await ExamineAsync(Policy);
        Assert.False(One(Check.Permission).Passed);
        Assert.Contains($"/servicePrincipals/{Us}/appRoleAssignments", One(Check.Permission).Remedy, StringComparison.Ordinal);

        _found.Clear();
        _world.Identity = _world.Identity with { IsPerson = true };
        await ExamineAsync(Policy);
        Assert.Null(One(Check.Permission).Passed);

        _found.Clear();
        _world.Identity = new OwnIdentity(ObjectId: null, Permission: null, IsPerson: false);
        await ExamineAsync(Policy);
        Assert.Null(One(Check.Permission).Passed);
    }

    [Theory]
    [InlineData(DirectoryRight.NotOwner, false, "az ad app owner add --id ")]
    [InlineData(DirectoryRight.PermissionMissing, false, "az rest --method POST ")]
    [InlineData(DirectoryRight.Unknown, null, null)]
    public async Task Who_may_not_change_an_application_is_told_the_grant_that_is_missing(DirectoryRight right, bool? passed, string? command)
    {
        _world.Right = right;
        await ExamineAsync(Policy);
        Assert.Equal(passed, One(Check.Ownership).Passed);
        Assert.Equal(command is not null, One(Check.Ownership).Remedy is not null);
        if (command is not null)
        {
            Assert.StartsWith(command, One(Check.Ownership).Remedy, StringComparison.Ordinal);
            Assert.Contains(Us.ToString(), One(Check.Ownership).Remedy, StringComparison.Ordinal);
        }

        Assert.True(One(Check.Standing).Passed);
    }

    [Fact]
    public async Task A_lifetime_that_the_tenant_forbids_is_named_with_the_longest_that_it_allows()
    {
        _world.Restrictions = new CredentialRestrictions(AdditionForbidden: false, TimeSpan.FromDays(60));
        await ExamineAsync(Policy);
        Assert.Equal("set `lifetime: 60d` or less in the policy payments", One(Check.PasswordPolicy).Remedy);

        _found.Clear();
        _world.Restrictions = new CredentialRestrictions(AdditionForbidden: true, MaxLifetime: null);
        await ExamineAsync(Policy);
        Assert.False(One(Check.PasswordPolicy).Passed);

        _found.Clear();
        _world.Restrictions = new CredentialRestrictions(AdditionForbidden: false, TimeSpan.FromDays(90));
        await ExamineAsync(Policy);
        Assert.True(One(Check.PasswordPolicy).Passed);
    }

    [Theory]
    [InlineData("payments-secret")]
    [InlineData("payments-secret-pending")]
    public async Task A_name_that_a_soft_deleted_secret_has_is_recovered(string name)
    {
        _world.Vault().SoftDeleted.Add(name);
        await ExamineAsync(Policy);
        Assert.Equal($"az keyvault secret recover --vault-name contoso-prod --name {name}", One(Check.DeletedNames).Remedy);
        Assert.True(One(Check.Standing).Passed);
    }

    [Fact]
    public async Task What_the_planner_waits_for_a_person_with_is_told_and_what_cannot_be_told_which_is_no_application()
    {
        _world.LogInsAnswer = LogInAnswer.NoServicePrincipal;
        _world.Vault().Put("payments-secret", _world.AddByHand(_app, TimeSpan.FromDays(90)).Value, tags: null);
        var missing = Policy with { Name = "missing", Application = ApplicationSelector.ByAppId(Guid.Empty), Secret = "other" };
        await ExamineAsync(Policy, missing);
        Assert.False(One(Check.Standing).Passed);
        Assert.Equal(["payments", "missing"], _found.Where(finding => finding.Check is Check.Application).Select(finding => finding.Subject));
        Assert.False(_found[^1].Passed);
    }

    [Fact]
    public async Task An_application_that_two_policies_claim_is_told_so_and_looked_at_no_further()
    {
        await ExamineAsync(Policy, Policy with { Name = "again", Secret = "other" });
        Assert.Equal([(Check.Application, false), (Check.Application, false)], _found.Skip(7).Select(finding => (finding.Check, finding.Passed ?? true)));
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told_by_how_much()
    {
        _world.Clock.Observe(_world.Time.True - TimeSpan.FromMinutes(20));
        await ExamineAsync(Policy);
        Assert.False(One(Check.Clock).Passed);
        Assert.Contains("20m ahead", One(Check.Clock).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task That_no_two_services_agree_on_the_time_is_told_with_what_each_says()
    {
        _world.Clock.Observe(_world.Time.True);
        _world.Clock.Observe(TimeService.Graph, _world.Time.True.AddYears(2), _world.Clock.Mark());
        await ExamineAsync(Policy);
        Assert.False(One(Check.Clock).Passed);
        Assert.Contains("Microsoft Graph 2028-03-02 08:00 UTC, the token endpoint 2026-03-02 08:00 UTC", One(Check.Clock).Message, StringComparison.Ordinal);
        Assert.Contains("proxy", One(Check.Clock).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_chosen_applications_and_their_vaults_are_examined()
    {
        var other = World.Policy(_world.Add("other"), "contoso-dr");
        await new Doctor(_world, _world, _world, _world.Clock, _world.NewSweeper()).ExamineAsync(
            new PolicySet(null, [Policy, other]), reports => [.. reports.Where(report => report.Policy.Name == "other")], _found.Add, CancellationToken.None);
        Assert.Equal(["identity", "identity", "identity", "clock", "contoso-dr.vault.azure.net", "contoso-dr.vault.azure.net", "contoso-dr.vault.azure.net"], _found.Take(7).Select(finding => finding.Subject));
        Assert.All(_found.Skip(7), finding => Assert.Equal("other", finding.Subject));
    }

    [Fact]
    public async Task In_several_tenants_each_is_told_who_the_identity_is_there_and_what_it_lacks()
    {
        var (here, there) = (Guid.Parse("00000000-0000-0000-0000-0000000000aa"), Guid.Parse("00000000-0000-0000-0000-0000000000bb"));
        var usThere = Guid.Parse("00000000-0000-0000-0000-0000000000dd");
        _world.Identities[there] = new OwnIdentity(usThere, null, IsPerson: false);
        _world.Right = DirectoryRight.NotOwner;
        _world.Fault = call => call is "put intent" ? new CallFailure(CallFailureKind.Forbidden, "no role") : null;
        Assert.True(await ExamineAsync([here, there], World.Policy(_world.Add("billing", tenantId: here)), World.Policy(_world.Add("mailer", tenantId: there))));

        Assert.Equal([($"identity in {here}", true), ($"identity in {there}", false)], _found.Where(finding => finding.Check is Check.Permission).Select(finding => (finding.Subject, finding.Passed!.Value)));
        Assert.Equal([$"identity in {here}", $"identity in {there}"], _found.Where(finding => finding.Check is Check.Listing).Select(finding => finding.Subject));
        Assert.Contains($"{usThere}/appRoleAssignments", _found.Single(finding => finding is { Check: Check.Permission, Passed: false }).Remedy, StringComparison.Ordinal);
        Assert.Equal([Us, usThere], _found.Where(finding => finding.Check is Check.Ownership).Select(finding => Guid.Parse(finding.Remedy![^36..])));

        // The vaults are in the identity's own tenant.
        Assert.Contains($"--assignee-object-id {Us} ", One(Check.VaultWrite).Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("describe", Check.Token)]
    [InlineData("list", Check.Listing)]
    public async Task A_tenant_that_lets_nobody_in_is_told_and_the_others_are_examined(string call, Check check)
    {
        var (here, there) = (Guid.Parse("00000000-0000-0000-0000-0000000000aa"), Guid.Parse("00000000-0000-0000-0000-0000000000bb"));
        _world.Fault = name => name == $"{call} {there}" || (call is "describe" && name == $"list {there}") ? new CallFailure(CallFailureKind.Forbidden, "no") : null;
        Assert.True(await ExamineAsync([here, there], World.Policy(_world.Add("billing", tenantId: here)), World.Policy(_world.Add("mailer", tenantId: there))));
        Assert.Null(Assert.Single(_found, finding => finding.Subject == "mailer").Passed);
        var failed = Assert.Single(_found, finding => finding.Passed == false);
        Assert.Equal(($"identity in {there}", check), (failed.Subject, failed.Check));
        Assert.StartsWith("az ", failed.Remedy, StringComparison.Ordinal);
        Assert.Contains(_found, finding => finding is { Subject: "billing", Check: Check.Standing, Passed: true });
    }

    private Finding One(Check check) => Assert.Single(_found, finding => finding.Check == check);

    private Task<bool> ExamineAsync(IReadOnlyList<Guid> tenants, params Policy[] policies) =>
        new Doctor(_world, _world, _world, _world.Clock, _world.NewSweeper()).ExamineAsync(new PolicySet(null, policies) { Tenants = tenants }, reports => reports, _found.Add, CancellationToken.None);

    private Task<bool> ExamineAsync(params Policy[] policies) =>
        new Doctor(_world, _world, _world, _world.Clock, _world.NewSweeper()).ExamineAsync(new PolicySet(null, policies), reports => reports, _found.Add, CancellationToken.None);
}
