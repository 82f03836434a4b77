using System.Text;
using RotationService.Core.Policies;
using RotationService.PolicyFile;

namespace RotationService.Tests.PolicyFile;

public sealed class OrdinaryYamlTests
{
    private const string Plain = """
        version: 1
        defaults: { vault: https://contoso-prod.vault.azure.net }
        policies:
          - name: a
            application: { appId: 00000000-0000-0000-0000-000000000001 }
            secret: a-secret

        """;

    [Fact]
    public void Defaults_are_applied()
    {
        var policy = Assert.Single(Load(Plain).Policies);

        Assert.Equal(Policy.DefaultLifetime, policy.Lifetime);
        Assert.Equal(Policy.DefaultLifetime / 3, policy.RenewBefore);
        Assert.Equal(Policy.DefaultGracePeriod, policy.GracePeriod);
        Assert.Equal(VerifyRule.Default, policy.Verify);
        Assert.Equal([new Uri("https://contoso-prod.vault.azure.net")], policy.Vaults);
    }

    [Fact]
    public void A_policy_goes_before_the_defaults_and_a_third_of_its_own_lifetime_is_its_renewBefore()
    {
        var policy = Load(Plain + "    lifetime: 90d\n    verify: none\n    hold: true\n    vaults: [https://a-vault.vault.azure.net, https://b-vault.vault.azure.net]\n").Policies[0];

        Assert.Equal(TimeSpan.FromDays(30), policy.RenewBefore);
        Assert.False(policy.Verify.LogsIn);
        Assert.True(policy.Hold);
        Assert.Equal(2, policy.Vaults.Count);
    }

    [Fact]
    public void Several_tenants_are_read_and_single_applications_may_be_told_by_theirs()
    {
        var (here, there) = (Guid.Parse("00000000-0000-0000-0000-0000000000aa"), Guid.Parse("00000000-0000-0000-0000-0000000000bb"));
        var loaded = Load(Plain.Replace("000001 }", $"000001, tenant: {there} }}", StringComparison.Ordinal) + $"tenants: [{here}, {there}]\n");

        Assert.Equal([here, there], loaded.Tenants);
        Assert.Null(loaded.TenantId);
        Assert.Equal(there, loaded.Policies[0].Application.TenantId);
        Assert.Equal($"appId 00000000-0000-0000-0000-000000000001 in tenant {there}", loaded.Policies[0].Application.ToString());
    }

    [Fact]
    public void A_group_is_read_with_all_that_tells_its_applications()
    {
        var policy = Load("""
            version: 1
            defaults: { vault: https://contoso-prod.vault.azure.net, lifetime: 120d }
            policies:
              - name: team-services
                applications:
                  tag: auto-rotate
                  displayName: "svc-*"
                  owner: team@contoso.example
                  appIds: [00000000-0000-0000-0000-000000000001]
                  except: [svc-legacy, "svc-old-*", 00000000-0000-0000-0000-000000000002, { name: svc-gone, optional: true }, { name: 00000000-0000-0000-0000-000000000003, optional: true }, { name: svc-there, optional: false }]
                secret: "{displayName}-client-secret"
                gracePeriod: 48h
                overrides:
                  - application: { displayName: svc-mailer }
                    lifetime: 60d
                    adopt: true
                    secret: mailer-secret
                    optional: true
            """).Policies[0];

        var group = policy.Application.Group!;
        Assert.Equal(("auto-rotate", "svc-*", "team@contoso.example"), (group.Tag, group.DisplayName!.Text, group.Owner));
        Assert.Equal([Guid.Parse("00000000-0000-0000-0000-000000000001")], group.AppIds);
        Assert.Equal([Guid.Parse("00000000-0000-0000-0000-000000000002"), Guid.Parse("00000000-0000-0000-0000-000000000003")], group.ExceptAppIds);
        Assert.Equal(["svc-legacy", "svc-old-*", "svc-gone", "svc-there"], group.ExceptNames.Select(name => name.Text));
        Assert.Equal(["svc-gone", "00000000-0000-0000-0000-000000000003"], group.OptionalExceptions);
        Assert.Equal((TimeSpan.FromDays(120), TimeSpan.FromDays(40), false), (policy.Lifetime, policy.RenewBefore, policy.Adopt));
        var own = Assert.Single(policy.Overrides);
        Assert.Equal(("team-services", "svc-mailer", "mailer-secret"), (own.Name, own.Application.DisplayName, own.Secret));
        Assert.True(own.IsOptional);
        Assert.Equal((TimeSpan.FromDays(60), TimeSpan.FromDays(20), TimeSpan.FromHours(48), true), (own.Lifetime, own.RenewBefore, own.GracePeriod, own.Adopt));
    }

