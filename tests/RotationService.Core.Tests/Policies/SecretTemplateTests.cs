using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Policies;

public sealed class SecretTemplateTests
{
    private static readonly DirectoryApplication App = new(Guid.Parse("00000000-0000-0000-0000-00000000000A"), Guid.NewGuid(), "Zahlungs-Dienst (EU) ä", null, []);

    [Theory]
    [InlineData("{displayName}-client-secret", "zahlungs-dienst--eu----client-secret")]
    [InlineData("App-{appId}", "App-00000000-0000-0000-0000-00000000000a")]
    [InlineData("{policy}-{displayName}", "team-a-zahlungs-dienst--eu---")]
    [InlineData("plain", "plain")]
    public void Places_are_filled_in_lower_case_and_the_rest_stays(string template, string name) =>
        Assert.Equal(name, SecretTemplate.Fill(template, "Team A", App));

    [Theory]
    [InlineData("{displayname}", "{displayname}")]
    [InlineData("{name}-x", "{name}")]
    [InlineData("{}", "{}")]
    [InlineData("{displayName", "do not match")]
    [InlineData("displayName}", "do not match")]
    [InlineData("{{displayName}}", "do not match")]
    public void Braces_that_mean_nothing_are_told(string template, string part) =>
        Assert.Contains(part, SecretTemplate.Problem(template), StringComparison.Ordinal);

    [Fact]
    public void A_group_needs_a_place_that_tells_its_applications_apart()
    {
        var policy = new Policy("team", ApplicationSelector.Of(new ApplicationGroup { Tag = "auto-rotate" }), [new Uri("https://one.vault.azure.net")], "{policy}-secret");
        var finding = Assert.Single(PolicyRules.Check([policy]));
        Assert.Contains("would share the secret", finding.Message, StringComparison.Ordinal);
        Assert.Empty(PolicyRules.Check([policy with { Secret = "{appId}" }]));
        Assert.Empty(PolicyRules.Check([policy with { Secret = "{displayName}" }]));
    }

    [Theory]
    [InlineData("{displayName}_secret", "{displayName}-secret")]
    [InlineData("a.{appId}", "a-{appId}")]
    public void What_stands_beside_the_places_must_be_as_Key_Vault_takes_it(string template, string instead)
    {
        var policy = new Policy("team", ApplicationSelector.Of(new ApplicationGroup { Tag = "auto-rotate" }), [new Uri("https://one.vault.azure.net")], template);
        Assert.Contains($"write \"{instead}\"", Assert.Single(PolicyRules.Check([policy])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_templates_lead_is_not_known_before_they_are_filled_in()
    {
        var policy = new Policy("team", ApplicationSelector.Of(new ApplicationGroup { Tag = "a" }), [new Uri("https://one.vault.azure.net")], "{displayName}-secret");
        Assert.Empty(PolicyRules.Check([policy, policy with { Name = "other", Application = ApplicationSelector.Of(new ApplicationGroup { Tag = "b" }) }]));
    }

    [Theory]
    [InlineData("{displayName}-secret", true)]
    [InlineData("{appId}-{displayName}", true)]
    [InlineData("{appId}-secret", false)]
    [InlineData("{policy}-secret", false)]
    [InlineData("displayName", false)]
    public void A_policy_for_one_application_says_whether_its_display_name_chose_the_secrets_name(string secret, bool isChosen)
    {
        var application = new DirectoryApplication(Guid.NewGuid(), Guid.NewGuid(), "billing", null, []);
        var single = new Policy("one", ApplicationSelector.ByDisplayName("billing"), [new Uri("https://one.vault.azure.net")], secret);
        var group = single with { Application = ApplicationSelector.Of(new ApplicationGroup { Tag = "a" }) };
        Assert.Equal(isChosen, single.For(application).SecretNameFromDisplayName);
        Assert.Equal(isChosen, single.For(application).For(application).SecretNameFromDisplayName);
        Assert.Equal(isChosen, group.For(application).SecretNameFromDisplayName);
        Assert.Equal(isChosen, group.For(application).For(application).SecretNameFromDisplayName);

        var own = group with { Application = ApplicationSelector.ByDisplayName("billing"), Secret = "of-its-own", IsOptional = true };
        var overridden = (group with { Overrides = [own] }).For(application);
        Assert.False(overridden.SecretNameFromDisplayName);
        Assert.False(overridden.IsOptional);
        Assert.True((group with { Secret = "s", Overrides = [own with { Secret = "{displayName}" }] }).For(application).SecretNameFromDisplayName);
        Assert.False(single.SecretNameFromDisplayName);
    }
}
