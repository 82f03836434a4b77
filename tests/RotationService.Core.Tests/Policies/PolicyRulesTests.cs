using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Policies;

public sealed class PolicyRulesTests
{
    private static readonly Policy Sound = new("a", ApplicationSelector.ByDisplayName("a"), [new Uri("https://one.vault.azure.net")], "a-secret");

    [Fact]
    public void A_sound_policy_is_left_alone() => Assert.Empty(PolicyRules.Check([Sound]));

    [Fact]
    public void RenewBefore_must_exceed_grace_verify_and_a_day_by_something()
    {
        var least = Sound.GracePeriod + Sound.Verify.Timeout + TimeSpan.FromDays(1);

        Assert.NotEmpty(PolicyRules.Check([Sound with { RenewBefore = least }]));
        Assert.Empty(PolicyRules.Check([Sound with { RenewBefore = least + TimeSpan.FromSeconds(1) }]));
    }

    [Fact]
    public void Lifetime_must_exceed_renewBefore_and_grace_by_something()
    {
        var least = Sound.RenewBefore + Sound.GracePeriod;

        Assert.NotEmpty(PolicyRules.Check([Sound with { Lifetime = least }]));
        Assert.Empty(PolicyRules.Check([Sound with { Lifetime = least + TimeSpan.FromSeconds(1) }]));
    }

    [Fact]
    public void Two_years_are_the_most()
    {
        Assert.All(PolicyRules.Check([Sound with { Lifetime = TimeSpan.FromDays(730) }]), finding => Assert.True(finding.IsWarning));
        Assert.Contains(PolicyRules.Check([Sound with { Lifetime = TimeSpan.FromDays(731) }]), finding => !finding.IsWarning);
    }

    [Fact]
    public void The_same_secret_name_in_another_vault_is_no_collision()
    {
        var other = Sound with { Name = "b", Vaults = [new Uri("https://two.vault.azure.net")] };

        Assert.Empty(PolicyRules.Check([Sound, other]));
    }

    [Fact]
    public void A_collision_in_the_second_vault_is_found()
    {
        var both = Sound with { Name = "b", Vaults = [new Uri("https://two.vault.azure.net"), new Uri("https://one.vault.azure.net")] };

        var finding = Assert.Single(PolicyRules.Check([Sound, both]));
        Assert.Equal((1, 0), (finding.Policy, finding.CollidesWith));
    }

    [Theory]
    [InlineData("a-secret-pending", true)]
    [InlineData("A-SECRET-Pending", true)]
    [InlineData("a-secret-pending-2", false)]
    public void A_name_where_another_policy_keeps_its_unproven_values_collides(string secret, bool collides)
    {
        var other = Sound with { Name = "b", Secret = secret };

        Assert.Equal(collides, PolicyRules.Check([Sound, other]).Count > 0);
        Assert.Equal(collides, PolicyRules.Check([other, Sound]).Count > 0);
    }

    [Fact]
    public void The_look_whether_any_two_may_collide_misses_none_that_do()
    {
        string[] names = ["a-secret", "A-Secret", "another", "a-secret-pending", "a-Secret-PENDING"];
        Uri[][] vaults = [[new("https://one.vault.azure.net")], [new("https://ONE.vault.azure.net"), new("https://two.vault.azure.net")], [new("https://two.vault.azure.net")]];
        var all = names.SelectMany(name => vaults.Select((some, number) => Sound with { Name = $"{name} {number}", Secret = name, Vaults = some })).ToList();
        var pairs = all.SelectMany(one => all.Where(other => other.Name != one.Name).Select(other => (Policy[])[one, other])).ToList();
        Assert.All(pairs, pair => Assert.True(SecretNameCollisions.MayExist(pair, 2) || !SecretNameCollisions.Find(pair).Any()));
        Assert.Contains(pairs, pair => !SecretNameCollisions.MayExist(pair, 2));
        Assert.False(SecretNameCollisions.MayExist([Sound, Sound with { Secret = "{appId}" }, Sound with { Secret = "{appId}" }], 3));
    }

    [Theory]
    [InlineData("https://contoso-prod.vault.azure.net", true)]
    [InlineData("https://contoso-prod.vault.azure.net/", true)]
    [InlineData("https://CONTOSO-prod.VAULT.azure.net", true)]
    [InlineData("https://contoso.vault.azure.cn", true)]
    [InlineData("https://contoso.vault.usgovcloudapi.net", true)]
    [InlineData("http://contoso-prod.vault.azure.net", false)]
    [InlineData("https://contoso-prod.vault.azure.net:8443", false)]
    [InlineData("https://user@contoso-prod.vault.azure.net", false)]
    [InlineData("https://contoso-prod.vault.azure.net/secrets", false)]
    [InlineData("https://contoso-prod.vault.azure.net?x", false)]
    [InlineData("https://contoso-prod.privatelink.vaultcore.azure.net", false)]
    [InlineData("https://a.b.vault.azure.net", false)]
    [InlineData("https://ab.vault.azure.net", false)]
    [InlineData("https://vault.azure.net", false)]
    [InlineData("contoso-prod", false)]
    [InlineData("", false)]
    public void A_vault_is_an_https_address_of_its_public_host(string text, bool isOne)
    {
        Assert.Equal(isOne, VaultAddress.TryParse(text, out _, out var problem));
        Assert.Equal(isOne, problem.Length == 0);
    }
}
