using System.Text.Json;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

public sealed class VaultTests : ConnectionTest
{
    private const string Version = "0123456789abcdef0123456789abcdef";

    private static readonly VersionTags Tags = new(Rotation, AppId, VersionStage.Pending) { Policy = "web", KeyId = KeyId };

    // The SDK remembers challenges by host for the whole process.
    private readonly Uri _address = new($"https://v{Guid.NewGuid().ToString("N")[..12]}.vault.azure.net");

    private IVault Vault => Azure.Vaults.At(_address);

    private string Bundle(string? value = Value, string version = Version) =>
        $$$"""
        {{{(value is null ? "{" : $"{{\"value\":\"{value}\",")}}} "id":"{{{_address}}}secrets/name/{{{version}}}","contentType":"x",
        "attributes":{"enabled":true,"created":1772366400,"updated":1772366400,"exp":1788220800},
        "tags":{{{JsonSerializer.Serialize(Tags.ToDictionary())}}},"previousVersion":"fedcba9876543210fedcba9876543210"}
        """;

    private Task<Call<WrittenVersion>> WriteAsync(SecretText? value = null, bool enabled = true, DateTimeOffset? expiresOn = null) =>
        Vault.WriteAsync("name", new NewSecret(value, enabled, expiresOn, Tags), CallId, None);

    [Fact]
    public async Task A_version_is_written_whole_in_one_request()
    {
        Wire.Answer = _ => Wire.Json(200, Bundle());
        var end = DateTimeOffset.FromUnixTimeSeconds(1788220800);

        var call = await WriteAsync(new SecretText(Value), expiresOn: end);

        Assert.Equal("vault-request", call.RequestId);
        Assert.Equal("fedcba9876543210fedcba9876543210", call.Value.PreviousVersion);
        Assert.Equivalent(new SecretVersion(Version, true, DateTimeOffset.FromUnixTimeSeconds(1772366400), end, Tags), call.Value.Version);
        var sent = Assert.Single(Wire.ToVaults);
        Assert.Equal(("PUT", "/secrets/name", CallId.ToString()), (sent.Method, sent.Path, sent.Headers["x-ms-client-request-id"]));
        using var body = JsonDocument.Parse(sent.Body);
        Assert.Equal(Value, body.RootElement.GetProperty("value").GetString());
        Assert.Equal("application/x-client-secret", body.RootElement.GetProperty("contentType").GetString());
        Assert.Equal(1788220800, body.RootElement.GetProperty("attributes").GetProperty("exp").GetInt64());
        Assert.True(body.RootElement.GetProperty("attributes").GetProperty("enabled").GetBoolean());
        Assert.Equal(KeyId.ToString(), body.RootElement.GetProperty("tags").GetProperty("key-id").GetString());
        Assert.Equal(2, Azure.Calls.Vault); // The challenge, which carries nothing, and the write.
        Assert.Equal("", Wire.Sent.First(r => r.Address.Host == _address.Host).Body);
    }

    [Fact]
    public async Task An_intent_holds_a_fixed_word_and_is_disabled()
    {
        Wire.Answer = _ => Wire.Json(200, Bundle());
        await WriteAsync(enabled: false);
        using var body = JsonDocument.Parse(Assert.Single(Wire.ToVaults).Body);
        Assert.Equal("intent", body.RootElement.GetProperty("value").GetString());
        Assert.False(body.RootElement.GetProperty("attributes").GetProperty("enabled").GetBoolean());
    }

