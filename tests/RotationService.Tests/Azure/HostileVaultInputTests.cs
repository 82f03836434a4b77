using System.Text.Json;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

/// <summary>Ten thousand answers of a vault that somebody has been at, for each of its readers.</summary>
public sealed class HostileVaultInputTests : HostileInputTest
{
    private const string Version = "0123456789abcdef0123456789abcdef";

    // The SDK remembers challenges by host for the whole process.
    private readonly Uri _address = new($"https://v{Guid.NewGuid().ToString("N")[..12]}.vault.azure.net");

    private IVault Vault => Azure.Vaults.At(_address);

    [Fact]
    public void A_list_of_versions() => Check($$"""{"value":[{{VersionJson()}},{{VersionJson()}}],"nextLink":null}""", async () =>
    {
        var listed = await Vault.ListVersionsAsync("name", None);
        return (listed.Failure, () => Assert.All(listed.Value, version => Assert.NotEmpty(version.Version)));
    });

    [Fact]
    public void A_list_of_secrets() => Check($$"""{"value":[{{VersionJson()}},{{VersionJson()}}],"nextLink":null}""", async () =>
    {
        var listed = await Vault.ListSecretsAsync(3, None);
        return (listed.Failure, () => { });
    }, inputs: Fewer);

    [Fact]
    public void A_secret() => Check(VersionJson($"\"value\":\"{Value}\","), async () =>
    {
        var read = await Vault.ReadNewestAsync("name", None);
        return (read.Failure, () => Assert.NotEmpty(read.Value.Version!.Version));
    }, inputs: Fewer);

    [Fact]
    public void What_a_vault_says_that_it_wrote() => Check(VersionJson(), async () =>
    {
        var tags = new VersionTags(Rotation, AppId, VersionStage.Pending);
        var written = await Vault.WriteAsync("name", new NewSecret(new SecretText(Value), true, null, tags), CallId, None);
        var updated = await Vault.UpdateAsync("name", Version, enabled: false, tags, CallId, None);
        return (written.Failure ?? updated.Failure, () => Assert.NotEmpty(written.Value.Version.Version));
    }, inputs: Fewer);

    [Fact]
    public void An_error_of_a_vault() => CheckErrors(
        """{"error":{"code":"Outer","message":"Some words.","innererror":{"code":"Inner","innererror":{"code":"Innermost"}}}}""",
        async () => (await Vault.ReadVersionAsync("name", Version, None)).Failure!);

    private string VersionJson(string value = "") =>
        $$$"""
        {{{{value}}}"id":"{{{_address}}}secrets/name/{{{Version}}}","contentType":"x","managed":false,
        "attributes":{"enabled":true,"nbf":1772366400,"created":1772366400,"updated":1772366400,"exp":1788220800,"recoveryLevel":"Recoverable","recoverableDays":90},
        "tags":{{{JsonSerializer.Serialize(new VersionTags(Rotation, AppId, VersionStage.Published) { KeyId = KeyId, Grace = TimeSpan.FromDays(3) }.ToDictionary())}}},"previousVersion":"fedcba9876543210fedcba9876543210"}
        """;
}