    [Fact]
    public void A_window_is_read_and_a_policy_can_do_without_that_of_the_defaults()
    {
        var policies = Load("""
            version: 1
            defaults:
              vault: https://contoso-prod.vault.azure.net
              window: { days: [Mon, tuesday], from: "8:00", to: "24:00", timeZone: UTC }
            policies:
              - { name: a, application: { displayName: a }, secret: a }
              - { name: b, application: { displayName: b }, secret: b, window: none }
              - { name: c, application: { displayName: c }, secret: c, window: { days: [Sat] } }
            """).Policies;

        Assert.Equal(new PromotionWindow(WeekDays.Monday | WeekDays.Tuesday, new TimeOnly(8, 0), TimeOnly.MinValue, TimeZoneInfo.Utc), policies[0].Window);
        Assert.Null(policies[1].Window);
        Assert.Equal(new PromotionWindow(WeekDays.Saturday, TimeOnly.MinValue, TimeOnly.MinValue, TimeZoneInfo.Utc), policies[2].Window);
        Assert.True(policies[0].ReadsLike(policies[0] with { Window = policies[0].Window! with { } }));
    }

    [Fact]
    public void Carriage_returns_and_byte_order_marks_change_nothing()
    {
        var windows = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Plain.ReplaceLineEndings("\r\n"))).ToArray();
        var utf16 = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Plain)).ToArray();

        Assert.NotNull(PolicyFileLoader.Parse("f", windows).Policies);
        Assert.NotNull(PolicyFileLoader.Parse("f", utf16).Policies);
    }

    [Fact]
    public void A_byte_order_mark_moves_no_column()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. "versoin: 1\r\n"u8];

        Assert.Contains(PolicyFileLoader.Parse("f", bytes).Errors, error => error is { Line: 1, Column: 1 } && error.Text.Contains("did you mean `version`", StringComparison.Ordinal));
    }

    [Fact]
    public void Anchors_aliases_merge_keys_comments_and_multi_line_text_are_understood()
    {
        var policies = Load("""
            version: 1   # the first
            policies:
              - &first
                name: first
                application: { displayName: >-
                    My Long
                    Name }
                vault: https://contoso-prod.vault.azure.net
                secret: first
                verify: &careful { settle: 5m }
                lifetime: 100d
              - <<: *first
                name: second
                application: { displayName: other }
                secret: second
              - name: third
                application: { displayName: third }
                vault: https://contoso-prod.vault.azure.net
                secret: 'third'
                verify: *careful
            """.Replace(">-\n", "\"", StringComparison.Ordinal).Replace("Name }", "Name\" }", StringComparison.Ordinal)).Policies;

        Assert.Equal(["first", "second", "third"], policies.Select(policy => policy.Name));
        Assert.Equal(TimeSpan.FromDays(100), policies[1].Lifetime);
        Assert.Equal(TimeSpan.FromMinutes(5), policies[2].Verify.Settle);
        Assert.Contains("My Long Name", policies[0].Application.DisplayName, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_policies_that_name_one_application_are_left_to_run_time()
    {
        var set = Load(Plain + "  - { name: b, application: { appId: 00000000-0000-0000-0000-000000000001 }, secret: b-secret }\n");

        Assert.Equal(2, set.Policies.Count);
    }

    [Fact]
    public void Ten_thousand_policies_load()
    {
        var yaml = new StringBuilder("version: 1\ndefaults: { vault: https://contoso-prod.vault.azure.net }\npolicies:\n");
        for (var index = 0; index < 10_000; index++)
        {
            yaml.Append($"  - name: service-{index}\n    application: {{ displayName: service-{index} }}\n    secret: service-{index}-client-secret\n    lifetime: 90d\n    renewBefore: 30d\n");
        }

        Assert.Equal(10_000, Load(yaml.ToString()).Policies.Count);
    }

    [Fact]
    public void The_policy_file_that_comes_with_the_service_is_right_and_warns_of_nothing()
    {
        var result = PolicyFileLoader.Load(Path.Combine(Repository.Root, "rotation-policies.yaml"));

        Assert.Empty(result.Messages);
        Assert.NotNull(result.Policies);
    }

    private static PolicySet Load(string yaml)
    {
        var result = PolicyFileLoader.Parse("f", Encoding.UTF8.GetBytes(yaml));
        Assert.Empty(result.Errors);
        return result.Policies!;
    }
}
