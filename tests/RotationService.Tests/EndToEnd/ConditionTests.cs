using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Sandbox;

namespace RotationService.Tests.EndToEnd;

/// <summary>What Azure refuses ends in a named condition with a remedy, and the other applications carry on.</summary>
public sealed class ConditionTests : IDisposable
{
    private readonly Tenant _tenant = new(new SandboxOptions { Vaults = ["contoso-prod", "contoso-dr"] });
    private readonly SandboxApplication _application;
    private readonly SandboxApplication _other;

    public ConditionTests()
    {
        _application = _tenant.Add("payments");
        _other = _tenant.Add("billing");
    }

    public void Dispose() => _tenant.Dispose();

    [Theory]
    [InlineData("""{"status":403,"times":1000}""", Reason.VaultForbidden)]
    [InlineData("""{"status":500,"times":1000}""", Reason.UnexpectedError)]
    public async Task A_vault_that_refuses_the_value_after_issue_costs_the_credential_and_no_consumer(string fault, Reason reason)
    {
        // The first PUT under the pending name is the intent; the value itself is refused.
        await _tenant.PostAsync("faults", $"[{fault[..^1]},\"host\":\"vault\",\"route\":\"PUT /secrets/{{name}}\",\"match\":{{\"name\":\"payments-secret-pending\"}},\"nth\":2,\"when\":\"before\"}}]");
        await AssertAsync(_tenant.Policy(_application), reason);
        Assert.Empty(await _tenant.LiveAsync(_application));
        Assert.Equal(1, await _tenant.CountAsync("graph POST /applications/{id}/removePassword"));

        await _tenant.PostAsync("faults", "[]");
        await _tenant.SweepAsync(_tenant.Policy(_application));
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    [Fact]
    public async Task A_firewall_or_a_missing_role_is_a_condition_that_names_the_role()
    {
        await _tenant.PostAsync("world", """{"vaults":[{"name":"contoso-dr","firewall":true}]}""");
        await AssertAsync(_tenant.Policy(_application, "contoso-dr"), Reason.VaultForbidden, "firewall");
        await _tenant.PostAsync("world", """{"vaults":[{"name":"contoso-dr","firewall":false,"role":"none"}]}""");
        await AssertAsync(_tenant.Policy(_application, "contoso-dr"), Reason.VaultForbidden, "role");
        Assert.Empty(await _tenant.LiveAsync(_application));
    }

    [Fact]
    public async Task A_vault_that_takes_no_writes_costs_nothing()
    {
        await _tenant.PostAsync("world", """{"vaults":[{"name":"contoso-dr","role":"reader"}]}""");
        await AssertAsync(_tenant.Policy(_application, "contoso-dr"), Reason.VaultForbidden);
        Assert.Equal(1, await _tenant.CountAsync("graph POST /applications/{id}/addPassword"));
    }

    [Fact]
    public async Task A_vault_that_does_not_exist_does_not_answer() =>
        await AssertAsync(_tenant.Policy(_application, "contoso-typo"), Reason.VaultUnreachable, "name");

    [Theory]
    [InlineData("payments-secret")]
    [InlineData("payments-secret-pending")]
    public async Task A_soft_deleted_name_is_a_condition(string name)
    {
        await _tenant.PostAsync("world", $$"""{"secrets":[{"vault":"contoso-prod","name":"{{name}}","value":"somebody's"}]}""");
        await _tenant.PostAsync("world", $$"""{"secrets":[{"vault":"contoso-prod","name":"{{name}}","delete":true}]}""");
        await AssertAsync(_tenant.Policy(_application), Reason.NameSoftDeleted, "recover");
        Assert.Empty(await _tenant.LiveAsync(_application));
    }

    [Fact]
    public async Task A_missing_permission_is_a_condition()
    {
        await _tenant.PostAsync("world", """{"permissions":{"graph":["Application.Read.All"]}}""");
        var report = Assert.Single(await _tenant.SweepAsync(_tenant.Policy(_application)));
        Assert.Equal((Condition.NeedsAttention, Reason.PermissionMissing), (report.Condition, report.Reason));
        Assert.Contains("Application.ReadWrite.OwnedBy", report.Message, StringComparison.Ordinal);
        Assert.Equal(0, await _tenant.CountAsync("graph POST /applications/{id}/addPassword"));
    }

    [Fact]
    public async Task A_foreign_owner_is_a_condition_that_costs_no_request_to_addPassword()
    {
        await _tenant.PostAsync("world", $$"""{"ownership":[{"appId":"{{_application.AppId}}","owned":false}]}""");
        await AssertAsync(_tenant.Policy(_application), Reason.NotOwner, "az ad app owner add");
        Assert.Equal(1, await _tenant.CountAsync("graph POST /applications/{id}/addPassword"));
    }

    [Fact]
    public async Task A_tenant_policy_against_passwords_is_a_condition()
    {
        await _tenant.PostAsync("world", $$$"""{"applications":[{"appId":"{{{_application.AppId}}}","appManagementPolicy":{"isEnabled":true,"passwordAddition":true}}]}""");
        await AssertAsync(_tenant.Policy(_application), Reason.PasswordsForbidden);
    }

    [Fact]
    public async Task A_tenant_policy_against_so_long_a_lifetime_names_the_maximum()
    {
        await _tenant.PostAsync("world", """{"appManagementPolicy":{"isEnabled":true,"passwordLifetime":"P60D"}}""");
        var report = Assert.Single(await _tenant.SweepAsync(_tenant.Policy(_application)));
        Assert.Equal(Reason.LifetimeForbidden, report.Reason);
        Assert.Contains("60d", report.Message, StringComparison.Ordinal);
        await _tenant.SweepAsync(_tenant.Policy(_application) with { Lifetime = TimeSpan.FromDays(60), RenewBefore = TimeSpan.FromDays(20) });
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    [Fact]
    public async Task An_application_open_to_personal_accounts_with_two_secrets_is_a_condition()
    {
        var personal = _tenant.Engine.AddApplication(new NewApplication
        {
            DisplayName = "game",
            SignInAudience = "AzureADandPersonalMicrosoftAccount",
            Credentials = [new NewCredential { DisplayName = "one" }, new NewCredential { DisplayName = "two" }],
        });
        await AssertAsync(_tenant.Policy(personal), Reason.CredentialLimit, "Remove one");
    }

    [Fact]
    public async Task A_name_used_by_another_application_is_a_condition()
    {
        await _tenant.SweepAsync(_tenant.Policy(_other));
        await AssertAsync(_tenant.Policy(_application) with { Secret = "billing-secret" }, Reason.NameInUse, "adopt");
    }

    [Fact]
    public async Task A_service_principal_that_is_missing_or_disabled_is_a_condition_that_mends_itself()
    {
        await _tenant.PostAsync("world", $$"""{"applications":[{"appId":"{{_application.AppId}}","servicePrincipal":false}]}""");
        await AssertAsync(_tenant.Policy(_application), Reason.NoServicePrincipal, "az ad sp create");
        await _tenant.PostAsync("world", $$"""{"applications":[{"appId":"{{_application.AppId}}","servicePrincipal":true,"disabled":true}]}""");
        await AssertAsync(_tenant.Policy(_application), Reason.ApplicationDisabled);
        await _tenant.PostAsync("world", $$"""{"applications":[{"appId":"{{_application.AppId}}","disabled":false}]}""");
        await _tenant.SweepAsync(_tenant.Policy(_application));
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    public async Task Changes_that_come_too_close_are_tried_again(int status)
    {
        await _tenant.PostAsync("faults", $$$"""[{"host":"graph","route":"POST /applications/{id}/addPassword","nth":1,"times":3,"when":"before","status":{{{status}}}}]""");
        await _tenant.SweepAsync(_tenant.Policy(_application));
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_application);
    }

    // The other application is swept with it, and rotates.
    private async Task AssertAsync(Policy policy, Reason reason, string? says = null)
    {
        var reports = await _tenant.SweepAsync(policy, _tenant.Policy(_other));
        Assert.Equal(reason, reports[0].Reason);
        Assert.Equal(reason >= Reason.NeverProven ? Condition.NeedsAttention : Condition.Failed, reports[0].Condition);
        Assert.Contains(says ?? "", reports[0].Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Condition.Healthy, reports[1].Condition);
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(_other);
    }
}
