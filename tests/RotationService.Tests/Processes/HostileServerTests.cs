using System.Text.Json.Nodes;

namespace RotationService.Tests.Processes;

/// <summary>The real executable against servers that send too much or lead elsewhere: a sentence for whom it concerns, and the others are rotated.</summary>
public sealed class HostileServerTests
{
    private const string Versions = "\"host\":\"vault\",\"route\":\"GET /secrets/{name}/versions\",\"match\":{\"name\":\"payments-secret\"}";
    private const string Listing = "\"host\":\"graph\",\"route\":\"GET /applications\"";
    private const string Megabytes = "000000";

    // What the process takes when all is well is a third of that.
    private const long MostMemory = 400_000_000;

    [Theory]
    [InlineData($"\"padding\":1000{Megabytes}", "is larger than 4 MB")]
    [InlineData($"\"padding\":1000000000{Megabytes}", "is larger than 4 MB")]
    [InlineData($"\"padding\":1000{Megabytes},\"gzip\":true", "is larger than 4 MB")]
    [InlineData("\"body\":\"{\\\"value\\\":[],\\\"nextLink\\\":\\\"https://contoso-prod.vault.azure.net/secrets/payments-secret/versions?again=1\\\"}\"", "do not end")]
    [InlineData("\"body\":\"{\\\"value\\\":[],\\\"nextLink\\\":\\\"https://contoso-dr.vault.azure.net/secrets/payments-secret/versions?api-version=7.6\\\"}\"", "points to contoso-dr.vault.azure.net")]
    public async Task What_a_vault_does_to_one_application_concerns_that_one(string fault, string words)
    {
        await using var sandbox = await SandboxProcess.StartAsync("contoso-prod", "contoso-dr");
        await sandbox.SeedAsync();
        var other = await sandbox.SeedAsync("reporting");
        await sandbox.PostAsync("clock", """{"speed":20}""");
        await sandbox.PostAsync("faults", $"[{{{Versions},{fault},\"times\":1000000}}]");

        var (exitCode, document, peak) = await SweepAsync(sandbox);

        Assert.Equal(1, exitCode);
        var applications = document["applications"]!.AsArray().ToDictionary(application => (string)application!["policy"]!, application => application!);
        Assert.Equal("Failed", (string)applications["payments"]["condition"]!);
        Assert.Contains(words, (string)applications["payments"]["message"]!, StringComparison.Ordinal);
        Assert.Equal("Healthy", (string)applications["reporting"]["condition"]!);
        await other.AssertSoundAsync();
        Assert.InRange(peak, 1, MostMemory);
        Assert.DoesNotContain((await sandbox.GetAsync("requests"))["byRoute"]!.AsObject(), route => route.Key.Contains("contoso-dr", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData($"\"padding\":1000{Megabytes}", "more than 4 MB")]
    [InlineData($"\"body\":\"{{\\\"value\\\":[{{}}\",\"padding\":1000000000{Megabytes}", "of more than 4 MB")]
    [InlineData($"\"padding\":1000{Megabytes},\"gzip\":true", "more than 4 MB")]
    [InlineData("\"body\":\"{\\\"value\\\":[],\\\"@odata.nextLink\\\":\\\"https://graph.microsoft.com/v1.0/applications?again=1\\\"}\"", "do not end")]
    [InlineData("\"body\":\"{\\\"value\\\":[],\\\"@odata.nextLink\\\":\\\"https://contoso-prod.vault.azure.net/\\\"}\"", "which is not Graph")]
    [InlineData("\"status\":503,\"headers\":{\"Retry-After\":\"1000000000000\"}", "could not list the applications")]
    public async Task A_directory_that_cannot_be_listed_is_a_sentence_and_changes_nothing(string fault, string words)
    {
        await using var sandbox = await SandboxProcess.StartAsync();
        var application = await sandbox.SeedAsync();
        await sandbox.PostAsync("faults", $"[{{{Listing},{fault},\"times\":1000000}}]");

        var (exitCode, document, peak) = await SweepAsync(sandbox);

        Assert.Equal(3, exitCode);
        Assert.Contains(words, document.ToJsonString(), StringComparison.Ordinal);
        Assert.Empty(await application.CredentialsAsync());
        Assert.InRange(peak, 1, MostMemory);
    }

    private static async Task<(int ExitCode, JsonNode Document, long Peak)> SweepAsync(SandboxProcess sandbox)
    {
        await using var program = sandbox.Service("run", "--once", "--output", "json");
        var peak = 0L;
        await SandboxProcess.Until(
            () =>
            {
                peak = program.PeakMemory ?? peak;
                return program.HasExited;
            },
            () => program.Errors);
        var exitCode = await program.EndAsync();
        Assert.DoesNotContain("   at ", program.Errors, StringComparison.Ordinal);
        return (exitCode, JsonNode.Parse(program.Output)!, peak);
    }
}
