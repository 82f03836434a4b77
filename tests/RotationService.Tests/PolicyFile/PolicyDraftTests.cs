using System.Text;
using RotationService.Core.Credentials;
using RotationService.Core.Discovery;
using RotationService.Core.Policies;
using RotationService.PolicyFile;

namespace RotationService.Tests.PolicyFile;

public sealed class PolicyDraftTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Whatever_applications_are_called_validate_accepts_the_draft()
    {
        string[] names =
        [
            "Payments API", "payments-api", "PAYMENTS API", "", "   ", "42", "true", "null", "ümlaut & Co.", "a: b # c", "line\nbreak\u2028and\u0085more", "- name: x", "*alias", new string('x', 256), "\u202Eevil",
        ];
        var text = PolicyDraft.Write(Inventory.Of([.. names.Select(name => Application(name))], new PolicySet(null, []), Now), new PolicySet(null, []))!;

        var result = PolicyFileLoader.Parse("draft.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(result.Messages.Select(message => message.Format("draft.yaml")));
        Assert.Equal(names.Length, result.Policies!.Policies.Count);
        Assert.Contains("payments-api-2", result.Policies.Policies.Select(policy => policy.Name));
    }

    [Fact]
    public void Only_what_has_a_secret_and_no_policy_is_drafted_and_nothing_collides_with_what_is_there()
    {
        var (covered, bare, other) = (Application("payments"), new DirectoryApplication(Guid.NewGuid(), Guid.NewGuid(), "bare", null, []), Application("Payments"));
        var policies = new PolicySet(
            Guid.Parse("72f988bf-0000-0000-0000-000000000001"),
            [
                new Policy("payments", ApplicationSelector.ByAppId(covered.AppId), [new Uri("https://mine.vault.azure.net")], "payments-client-secret"),
                new Policy("odd", ApplicationSelector.ByAppId(Guid.NewGuid()), [new Uri("https://mine.vault.azure.net")], "payments-2-client-secret-pending"),
            ]);
        var drafted = PolicyFileLoader.Parse("f", Encoding.UTF8.GetBytes(PolicyDraft.Write(Inventory.Of([covered, bare, other], policies, Now), policies)!)).Policies!;

        Assert.Equal(policies.TenantId, drafted.TenantId);
        var policy = Assert.Single(drafted.Policies);
        Assert.Equal(("payments-2", "payments-3-client-secret", other.AppId), (policy.Name, policy.Secret, policy.Application.AppId));
        Assert.Equal(policies.Policies[0].Vaults, policy.Vaults);
        Assert.Empty(PolicyRules.Check([.. policies.Policies, policy]));
    }

    [Fact]
    public void A_draft_is_for_the_same_tenants()
    {
        var policies = new PolicySet(null, []) { Tenants = [Guid.NewGuid(), Guid.NewGuid()] };
        var drafted = PolicyFileLoader.Parse("f", Encoding.UTF8.GetBytes(PolicyDraft.Write(Inventory.Of([Application("a")], policies, Now), policies)!)).Policies!;
        Assert.Equal(policies.Tenants, drafted.Tenants);
    }

    [Fact]
    public void If_there_is_nothing_to_draft_there_is_no_draft() =>
        Assert.Null(PolicyDraft.Write(Inventory.Of([], new PolicySet(null, []), Now), new PolicySet(null, [])));

    private static DirectoryApplication Application(string displayName) =>
        new(Guid.NewGuid(), Guid.NewGuid(), displayName, null, [new Credential(Guid.NewGuid(), "terraform", Now, Now.AddDays(10), null)]);
}
