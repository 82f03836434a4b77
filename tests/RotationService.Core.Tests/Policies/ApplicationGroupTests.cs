using RotationService.Core.Credentials;
using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Policies;

public sealed class ApplicationGroupTests
{
    private static readonly DirectoryApplication Billing = new(Guid.Parse("00000000-0000-0000-0000-000000000001"), Guid.Parse("00000000-0000-0000-0000-0000000000a1"), "svc-billing", null, [])
    {
        Tags = ["HideApp", "auto-rotate"],
        Owners = ["00000000-0000-0000-0000-0000000000f1", "team@contoso.example"],
    };

    [Theory]
    [InlineData("svc-*", "svc-billing", true)]
    [InlineData("svc-*", "SVC-", true)]
    [InlineData("svc-*", "my-svc-billing", false)]
    [InlineData("*billing", "svc-billing", true)]
    [InlineData("*ill*", "svc-billing", true)]
    [InlineData("s*b*g", "svc-billing", true)]
    [InlineData("s*b*b*g", "svc-billing", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("*a*a", "a", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("*", "", true)]
    [InlineData("svc-billing", "Svc-Billing", true)]
    [InlineData("svc-billing", "svc-billing2", false)]
    [InlineData("s.c-*", "svc-billing", false)]
    public void A_pattern_fits_whole_names_and_only_a_star_stands_for_anything(string pattern, string name, bool fits) =>
        Assert.Equal(fits, new NamePattern(pattern).Fits(name));

    [Fact]
    public void An_application_must_fit_all_that_is_given()
    {
        var group = new ApplicationGroup { Tag = "Auto-Rotate", DisplayName = new NamePattern("svc-*"), Owner = "Team@contoso.example" };
        Assert.True(group.Has(Billing));
        Assert.False((group with { Tag = "other" }).Has(Billing));
        Assert.False((group with { DisplayName = new NamePattern("app-*") }).Has(Billing));
        Assert.False((group with { Owner = "others@contoso.example" }).Has(Billing));
        Assert.True((group with { Owner = "00000000-0000-0000-0000-0000000000F1" }).Has(Billing));
    }

    [Fact]
    public void Listed_ones_are_added_and_nothing_else_comes_with_them()
    {
        Assert.True(new ApplicationGroup { Tag = "other", AppIds = [Billing.AppId] }.Has(Billing));
        Assert.False(new ApplicationGroup { AppIds = [Guid.NewGuid()] }.Has(Billing));
    }

    [Fact]
    public void Exceptions_go_before_everything()
    {
        var group = new ApplicationGroup { Tag = "auto-rotate", AppIds = [Billing.AppId] };
        Assert.False((group with { ExceptAppIds = [Billing.AppId] }).Has(Billing));
        Assert.False((group with { ExceptNames = [new NamePattern("SVC-BILL*")] }).Has(Billing));
        Assert.True((group with { ExceptNames = [new NamePattern("svc-bill")] }).Has(Billing));
    }
}
