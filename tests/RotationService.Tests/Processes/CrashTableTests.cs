namespace RotationService.Tests.Processes;

/// <summary>What each crash leaves, row by row: the real executable is killed at that point and started again, and ground truth is looked at.</summary>
public sealed class CrashTableTests
{
    private const string AddPassword = "POST /applications/{id}/addPassword";
    private const string RemovePassword = "POST /applications/{id}/removePassword";
    private const string Put = "PUT /secrets/{name}";

    [Fact]
    public async Task Killed_after_the_intent_was_recorded_it_waits_and_issues()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await KillAtAsync(sandbox, "graph", AddPassword, nth: 1, applied: false);
        Assert.Empty(await application.CredentialsAsync());

        var (_, tooEarly) = await LookAsync(sandbox);
        Assert.Equal("PossibleOrphan", (string)tooEarly["applications"]![0]!["reason"]!);
        await CarryOnAsync(sandbox);
        Assert.Single(await application.CredentialsAsync());
        await application.AssertSoundAsync();
    }

    [Fact]
    public async Task Killed_after_addPassword_was_applied_its_orphan_is_removed_and_the_application_has_a_working_secret()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await KillAtAsync(sandbox, "graph", AddPassword, nth: 1, applied: true);
        var orphan = Assert.Single(await application.LiveAsync());

        await CarryOnAsync(sandbox);
        Assert.Contains(await application.CredentialsAsync(), credential => (string)credential["keyId"]! == (string)orphan["keyId"]! && credential["removedAt"] is not null);
        await application.AssertSoundAsync();
    }

    [Fact]
    public async Task Killed_before_the_value_was_stored_its_orphan_is_removed_and_the_application_has_a_working_secret()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await KillAtAsync(sandbox, "vault", Put, nth: 2, applied: false);
        var orphan = Assert.Single(await application.LiveAsync());

        await CarryOnAsync(sandbox);
        Assert.Contains(await application.CredentialsAsync(), credential => (string)credential["keyId"]! == (string)orphan["keyId"]! && credential["removedAt"] is not null);
        await application.AssertSoundAsync();
    }

    [Fact]
    public async Task Killed_after_the_value_was_stored_it_is_proven_and_published_and_nothing_more_is_issued()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await KillAtAsync(sandbox, "vault", Put, nth: 2, applied: true);
        await CarryOnAsync(sandbox);
        Assert.Single(await application.CredentialsAsync());
        await application.AssertSoundAsync();
    }

    [Fact]
    public async Task Killed_after_the_value_was_proven_it_is_proven_again_and_published()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await KillAtAsync(sandbox, "vault", Put, nth: 3, applied: false);
        Assert.Empty(await application.VersionsAsync());
        await CarryOnAsync(sandbox);
        Assert.Single(await application.CredentialsAsync());
        await application.AssertSoundAsync();
    }

    [Fact]
    public async Task Killed_after_it_was_published_to_some_of_the_vaults_it_is_published_to_the_rest()
    {
        await using var sandbox = await SandboxProcess.StartAsync("contoso-prod", "contoso-dr");
        var application = await sandbox.SeedAsync(vaults: ["contoso-prod", "contoso-dr"]);
        await KillAtAsync(sandbox, "vault", Put, nth: 4, applied: false);
        Assert.Single(await application.VersionsAsync("contoso-prod"));
        Assert.Empty(await application.VersionsAsync("contoso-dr"));
        await CarryOnAsync(sandbox);
        Assert.Single(await application.CredentialsAsync());
        await application.AssertSoundAsync("contoso-prod", "contoso-dr");
    }

    [Fact]
    public async Task Killed_after_it_was_published_and_before_that_was_recorded_the_outcome_is_recorded_and_the_pending_version_closed()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await KillAtAsync(sandbox, "vault", Put, nth: 3, applied: true);
        Assert.Single(await application.VersionsAsync());
        await CarryOnAsync(sandbox);
        Assert.Single(await application.CredentialsAsync());
        Assert.Single(await application.VersionsAsync());
        await application.AssertSoundAsync();
    }

    [Fact]
    public async Task Killed_after_removePassword_was_applied_it_sees_the_credential_absent_and_records_the_outcome()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await sandbox.PostAsync("clock", """{"speed":20}""");
        await sandbox.SweepAsync();
        await sandbox.AdvanceAsync("P61D");
        await sandbox.SweepAsync();
        await sandbox.AdvanceAsync("PT73H");
        await sandbox.PostAsync("clock", """{"speed":1}""");
        await KillAtAsync(sandbox, "graph", RemovePassword, nth: 1, applied: true);
        Assert.Single(await application.LiveAsync());

        await CarryOnAsync(sandbox);
        await application.AssertSoundAsync();
        Assert.Equal(1, (int)(await sandbox.GetAsync("requests"))["byRoute"]![$"graph {RemovePassword}"]!["count"]!);
    }

    [Fact]
    public async Task Terminated_between_issue_and_store_it_ends_after_the_store()
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await sandbox.PostAsync("faults", Fault("vault", Put, nth: 2, "before", "\"status\":503,\"delay\":\"PT1S\""));
        await using var worker = sandbox.Service("run");
        await SandboxProcess.Until(async () => (await application.CredentialsAsync()).Count == 1, () => worker.Errors);
        await worker.SignalAsync("TERM");
        Assert.Equal(0, await worker.EndAsync());

        var live = Assert.Single(await application.LiveAsync());
        var stored = Assert.Single(await application.VersionsAsync(secret: application.Secret + "-pending"), version => version["tags"]!["key-id"] is not null);
        Assert.Equal((string)live["valueSha256"]!, (string)stored["valueSha256"]!);
        await CarryOnAsync(sandbox);
        Assert.Single(await application.CredentialsAsync());
        await application.AssertSoundAsync();
    }

    // The answer to the n-th call is held back for as long as the test needs; then the program that waits for it is killed.
    private static async Task KillAtAsync(SandboxProcess sandbox, string host, string route, int nth, bool applied)
    {
        await sandbox.PostAsync("clock", """{"speed":20}""");
        await sandbox.PostAsync("faults", Fault(host, route, nth, applied ? "after" : "before", "\"drop\":true,\"delay\":\"P1D\""));
        await sandbox.ForgetRequestsAsync();
        await using var service = sandbox.Service("run");
        await SandboxProcess.Until(
            async () => (int?)(await sandbox.GetAsync("requests"))["byRoute"]?[$"{host} {route}"]?["byStatus"]?["dropped"] >= 1,
            () => $"The program never got to {route} number {nth}. It wrote:\n{service.Output}\n{service.Errors}");
        await service.KillAsync();
        await sandbox.PostAsync("faults", "[]");
    }

    private static async Task CarryOnAsync(SandboxProcess sandbox)
    {
        await sandbox.AdvanceAsync("PT11M");
        await sandbox.PostAsync("clock", """{"speed":20}""");
        var (exitCode, document) = await sandbox.SweepAsync();
        Assert.True(exitCode == 0, document.ToJsonString());
        Assert.Equal("Healthy", (string)document["applications"]![0]!["condition"]!);

        var (verified, output, errors) = await Executable.RunAsync(sandbox.Directory, "audit", "verify", "--log", sandbox.AuditPath);
        Assert.True(verified == 0, output + errors);
        AuditFile.AssertEveryIntentHasOneOutcome(sandbox.AuditPath);
    }

    private static async Task<(int, System.Text.Json.Nodes.JsonNode)> LookAsync(SandboxProcess sandbox)
    {
        await using var program = sandbox.Service("plan", "--output", "json");
        var exitCode = await program.EndAsync();
        return (exitCode, System.Text.Json.Nodes.JsonNode.Parse(program.Output)!);
    }

    private static string Fault(string host, string route, int nth, string when, string effect) =>
        $$"""[{"host":"{{host}}","route":"{{route}}","nth":{{nth}},"times":1,"when":"{{when}}",{{effect}}}]""";
}
