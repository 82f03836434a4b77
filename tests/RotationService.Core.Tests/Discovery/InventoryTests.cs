using RotationService.Core.Credentials;
using RotationService.Core.Discovery;
using RotationService.Core.Policies;

namespace RotationService.Core.Tests.Discovery;

public sealed class InventoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private static readonly PolicySet Nothing = new(null, []);

    [Theory]
    [InlineData(Urgency.NoSecret)]
    [InlineData(Urgency.Expired, 0.0)]
    [InlineData(Urgency.Expired, -400.0, -1.0)]
    [InlineData(Urgency.Within7Days, 7.0)]
    [InlineData(Urgency.Within7Days, -1.0, 0.5)]
    [InlineData(Urgency.Within30Days, 7.1)]
    [InlineData(Urgency.Within30Days, 1.0, 30.0)]
    [InlineData(Urgency.Within90Days, 30.1)]
    [InlineData(Urgency.Later, 90.1)]
    [InlineData(Urgency.Later, 1.0, 700.0)]
    [InlineData(Urgency.WithoutEnd, 1.0, double.PositiveInfinity)]
    public void The_last_secret_to_end_says_how_urgent_it_is(Urgency urgency, params double[] endInDays)
    {
        var found = Find(Application("app", [.. endInDays.Select(days => Credential(days))]));
        Assert.Equal(urgency, found.Urgency);
    }

    [Fact]
    public void The_first_live_end_is_told_beside_the_last_since_a_reminder_that_goes_by_that_is_silent_meanwhile()
    {
        var found = Find(Application("app", Credential(200), Credential(-5), Credential(12)));
        Assert.Equal((Now.AddDays(12), Now.AddDays(200)), (found.FirstEnd, found.LastEnd));
        Assert.Equal([-5, 12, 200], found.Credentials.Select(credential => (credential.Credential.EndDateTime - Now).TotalDays));

        var ended = Find(Application("app", Credential(-5)));
        Assert.Equal((null, Now.AddDays(-5)), (ended.FirstEnd, ended.LastEnd));

        var endless = Find(Application("app", Credential(double.PositiveInfinity)));
        Assert.Equal((null, null), (endless.FirstEnd, endless.LastEnd));
    }

    [Fact]
    public void The_most_urgent_come_first_and_then_those_that_end_first()
    {
        var inventory = Inventory.Of(
            [Application("bare"), Application("endless", Credential(double.PositiveInfinity)), Application("later", Credential(300)), Application("b", Credential(20)), Application("a", Credential(20)), Application("soon", Credential(9)), Application("over", Credential(-1))],
            Nothing,
            Now);
        Assert.Equal(["over", "soon", "a", "b", "later", "endless", "bare"], inventory.Applications.Select(found => found.Application.DisplayName));
    }

    [Fact]
    public void A_credential_is_ours_if_its_mark_is_for_a_place_of_the_policy_that_covers_its_application()
    {
        var rotation = new RotationId(Guid.Parse("0195a0b0-0000-7000-8000-000000000001"));
        Credential Marked(string vault, string secret) => Credential(10, CredentialMark.For(vault, secret, rotation).ToString());
        var application = Application("svc-a", Marked("one", "svc-a-secret"), Marked("two", "SVC-A-secret"), Marked("one", "other"), Marked("three", "svc-a-secret"), Credential(10, "by hand"));
        var policy = new Policy("team", ApplicationSelector.Of(new ApplicationGroup { DisplayName = new NamePattern("svc-*") }), [new Uri("https://one.vault.azure.net"), new Uri("https://two.vault.azure.net")], "{displayName}-secret");

        var found = Assert.Single(Inventory.Of([application], new PolicySet(null, [policy]), Now).Applications);
        Assert.Equal(["team"], found.Policies);
        Assert.Equal(
            [Origin.Ours, Origin.Ours, Origin.Elsewhere, Origin.Elsewhere, Origin.Foreign],
            application.Credentials.Select(credential => found.Credentials.Single(discovered => discovered.Credential == credential).Origin));
        Assert.All(Find(application).Credentials.Take(4), credential => Assert.NotEqual(Origin.Ours, credential.Origin));
    }

    [Fact]
    public void An_application_that_two_policies_cover_is_told_of_both()
    {
        var application = Application("app");
        var policy = new Policy("one", ApplicationSelector.ByAppId(application.AppId), [new Uri("https://one.vault.azure.net")], "s");
        var found = Assert.Single(Inventory.Of([application], new PolicySet(null, [policy, policy with { Name = "two", Secret = "t" }]), Now).Applications);
        Assert.Equal(["one", "two"], found.Policies);
    }

    [Theory]
    [InlineData("payments", "GitHub deploy", "the name of one of its client secrets contains \"github\"")]
    [InlineData("gitlab-runner", "x", "its name contains \"gitlab\"")]
    [InlineData("tool", "rbac", "create-for-rbac")]
    [InlineData("AKS-ingress", "x", "workload identity")]
    [InlineData("leaks", "x", null)]
    [InlineData("rbacadmin", "x", null)]
    [InlineData("payments", null, null)]
    public void What_people_called_it_may_say_that_it_needs_no_secret(string displayName, string? secret, string? advice)
    {
        var found = Find(Application(displayName, Credential(50, secret)));
        if (advice is null)
        {
            Assert.Null(found.Advice);
        }
        else
        {
            Assert.Contains(advice, found.Advice, StringComparison.Ordinal);
        }

        Assert.Null(Find(Application(displayName, Credential(-1, secret))).Advice);
        Assert.Null(Find(Application(displayName)).Advice);
    }

    private static DiscoveredApplication Find(DirectoryApplication application) => Assert.Single(Inventory.Of([application], Nothing, Now).Applications);

    private static DirectoryApplication Application(string displayName, params Credential[] credentials) => new(Guid.NewGuid(), Guid.NewGuid(), displayName, "AzureADMyOrg", credentials);

    private static Credential Credential(double endsInDays, string? displayName = "by hand") =>
        new(Guid.NewGuid(), displayName, Now.AddDays(-1000), double.IsInfinity(endsInDays) ? DateTimeOffset.MaxValue : Now.AddDays(endsInDays), "abc");
}
