namespace RotationService.Tests.Processes;

/// <summary>A secret that people made has leaked, and the policy adopts: <c>rotate --revoke-previous</c> on the real executable.</summary>
public sealed class RevokeTests
{
    private const string ByHand = """[{"displayName":"by hand","endsIn":"P200D"},{"displayName":"by another hand","endsIn":"P300D"}]""";
    private const string RemovePassword = "POST /applications/{id}/removePassword";

    [Fact]
    public async Task It_removes_all_that_the_policy_covers_and_names_each()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await RotatedAsync(sandbox);

        await using var rotate = sandbox.Service("rotate", "payments", "--revoke-previous", "--yes");
        Assert.Equal(0, await rotate.EndAsync());
        var live = Assert.Single(await application.LiveAsync());
        Assert.StartsWith("rotation-service/", (string?)live["displayName"], StringComparison.Ordinal);
        foreach (var removed in (await application.CredentialsAsync()).Where(credential => credential["removedAt"] is not null))
        {
            Assert.Contains((string)removed["keyId"]!, rotate.Errors + rotate.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_it_could_not_remove_is_named_and_its_exit_code_is_1()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await RotatedAsync(sandbox);
        await sandbox.PostAsync("faults", $$"""[{"host":"graph","route":"{{RemovePassword}}","nth":1,"times":1000,"when":"before","status":403}]""");

        await using var rotate = sandbox.Service("rotate", "payments", "--revoke-previous", "--yes");
        Assert.Equal(1, await rotate.EndAsync());
        Assert.Contains("payments: not removed yet: ", rotate.Errors, StringComparison.Ordinal);
        foreach (var left in (await application.LiveAsync()).Where(credential => (string?)credential["displayName"] is "by hand" or "by another hand"))
        {
            Assert.Contains((string)left["keyId"]!, rotate.Errors, StringComparison.Ordinal);
        }
    }

    // One of ours serves, and the two that people made are in their grace period.
    private static async Task<SeededApplication> RotatedAsync(SandboxProcess sandbox)
    {
        var application = await sandbox.SeedAsync(credentials: ByHand, more: "adopt: true");
        await sandbox.PostAsync("clock", """{"speed":20}""");
        await sandbox.SweepAsync();
        Assert.Equal(3, (await application.LiveAsync()).Count);
        return application;
    }
}
