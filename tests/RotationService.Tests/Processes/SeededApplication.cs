using System.Text.Json.Nodes;

namespace RotationService.Tests.Processes;

/// <summary>An application of the sandbox process, looked at by ground truth.</summary>
internal sealed record SeededApplication(SandboxProcess Sandbox, string AppId, string Secret)
{
    public async Task<IReadOnlyList<JsonNode>> CredentialsAsync() => [.. (await Sandbox.GetAsync("state"))["tenants"]!.AsArray()
        .SelectMany(tenant => tenant!["applications"]!.AsArray())
        .Single(application => (string)application!["appId"]! == AppId)!["credentials"]!.AsArray()
        .Select(credential => credential!)];

    public async Task<IReadOnlyList<JsonNode>> LiveAsync() => [.. (await CredentialsAsync()).Where(credential => credential["removedAt"] is null)];

    public async Task<IReadOnlyList<JsonNode>> VersionsAsync(string vault = "contoso-prod", string? secret = null) => [.. (await Sandbox.GetAsync("state"))["vaults"]!.AsArray()
        .Where(candidate => ((string)candidate!["uri"]!).Contains($"//{vault}.", StringComparison.Ordinal))
        .SelectMany(candidate => candidate!["secrets"]!.AsArray())
        .Where(candidate => (string)candidate!["name"]! == (secret ?? Secret))
        .SelectMany(candidate => candidate!["versions"]!.AsArray())
        .Select(version => version!)];

    /// <summary>
    /// The invariants that ground truth shows when all is quiet: each vault's newest version is the value of the one live credential of
    /// ours, that value was proven by logging in, and no credential is alive whose value is in no version.
    /// </summary>
    public async Task AssertSoundAsync(params string[] vaults)
    {
        var live = Assert.Single(await LiveAsync());
        Assert.True((int)live["logIns"]!["succeeded"]! >= 2);
        foreach (var vault in vaults.Length == 0 ? ["contoso-prod"] : vaults)
        {
            var newest = (await VersionsAsync(vault)).MaxBy(version => (DateTimeOffset)version["createdAt"]!)!;
            Assert.True((bool)newest["enabled"]!);
            Assert.Equal((string)live["valueSha256"]!, (string)newest["valueSha256"]!);
            Assert.Equal((string)live["keyId"]!, (string)newest["tags"]!["key-id"]!);
        }

        Assert.All(
            (await VersionsAsync(secret: Secret + "-pending")).Where(version => (string?)version["tags"]!["stage"] is "Closed" or "Pending"),
            version => Assert.False((bool)version["enabled"]!));
    }
}
