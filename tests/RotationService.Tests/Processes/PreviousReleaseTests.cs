using System.Text.Json.Nodes;

namespace RotationService.Tests.Processes;

/// <summary>What release 0.1.0 left behind when it was killed in mid-rotation, to the byte: a sandbox and an audit log.</summary>
public sealed class PreviousReleaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_rotation_that_the_release_before_began_is_carried_on_and_nothing_more_is_issued()
    {
        Put("state.jsonl", ".sandbox");
        Put("clock", ".sandbox");
        Put("rotation-audit.jsonl", "audit");
        Put("rotation-policies.yaml", ".");

        var (exitCode, output, errors) = await Executable.RunAsync(_folder.Path, "run", "--sandbox", "--once", "--output", "json");

        Assert.True(exitCode == 0, output + errors);
        var applications = JsonNode.Parse(output)!["applications"]!.AsArray().ToDictionary(application => (string)application!["policy"]!, application => application!);
        Assert.All(applications.Values, application => Assert.Equal("Healthy", (string)application["condition"]!));
        Assert.StartsWith("ff7e4c8f", (string)applications["payments-api"]["current"]!["keyId"]!, StringComparison.Ordinal);
        Assert.StartsWith("3a894a2e", (string)applications["newsletter-sender"]["current"]!["keyId"]!, StringComparison.Ordinal);
        Assert.Single(applications["payments-api"]["previous"]!.AsArray());
        var (verified, lines, problems) = await Executable.RunAsync(_folder.Path, "audit", "verify");
        Assert.True(verified == 0, lines + problems);
        AuditFile.AssertEveryIntentHasOneOutcome(_folder.File("audit/rotation-audit.jsonl"));
    }

    private void Put(string name, string folder)
    {
        Directory.CreateDirectory(_folder.File(folder));
        File.Copy(Path.Combine(Repository.Root, "tests", "RotationService.Tests", "Processes", "PreviousRelease", name), Path.Combine(_folder.Path, folder, name));
    }
}
