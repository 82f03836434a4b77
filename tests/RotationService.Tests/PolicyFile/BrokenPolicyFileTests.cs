using System.Text;
using RotationService.Core.Credentials;
using RotationService.PolicyFile;

namespace RotationService.Tests.PolicyFile;

/// <summary>One broken file a row: where the error must point, and what it must say.</summary>
public sealed class BrokenPolicyFileTests
{
    private const string Vault = "https://contoso-prod.vault.azure.net";

    private const string Head = """
        version: 1
        policies:
          - name: a
            application: { appId: 00000000-0000-0000-0000-000000000001 }
            vault: https://contoso-prod.vault.azure.net
            secret: a-secret

        """;

    public static TheoryData<string, int, int, string> Rows => new()
    {
        // What is added to a policy that is right; it stands on line 7, column 5.
        { More("lifetime: 90"), 7, 15, "has no unit: write 90d" },
        { More("lifetime: 90 days"), 7, 15, "write 90d" },
        { More("lifetime: 3 weeks"), 7, 15, "write 21d" },
        { More("lifetime: 6mo"), 7, 15, "no fixed length" },
        { More("lifetime: P1Y"), 7, 15, "no fixed length" },
        { More("lifetime: -5d"), 7, 15, "negative" },
        { More("lifetime: soon"), 7, 15, "is not a duration" },
        { More("lifetime: 99999999999999999999d"), 7, 15, "more than a hundred years" },
        { More("lifetime:"), 7, 14, "has no value" },
        { More("lifetime: [90d]"), 7, 15, "a single value, not a list" },
        { More("lifetime: 731d"), 7, 15, "more than two years; write at most 730d" },
        { More("lifetime: 60d\n    renewBefore: 58d"), 7, 15, "must exceed renewBefore (58d) + gracePeriod (72h) = 61d" },
        { More("renewBefore: 4d"), 7, 18, "must exceed gracePeriod (72h) + verify.timeout (15m) + 1 day = 4d 15m" },
        { More("lifetmie: 90d"), 7, 5, "did you mean `lifetime`?" },
        { More("graceperiod: 72h"), 7, 5, "did you mean `gracePeriod`?" },
        { More("colour: blue"), 7, 5, "`colour` is not a key of a policy; the keys are" },
        { More("secret: other"), 7, 5, "appears twice in a policy, first on line 6" },
        { More("hold: yes"), 7, 11, "write true" },
        { More("adopt: 1"), 7, 12, "must be true or false, not \"1\"" },
        { More("verify: nothing"), 7, 13, "must be `none` or a map" },
        { More("verify: { settle: 2 }"), 7, 23, "has no unit" },
        { More("verify: { consecutive: 0 }"), 7, 13, "write 1 to 20" },
        { More("verify: { consecutive: 21 }"), 7, 13, "write 1 to 20" },
        { More("verify: { consecutive: many }"), 7, 28, "a whole number" },
        { More("verify: { timeout: 3h }"), 7, 13, "is withdrawn after 2h; write less than 2h" },
        { More("verify: { timeout: 2m }"), 7, 13, "must exceed settle (2m) + over (30s)" },
        { More("verify: { retries: 3 }"), 7, 15, "not a key of `verify`" },
        { More("vaults: [https://contoso-dr.vault.azure.net]"), 7, 5, "both given; keep one" },
        { More("window: always"), 7, 13, "must be `none` or a map such as { days: [Mon, Tue" },
        { More("window: { days: Mon }"), 7, 21, "`days` must be a list" },
        { More("window: { days: [] }"), 7, 21, "never opens" },
        { More("window: { days: [Mon, Funday] }"), 7, 27, "\"Funday\" is not a day of the week" },
        { More("window: { from: 8am }"), 7, 21, "a time of day such as \"08:00\"" },
        { More("window: { from: \"24:00\" }"), 7, 21, "a time of day" },
        { More("window: { from: \"08:00\", to: \"08:00\" }"), 7, 30, "`to` is the same as `from`" },
        { More("window: { timeZone: Mars/Olympus }"), 7, 25, "there is no time zone \"Mars/Olympus\"" },
        { More("window: { zone: UTC }"), 7, 15, "not a key of `window`" },
        { More("windw: { days: [Mon] }"), 7, 5, "did you mean `window`?" },
        { More("app: payments"), 7, 5, "did you mean `application`?" },
        { More("servicePrincipal: { appId: 00000000-0000-0000-0000-000000000009 }"), 7, 5, "`application` and `servicePrincipal` are both given; keep `application` for secrets on the registration" },
        { More("applications: { tag: auto-rotate }"), 7, 5, "`application` and `applications` are both given" },
        { More("overrides: []"), 7, 16, "this policy selects a single application" },
        { More("? [a, b]\n    : c"), 7, 7, "a key of a policy must be a single word, not a list" },
        { More("hold: *nothing"), 7, 11, "*nothing is not defined" },
        { More("hold: !!binary aGk="), 7, 11, "the tag" },
        { More("  - name: b\n    application: { appId: 00000000-0000-0000-0000-000000000002 }\n    secret: a-secret\n    vault: " + Vault, indent: 0), 9, 13, "another policy uses the secret" },
        { More("  - name: A\n    application: { appId: 00000000-0000-0000-0000-000000000002 }\n    secret: b-secret\n    vault: " + Vault, indent: 0), 7, 11, "is used twice; write another name (the other is on line 3)" },
        { More("  - name: b\n    application: { appId: 00000000-0000-0000-0000-000000000002 }\n    secret: A-Secret-PENDING\n    vault: " + Vault, indent: 0), 9, 13, "another policy stores its unverified values" },

        // A policy of its own, on line 3.
        { One("name: a", "application: { appId: 1234 }", "vault: " + Vault, "secret: s"), 4, 27, "the application's client id, a GUID" },
        { One("name: a", "application: { appId: 00000000-0000-0000-0000-000000000000 }", "vault: " + Vault, "secret: s"), 4, 27, "a GUID" },
        { One("name: a", "application: payments", "vault: " + Vault, "secret: s"), 4, 18, "write `application: { displayName: payments }`" },
        { One("name: a", "application: {}", "vault: " + Vault, "secret: s"), 4, 18, "`application` selects nothing" },
        { One("name: a", "application: { objectId: 00000000-0000-0000-0000-000000000001 }", "vault: " + Vault, "secret: s"), 4, 20, "write `appId`" },
        { One("name: a", "application: { appId: 00000000-0000-0000-0000-000000000001, displayName: x }", "vault: " + Vault, "secret: s"), 4, 65, "both given" },
        { One("name: a", "application: { displayName: \"svc-*\" }", "vault: " + Vault, "secret: s"), 4, 33, "write `applications: { displayName: \"svc-*\" }`" },
        { One("name: a", "application: { tag: auto-rotate }", "vault: " + Vault, "secret: s"), 4, 20, "write `applications:` instead of `application:`" },
        { One("name: a", "applications: auto-rotate", "vault: " + Vault, "secret: \"{appId}\""), 4, 19, "write `applications: { tag: … }`" },
        { One("name: a", "applications: {}", "vault: " + Vault, "secret: \"{appId}\""), 4, 19, "`applications` selects nothing" },
        { One("name: a", "applications: { except: [svc-legacy] }", "vault: " + Vault, "secret: \"{appId}\""), 4, 19, "`applications` selects nothing" },
        { One("name: a", "applications: { appId: 00000000-0000-0000-0000-000000000001 }", "vault: " + Vault, "secret: \"{appId}\""), 4, 21, "write `appIds` with a list" },
        { One("name: a", "applications: { appIds: 00000000-0000-0000-0000-000000000001 }", "vault: " + Vault, "secret: \"{appId}\""), 4, 29, "`appIds` must be a list" },
        { One("name: a", "applications: { appIds: [1] }", "vault: " + Vault, "secret: \"{appId}\""), 4, 30, "a list of client ids, a GUID" },
        { One("name: a", "applications: { appIds: [00000000-0000-0000-0000-000000000001, 00000000-0000-0000-0000-000000000001] }", "vault: " + Vault, "secret: \"{appId}\""), 4, 68, "is listed twice" },
        { One("name: a", "applications: { owner: platform }", "vault: " + Vault, "secret: \"{appId}\""), 4, 28, "a user principal name such as" },
        { One("name: a", "applications: { tag: [a, b] }", "vault: " + Vault, "secret: \"{appId}\""), 4, 26, "a single value, not a list" },
        { One("name: a", "applications: { tags: a }", "vault: " + Vault, "secret: \"{appId}\""), 4, 21, "did you mean `tag`?" },
        { One("name: a", "application: { displayName: x, tenant: 00000000-0000-0000-0000-0000000000aa }", "vault: " + Vault, "secret: s"), 4, 44, "the file has no such list; remove it" },
        { One("name: a", "servicePrincipal: { appId: 00000000-0000-0000-0000-000000000009, tenant: here }", "vault: " + Vault, "secret: s"), 4, 78, "the id of one of the file's tenants, a GUID" },
        { One("name: a", "applications: { tag: a, tenant: 00000000-0000-0000-0000-0000000000aa }", "vault: " + Vault, "secret: \"{appId}\""), 4, 29, "is searched for in all of the file's `tenants`" },
        { One("name: a", "applications: { tag: a }", "vault: " + Vault), 3, 5, "such as \"{displayName}-client-secret\"" },
        { One("name: a", "applications: { tag: a }", "vault: " + Vault, "secret: team-secret"), 6, 13, "would share the secret \"team-secret\"" },
        { One("name: a", "applications: { tag: a }", "vault: " + Vault, "secret: \"{name}-secret\""), 6, 13, "is not one of {displayName}, {appId}, {policy}" },
        { One("name: a", "applications: { tag: a }", "vault: " + Vault, "secret: \"{displayName}_secret\""), 6, 13, "write \"{displayName}-secret\"" },
        { One("name: a", "servicePrincipal: {}", "vault: " + Vault, "secret: s"), 4, 23, "`servicePrincipal` selects nothing; write `servicePrincipal: { appId: … }`" },
        { One("name: a", "servicePrincipal:", "vault: " + Vault, "secret: s"), 4, 22, "`servicePrincipal` must be a map" },
        { One("name: a", "servicePrincipal: vendor-app", "vault: " + Vault, "secret: s"), 4, 23, "`servicePrincipal` must be a map, not a single value; write `servicePrincipal: { appId: … }`" },
        { One("name: a", "servicePrincipal: 00000000-0000-0000-0000-000000000009", "vault: " + Vault, "secret: s"), 4, 23, "write `servicePrincipal: { appId: 00000000-0000-0000-0000-000000000009 }`" },
        { One("name: a", "servicePrincipal: { appId: vendor }", "vault: " + Vault, "secret: s"), 4, 32, "the application's client id, a GUID" },
        { One("name: a", "servicePrincipal: { displayName: vendor-app }", "vault: " + Vault, "secret: s"), 4, 25, "the publisher of the application can rename it" },
        { One("name: a", "servicePrincipal: { objectId: 00000000-0000-0000-0000-000000000009 }", "vault: " + Vault, "secret: s"), 4, 25, "write `appId`" },
        { One("name: a", "servicePrincipal: { appIds: [00000000-0000-0000-0000-000000000009] }", "vault: " + Vault, "secret: s"), 4, 25, "needs a policy of its own" },
        { One("name: a", "servicePrincipal: { appid: 00000000-0000-0000-0000-000000000009 }", "vault: " + Vault, "secret: s"), 4, 25, "did you mean `appId`?" },
        { One("name: a", "servicePrincipl: { appId: 00000000-0000-0000-0000-000000000009 }", "vault: " + Vault, "secret: s"), 4, 5, "did you mean `servicePrincipal`?" },
        { One("name: a", "servicePrincipal: { appId: 00000000-0000-0000-0000-000000000009 }", "vault: " + Vault, "secret: s", "overrides: []"), 7, 16, "this policy selects a single application" },
        { Group("servicePrincipal: { appId: 00000000-0000-0000-0000-000000000009 }"), 7, 5, "`applications` and `servicePrincipal` are both given; write a policy for each" },
        { Excepting("{ name: b, optional: perhaps }"), 4, 59, "`optional` must be true or false" },
        { Excepting("{ optional: true }"), 4, 38, "`name` is missing; write `{ name: svc-legacy, optional: true }`" },
        { Excepting("{ displayName: b }"), 4, 40, "write `name` with a display name or a client id" },
        { Excepting("{ name: b, optinal: true }"), 4, 49, "did you mean `optional`?" },
        { Excepting("[b]"), 4, 38, "a single value, not a list" },
        { Group("overrides: [{ application: { displayName: b }, optional: perhaps }]"), 7, 62, "`optional` must be true or false" },
        { Group("overrides: { a: b }"), 7, 16, "`overrides` must be a list" },
        { Group("overrides: [a]"), 7, 17, "must be a map that begins with `application:`" },
        { Group("overrides: [{ hold: true }]"), 7, 17, "it selects the member of the group that this entry changes" },
        { Group("overrides: [{ application: { displayName: b }, name: c }]"), 7, 52, "has no name of its own" },
        { Group("overrides: [{ application: { displayName: b }, lifetime: 800d }]"), 7, 62, "more than two years" },
        { Group("overrides: [{ application: { displayName: b }, secret: my_b }]"), 7, 60, "write \"my-b\"" },
        { Group("overrides: [{ application: { displayName: b } }, { application: { displayName: b } }]"), 7, 56, "already has an entry" },
        { One("name: a", "vault: " + Vault, "secret: s"), 3, 5, "`application` is missing" },
        { One("application: { displayName: x }", "vault: " + Vault, "secret: s"), 3, 5, "`name` is missing" },
        { One("name: a", "application: { displayName: x }", "vault: " + Vault), 3, 5, "`secret` is missing" },
        { One("name: a", "application: { displayName: x }", "secret: s"), 3, 5, "`vault` is missing" },
        { One("name: a", "application: { displayName: x }", "secret: s", "vault: http://contoso-prod.vault.azure.net"), 6, 12, "must begin with https; write https://contoso-prod.vault.azure.net" },
        { One("name: a", "application: { displayName: x }", "secret: s", "vault: https://contoso-prod.vault.azure.net/secrets/s"), 6, 12, "must end with its host name" },
        { One("name: a", "application: { displayName: x }", "secret: s", "vault: contoso-prod"), 6, 12, "only the name of a vault; write its address, https://contoso-prod.vault.azure.net" },
        { One("name: a", "application: { displayName: x }", "secret: s", "vault: https://example.com"), 6, 12, "not the host name of a vault" },
        { One("name: a", "application: { displayName: x }", "secret: s", "vaults: " + Vault), 6, 13, "`vaults` must be a list" },
        { One("name: a", "application: { displayName: x }", "secret: s", "vaults: []"), 6, 13, "`vaults` is empty" },
        { One("name: a", "application: { displayName: x }", "secret: s", $"vaults: [{Vault}, {Vault}/]"), 6, 52, "contoso-prod.vault.azure.net is listed twice" },
        { One("name: a", "application: { displayName: x }", "secret: my_secret", "vault: " + Vault), 5, 13, "write \"my-secret\"" },
        { One("name: a", "application: { displayName: x }", "secret: \"{displayName-client-secret\"", "vault: " + Vault), 5, 13, "the braces in `secret` do not match" },
        { One("name: a", "application: { displayName: x }", "secret: " + new string('s', 120), "vault: " + Vault), 5, 13, "write at most 119" },

        // Whole files.
        { "", 1, 1, "the file contains no policies" },
        { "# nothing but a comment\n", 1, 1, "the file contains no policies" },
        { "version: 1\n", 1, 1, "`policies:` is missing" },
        { "version: 1\npolicies: []\n", 2, 1, "`policies` is empty" },
        { "version: 1\npolicies: payments\n", 2, 11, "`policies` must be a list" },
        { "version: 1\npolicies:\n  - payments\n", 3, 5, "a policy must be a map of keys" },
        { "- a\n- b\n", 1, 1, "a policy file must be a map" },
        { "version: 2\npolicies: []\n", 1, 10, "this release reads `version: 1`" },
        { "policies: []\n", 1, 1, "`version` is missing" },
        { "tenants: [a]\n" + Head, 1, 11, "a list of tenant ids, a GUID" },
        { "tenants: []\n" + Head, 1, 10, "`tenants` is empty" },
        { "tenants:\n" + Head, 1, 9, "`tenants` must be a list" },
        { "tenants: 00000000-0000-0000-0000-0000000000aa\n" + Head, 1, 10, "write `tenants: [ … ]`" },
        { "tenants: [00000000-0000-0000-0000-0000000000aa, 00000000-0000-0000-0000-0000000000aa]\n" + Head, 1, 49, "is listed twice" },
        { "tenant: 00000000-0000-0000-0000-0000000000aa\ntenants: [00000000-0000-0000-0000-0000000000bb]\n" + Head, 2, 1, "`tenant` and `tenants` are both given" },
        { "tennants: [00000000-0000-0000-0000-0000000000aa]\n" + Head, 1, 1, "did you mean `tenants`?" },
        { "tenants: [00000000-0000-0000-0000-0000000000aa]\n" + Head.Replace("000001 }", "000001, tenant: 00000000-0000-0000-0000-0000000000bb }", StringComparison.Ordinal), 5, 73, "is not one of the file's `tenants`" },
        { "tenant: contoso.onmicrosoft.com\n" + Head, 1, 9, "the tenant's id, a GUID" },
        { "defaults: { lifetime: 800d }\n" + Head, 1, 23, "more than two years" },
        { "defaults: { adopt: true }\n" + Head, 1, 13, "each policy must set it itself" },
        { "defaults: { secret: a, secrte: b }\n" + Head, 1, 24, "`secrte` is not a key of `defaults`; the keys are `" },
        { "defaults: { servicePrincipal: { appId: 00000000-0000-0000-0000-000000000009 } }\n" + Head, 1, 13, "it belongs in a policy" },
        { "defaults: 90d\n" + Head, 1, 11, "`defaults` must be a map" },
        { "lifetime: 90d\n" + Head, 1, 1, "write it under `defaults`" },
        { "polices: []\n" + Head, 1, 1, "did you mean `policies`?" },
        { Head + "---\nversion: 1\n", 7, 1, "a second YAML document" },
        { "version: 1\npolicies:\n\t- name: a\n", 3, 1, "YAML allows only spaces" },
        { "version: 1\npolicies:\n  - name: a\n\t  secret: b\n", 4, 1, "YAML allows only spaces" },
        { "version: 1\npolicies:\n  - name: @a\n", 3, 11, "put quotes around the value" },
        { "version: 1\npolicies: [\n", 3, 1, "not YAML" },
        { "version: 1\npolicies: \"unfinished\n", 2, 11, "not YAML" },
        { "version: &v [*v]\n", 1, 14, "a value cannot contain itself" },
        { "version: 1\u0000\n", 1, 11, "U+0000" },

        // What looks like something else.
        { More("l\u0456fetime: 90d"), 7, 5, "did you mean `lifetime`?" },
        { More("lifetime: \uFF19\uFF10d"), 7, 15, "is not a duration" },
        { More("hold\uFF1A true"), 7, 5, "not YAML" },
        { More("verify: \u201Cnone\u201D"), 7, 13, "must be `none` or a map" },
        { One("name: a", "application: { displayName: x }", "secret: a\u2013secret", "vault: " + Vault), 5, 13, "write \"a-secret\"" },
        { One("name: a", "application: { displayName: x }", "secret: s", "vault: https://contoso-pr\u043Ed.vault.azure.net"), 6, 12, "vault" },
        { "version: 1\npolicies:\n  - name: a\n\u00A0\u00A0  secret: b\n", 4, 1, "the indentation contains the character U+00A0" },
        { "version: 1\npolicies:\n  - name: a\n  \u3000secret: b\n", 4, 3, "the indentation contains the character U+3000" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Every_error_has_its_place_and_says_what_to_write(string yaml, int line, int column, string fragment)
    {
        var result = PolicyFileLoader.Parse("policies.yaml", Encoding.UTF8.GetBytes(yaml));

        Assert.Null(result.Policies);
        Assert.Contains(result.Errors, error => error.Line == line && error.Column == column && error.Text.Contains(fragment, StringComparison.Ordinal));
    }

    [Fact]
    public void A_list_of_tenants_that_cannot_be_read_is_told_once_and_not_of_each_policy_too()
    {
        var yaml = "tenants: [contoso.onmicrosoft.com]\n" + Head.Replace("000001 }", "000001, tenant: 00000000-0000-0000-0000-0000000000bb }", StringComparison.Ordinal);

        Assert.Equal(1, Assert.Single(PolicyFileLoader.Parse("policies.yaml", Encoding.UTF8.GetBytes(yaml)).Errors).Line);
    }

    [Fact]
    public void A_service_principal_is_not_the_registration_of_the_same_appId()
    {
        var yaml = Head + "  - name: b\n    servicePrincipal: { appId: 00000000-0000-0000-0000-000000000001 }\n    secret: b-secret\n    vault: " + Vault + "\n";

        var policies = PolicyFileLoader.Parse("policies.yaml", Encoding.UTF8.GetBytes(yaml)).Policies!;
        Assert.Equal([DirectoryKind.Application, DirectoryKind.ServicePrincipal], policies.Policies.Select(policy => policy.Application.Kind));
        Assert.Equal([policies.Policies[0].Application.AppId!.Value], policies.ServicePrincipals);
    }

    [Fact]
    public void All_errors_are_told_at_once_in_the_order_of_the_file()
    {
        var result = PolicyFileLoader.Parse("policies.yaml", Encoding.UTF8.GetBytes("tenants: []\n" + Head + "    lifetime: 90\n    hold: yes\n    colour: blue\n"));

        Assert.Equal([1, 8, 9, 10], result.Errors.Select(error => error.Line));
        Assert.StartsWith("policies.yaml:8:15: ", result.Errors.ElementAt(1).Format(result.File), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_before_the_end_of_the_yaml_is_checked_all_the_same()
    {
        var result = PolicyFileLoader.Parse("policies.yaml", Encoding.UTF8.GetBytes(Head + "    lifetime: 90\n    hold: [\n"));

        Assert.Contains(result.Errors, error => error.Line == 7);
        Assert.Contains(result.Errors, error => error.Text.StartsWith("not YAML", StringComparison.Ordinal));
        Assert.Equal(2, result.Errors.Count());
    }

    [Fact]
    public void What_rests_on_something_unreadable_is_not_judged()
    {
        var result = PolicyFileLoader.Parse("policies.yaml", Encoding.UTF8.GetBytes(Head + "    lifetime: 9\n    renewBefore: 500d\n"));

        Assert.Single(result.Errors);
    }

    [Fact]
    public void An_error_in_the_defaults_is_told_once_however_many_policies_inherit_it()
    {
        var yaml = new StringBuilder("version: 1\ndefaults: { lifetime: 800d, vault: https://contoso-prod.vault.azure.net }\npolicies:\n");
        for (var index = 0; index < 50; index++)
        {
            yaml.Append($"  - {{ name: p{index}, application: {{ displayName: p{index} }}, secret: s{index} }}\n");
        }

        Assert.Single(PolicyFileLoader.Parse("policies.yaml", Encoding.UTF8.GetBytes(yaml.ToString())).Errors);
    }

    [Theory]
    [InlineData("gracePeriod: 12h", "is less than 24 h")]
    [InlineData("lifetime: 365d", "is more than 180 d")]
    public void What_is_unwise_is_a_warning_that_says_why(string more, string fragment)
    {
        var result = PolicyFileLoader.Parse("policies.yaml", Encoding.UTF8.GetBytes(More(more)));

        Assert.NotNull(result.Policies);
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(7, warning.Line);
        Assert.Contains(fragment, warning.Text, StringComparison.Ordinal);
        Assert.Contains(": warning: ", warning.Format("f"), StringComparison.Ordinal);
    }

    private static string More(string lines, int indent = 4) => Head + new string(' ', indent) + lines + "\n";

    private static string Group(string more) => One("name: a", "applications: { tag: auto-rotate }", "vault: " + Vault, "secret: \"{displayName}-secret\"", more);

    private static string Excepting(string entry) => One("name: a", $"applications: {{ tag: t, except: [{entry}] }}", "vault: " + Vault, "secret: \"{appId}\"");

    private static string One(params string[] lines) => "version: 1\npolicies:\n  - " + string.Join("\n    ", lines) + "\n";
}