    [Theory]
    [InlineData(408, CallFailureKind.Ambiguous)]
    [InlineData(429, CallFailureKind.Throttled)]
    [InlineData(500, CallFailureKind.Ambiguous)]
    [InlineData(503, CallFailureKind.Ambiguous)]
    [InlineData(504, CallFailureKind.Ambiguous)]
    [InlineData(400, CallFailureKind.Rejected)]
    [InlineData(403, CallFailureKind.Forbidden)]
    [InlineData(404, CallFailureKind.NotFound)]
    public async Task A_change_is_not_repeated_here(int status, CallFailureKind kind)
    {
        Wire.Answer = _ => Wire.VaultError(status, "Outer", $"It said {Value}.", "Inner");
        var failure = (await WriteAsync(new SecretText(Value))).Failure!;
        Assert.Equal((kind, "Inner", "vault-request"), (failure.Kind, failure.Code, failure.RequestId));
        Assert.Single(Wire.ToVaults);
        Assert.DoesNotContain(Value, failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("It said (secret text)", failure.Message, StringComparison.Ordinal);

        Assert.Equal(kind, (await Vault.UpdateAsync("name", Version, enabled: false, Tags, CallId, None)).Failure!.Kind);
        Assert.Equal(2, Wire.ToVaults.Count);
    }

    [Fact]
    public async Task An_update_replaces_the_tags_and_leaves_the_value()
    {
        Wire.Answer = _ => Wire.Json(200, Bundle(value: null));
        Assert.Equal(Version, (await Vault.UpdateAsync("name", Version, enabled: null, Tags, CallId, None)).Value.Version);
        Assert.Equal(Version, (await Vault.UpdateAsync("name", Version, enabled: false, Tags, CallId, None)).Value.Version);

        Assert.All(Wire.ToVaults, r => Assert.Equal(("PATCH", $"/secrets/name/{Version}", CallId.ToString()), (r.Method, r.Path, r.Headers["x-ms-client-request-id"])));
        using var first = JsonDocument.Parse(Wire.ToVaults[0].Body);
        using var second = JsonDocument.Parse(Wire.ToVaults[1].Body);
        Assert.False(first.RootElement.TryGetProperty("attributes", out var attributes) && attributes.TryGetProperty("enabled", out _));
        Assert.False(second.RootElement.GetProperty("attributes").GetProperty("enabled").GetBoolean());
        Assert.Equal("Pending", second.RootElement.GetProperty("tags").GetProperty("stage").GetString());
        Assert.False(second.RootElement.TryGetProperty("value", out _));
    }

    [Theory]
    [InlineData(429, 3)]
    [InlineData(503, 3)]
    [InlineData(404, 1)]
    [InlineData(403, 1)]
    public async Task A_read_is_repeated_twice_where_that_may_help(int status, int requests)
    {
        Wire.Answer = _ => Wire.VaultError(status, "Code", "Words.");
        Assert.NotNull((await Vault.ReadVersionAsync("name", Version, None)).Failure);
        Assert.Equal(requests, Wire.ToVaults.Count);
    }

    [Fact]
    public async Task What_a_read_shows_is_the_version_and_its_value()
    {
        Wire.Answer = _ => Wire.Json(200, Bundle());
        var reading = (await Vault.ReadNewestAsync("name", None)).Value;
        Assert.Equal((Value, Version, VersionStage.Pending), (reading.Value!.Reveal(), reading.Version!.Version, reading.Version.Tags!.Stage));

        Wire.Answer = _ => Wire.Json(200, Bundle(""));
        Assert.Null((await Vault.ReadNewestAsync("name", None)).Value.Value);
    }

    [Fact]
    public async Task A_disabled_newest_version_is_a_reading_and_a_disabled_one_by_name_is_forbidden()
    {
        Wire.Answer = _ => Wire.VaultError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", "SecretDisabled");
        Assert.True((await Vault.ReadNewestAsync("name", None)).Value.IsDisabled);
        var failure = (await Vault.ReadVersionAsync("name", Version, None)).Failure!;
        Assert.Equal((CallFailureKind.Forbidden, "SecretDisabled"), (failure.Kind, failure.Code));
    }

    [Theory]
    [InlineData("ForbiddenByFirewall", "firewall")]
    [InlineData("ForbiddenByRbac", "Key Vault Secrets Officer")]
    [InlineData("AccessDenied", "access policy")]
    public async Task A_refusal_names_the_vault_and_what_to_do(string code, string advice)
    {
        Wire.Answer = _ => Wire.VaultError(403, "Forbidden", "Words", code);
        var failure = (await Vault.ReadNewestAsync("name", None)).Failure!;
        Assert.Equal((CallFailureKind.Forbidden, code), (failure.Kind, failure.Code));
        Assert.Contains(_address.Host, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_listed_over_all_pages_and_a_secret_that_is_not_there_has_none()
    {
        Wire.Answer = r => r.Address.Query.Contains("skiptoken", StringComparison.Ordinal)
            ? Wire.Json(200, $$"""{"value":[{{Bundle(null, "b")}}],"nextLink":null}""")
            : Wire.Json(200, $$"""{"value":[{{Bundle(null, "a")}}],"nextLink":"{{_address}}secrets/name/versions?api-version=7.5&$skiptoken=2"}""");
        Assert.Equal(["a", "b"], (await Vault.ListVersionsAsync("name", None)).Value.Select(v => v.Version));

        Wire.Answer = _ => Wire.VaultError(404, "SecretNotFound", "No.");
        Assert.Empty((await Vault.ListVersionsAsync("name", None)).Value);
    }

    [Fact]
    public async Task Paging_links_that_loop_end_in_a_failure()
    {
        Wire.Answer = _ => Wire.Json(200, $$"""{"value":[],"nextLink":"{{_address}}secrets/name/versions?api-version=7.5&$skiptoken=2"}""");
        Assert.Equal(CallFailureKind.Rejected, (await Vault.ListVersionsAsync("name", None)).Failure!.Kind);
        Assert.Equal(2, Wire.ToVaults.Count);
    }

    [Fact]
    public async Task Secrets_are_listed_over_as_many_pages_as_are_worth_it()
    {
        Wire.Answer = r => r.Address.Query.Contains("skiptoken", StringComparison.Ordinal)
            ? Wire.Json(200, $$"""{"value":[{"id":"{{_address}}secrets/Other","attributes":{"enabled":false,"created":1772366401} }],"nextLink":null}""")
            : Wire.Json(200, $$"""{"value":[{"id":"{{_address}}secrets/name",{{Bundle(null).Split(',', 2)[1]}}],"nextLink":"{{_address}}secrets?api-version=7.5&$skiptoken=2"}""");
        var listed = (await Vault.ListSecretsAsync(2, None)).Value!;
        Assert.Equal(["name", "Other"], listed.Keys);
        Assert.Equivalent(new SecretSummary(true, DateTimeOffset.FromUnixTimeSeconds(1772366400), DateTimeOffset.FromUnixTimeSeconds(1788220800), Tags), listed["name"]);
        Assert.Equal(new SecretSummary(false, DateTimeOffset.FromUnixTimeSeconds(1772366401), null, null), listed["other"]);
        Assert.Equal(2, Wire.ToVaults.Count);

        var call = await Vault.ListSecretsAsync(1, None);
        Assert.Equal((null, null), (call.Failure, call.Value));
        Assert.Equal(3, Wire.ToVaults.Count);

        Wire.Answer = _ => Wire.VaultError(403, "Forbidden", "No.", "ForbiddenByRbac");
        Assert.Equal(CallFailureKind.Forbidden, (await Vault.ListSecretsAsync(1, None)).Failure!.Kind);
    }

    [Fact]
    public async Task A_name_is_soft_deleted_or_not_or_we_may_not_see()
    {
        Wire.Answer = _ => Wire.Json(200, $$"""{"recoveryId":"{{_address}}deletedsecrets/name","id":"{{_address}}secrets/name/{{Version}}","attributes":{} }""");
        Assert.True((await Vault.IsSoftDeletedAsync("name", None)).Value);
        Wire.Answer = _ => Wire.VaultError(404, "SecretNotFound", "No.");
        Assert.False((await Vault.IsSoftDeletedAsync("name", None)).Value);
        Wire.Answer = _ => Wire.VaultError(403, "Forbidden", "No.", "AccessDenied");
        Assert.Equal(CallFailureKind.Forbidden, (await Vault.IsSoftDeletedAsync("name", None)).Failure!.Kind);
    }

    [Fact]
    public async Task A_name_that_is_soft_deleted_takes_no_write()
    {
        Wire.Answer = _ => Wire.VaultError(409, "Conflict", "Secret name is currently in a deleted but recoverable state.", "ObjectIsDeletedButRecoverable");
        var failure = (await WriteAsync(new SecretText(Value))).Failure!;
        Assert.Equal((CallFailureKind.Conflict, "ObjectIsDeletedButRecoverable"), (failure.Kind, failure.Code));
    }

    [Theory]
    [InlineData("""{"value":"__VALUE__","id":5}""")]
    [InlineData("""{"value":"__VALUE__""")]
    [InlineData("__VALUE__")]
    [InlineData("")]
    public async Task An_answer_that_cannot_be_read_is_ambiguous_and_its_message_shows_nothing_of_it(string body)
    {
        Wire.Answer = _ => Wire.Json(200, body.Replace("__VALUE__", Value, StringComparison.Ordinal));
        foreach (var failure in new[] { (await WriteAsync(new SecretText(Value))).Failure!, (await Vault.ReadNewestAsync("name", None)).Failure! })
        {
            Assert.Equal(CallFailureKind.Ambiguous, failure.Kind);
            Assert.DoesNotContain("Abc8Q", failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, CallFailureKind.Unreachable)]
    [InlineData(HttpRequestError.ResponseEnded, CallFailureKind.Ambiguous)]
    public async Task A_vault_that_cannot_be_reached_and_one_that_is_cut_off_differ(HttpRequestError error, CallFailureKind kind)
    {
        Wire.Interrupt = _ => throw new HttpRequestException(error, "no");
        Assert.Equal(kind, (await WriteAsync(new SecretText(Value))).Failure!.Kind);
        Assert.Single(Wire.ToVaults);
    }

    [Fact]
    public async Task A_vault_that_asks_for_a_token_for_something_else_gets_none()
    {
        Wire.Resource = "https://graph.microsoft.com";
        Assert.Equal(CallFailureKind.Rejected, (await WriteAsync(new SecretText(Value))).Failure!.Kind);
        Assert.Empty(Wire.ToVaults);
        Assert.Empty(Wire.ToTokens);
    }

    [Fact]
    public async Task Without_a_token_of_ours_nothing_was_written()
    {
        Wire.AnswerToken = _ => Wire.TokenError(401, "invalid_client", 7000222, "The provided client secret keys are expired.");
        var failure = (await WriteAsync(new SecretText(Value))).Failure!;
        Assert.Equal((CallFailureKind.Forbidden, "AADSTS7000222"), (failure.Kind, failure.Code));
        Assert.Empty(Wire.ToVaults);
        Assert.Single(Wire.ToTokens);
    }
}
