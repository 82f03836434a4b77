namespace RotationService.Tests.EndToEnd;

/// <summary>Defects that the simulation has found, each told as the story that showed it.</summary>
public sealed class FoundBySimulationTests : IDisposable
{
    private readonly Tenant _tenant = new(new RotationService.Sandbox.SandboxOptions { Vaults = ["contoso-we", "contoso-ne"] });

    public void Dispose() => _tenant.Dispose();

    [Fact]
    public async Task What_was_published_is_not_taken_for_surplus_when_people_delete_the_secret()
    {
        var application = _tenant.Add("payments");
        var policy = _tenant.Policy(application, "contoso-we");
        await _tenant.SweepAsync(policy);
        var published = Assert.Single(await _tenant.LiveAsync(application));
        await _tenant.PostAsync("world", """{"secrets":[{"vault":"contoso-we","name":"payments-secret","delete":true}]}""");
        await _tenant.SweepForAsync(TimeSpan.FromHours(5), policy);
        await _tenant.PostAsync("world", """{"secrets":[{"vault":"contoso-we","name":"payments-secret","recover":true}]}""");

        await _tenant.SweepForAsync(TimeSpan.FromHours(2), policy);
        Assert.Equal((string)published["keyId"]!, (string)Assert.Single(await _tenant.LiveAsync(application))["keyId"]!);
    }

    [Fact]
    public async Task A_vault_that_takes_no_writes_and_shows_nothing_costs_one_rotation_and_not_one_every_few_minutes()
    {
        var application = _tenant.Add("payments");
        var policy = _tenant.Policy(application, "contoso-ne", "contoso-we");
        await _tenant.SweepAsync(policy);
        await _tenant.PostAsync("world", """{"secrets":[{"vault":"contoso-we","name":"payments-secret","enabled":false}],"vaults":[{"name":"contoso-we","role":"reader"}]}""");
        await _tenant.SweepForAsync(TimeSpan.FromHours(8), policy);
        Assert.InRange((await _tenant.LiveAsync(application)).Count, 1, 2);

        await _tenant.PostAsync("world", """{"vaults":[{"name":"contoso-we","role":"officer"}]}""");
        await _tenant.SweepForAsync(TimeSpan.FromDays(4), policy);
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(application, "contoso-we");
        await _tenant.AssertOneLiveCredentialIsPublishedAsync(application, "contoso-ne");
    }

    [Fact]
    public async Task A_value_that_was_copied_to_a_vault_which_the_policy_no_longer_names_is_not_retired()
    {
        var application = _tenant.Add("payments");
        var policy = _tenant.Policy(application, "contoso-we");
        await _tenant.SweepAsync(policy);
        var copied = Assert.Single(await _tenant.LiveAsync(application));
        await _tenant.SweepAsync(_tenant.Policy(application, "contoso-we", "contoso-ne"));
        await _tenant.SweepForAsync(TimeSpan.FromDays(70), policy);

        Assert.Equal((string)copied["valueSha256"]!, (string)(await _tenant.VersionsAsync("contoso-ne", "payments-secret"))[^1]["valueSha256"]!);
        Assert.Contains((string)copied["keyId"]!, (await _tenant.LiveAsync(application)).Select(credential => (string)credential["keyId"]!));
    }
}
