using System.Net;

namespace RotationService.Tests.Sandbox.Engine;

public sealed class VaultTests : IDisposable
{
    private const string Vault = "https://contoso-prod.vault.azure.net";
    private readonly EngineWorld _world = new();
    private readonly string _token;

    public VaultTests() => _token = _world.VaultToken();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void The_challenge_comes_before_the_body_is_looked_at()
    {
        var answer = _world.Send("PUT", $"{Vault}/secrets/x?api-version=7.4", "");
        Assert.Equal((HttpStatusCode.Unauthorized, "Unauthorized"), (answer.Status, answer.Code));
        Assert.Equal($"Bearer authorization=\"https://login.microsoftonline.com/{_world.Engine.Operator.TenantId}\", resource=\"https://vault.azure.net\"", answer.Response.Headers["WWW-Authenticate"]);
        Assert.Equal(HttpStatusCode.Unauthorized, _world.Get($"{Vault}/secrets", _world.GraphToken()).Status);
    }

    [Theory]
    [InlineData("bad_name", """{"value":"v"}""")]
    [InlineData("name", "")]
    [InlineData("name", "garbage")]
    [InlineData("name", """{"tags":{}}""")]
    [InlineData("name", """{"value":17}""")]
    [InlineData("name", """{"value":"v","tags":{"1":"","2":"","3":"","4":"","5":"","6":"","7":"","8":"","9":"","10":"","11":"","12":"","13":"","14":"","15":"","16":""}}""")]
    public void What_is_no_secret_is_a_bad_parameter(string name, string body)
    {
        var answer = _world.Send("PUT", $"{Vault}/secrets/{name}", body, _token);
        Assert.Equal((HttpStatusCode.BadRequest, "BadParameter"), (answer.Status, answer.Code));
    }

    [Fact]
    public void A_value_has_25_kilobytes_at_most()
    {
        Assert.Equal(HttpStatusCode.OK, Put("name", new string('x', 25 * 1024)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, Put("name", new string('x', 25 * 1024 + 1)).Status);
    }

    [Fact]
    public void Names_regard_no_case_and_a_trailing_slash_changes_nothing()
    {
        Put("My-Secret", "v");
        Assert.Equal("v", _world.Get($"{Vault}/secrets/MY-SECRET/?api-version=anything", _token)["value"]!.GetValue<string>());
    }

    [Fact]
    public void Every_set_makes_a_version_that_names_the_one_before()
    {
        var first = Put("name", "v");
        _world.Clock.Advance(TimeSpan.FromSeconds(1.7));
        var second = Put("name", "v");
        Assert.Null(first["previousVersion"]);
        Assert.EndsWith(second["previousVersion"]!.GetValue<string>(), first["id"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(EngineWorld.Start.ToUnixTimeSeconds() + 1, second["attributes"]!["created"]!.GetValue<long>());
    }

    [Fact]
    public void Versions_come_in_the_order_of_their_guids_25_a_page()
    {
        var made = Enumerable.Range(0, 60).Select(i => Put("name", $"{i}")["id"]!.GetValue<string>().Split('/')[^1]).ToList();
        var listed = new List<string>();
        for (var page = $"{Vault}/secrets/name/versions?api-version=7.4&maxresults=25"; page is not null;)
        {
            var answer = _world.Get(page, _token);
            var ids = answer["value"]!.AsArray().Select(v => v!["id"]!.GetValue<string>().Split('/')[^1]).ToList();
            Assert.InRange(ids.Count, 1, 25);
            listed.AddRange(ids);
            page = answer["nextLink"]?.GetValue<string>();
        }

        Assert.Equal(made.Order(StringComparer.Ordinal), listed);
        Assert.NotEqual(made, listed);
        Assert.Equal(HttpStatusCode.BadRequest, _world.Get($"{Vault}/secrets?maxresults=26", _token).Status);
    }

    [Fact]
    public void A_list_shows_the_newest_versions_tags_but_no_value_and_no_version()
    {
        Put("name", "old value", """{"stage":"old"}""");
        Put("name", "new value", """{"stage":"new"}""");
        var answer = _world.Get($"{Vault}/secrets", _token);
        var item = answer["value"]![0]!;
        Assert.Equal(($"{Vault}/secrets/name", "new"), (item["id"]!.GetValue<string>(), item["tags"]!["stage"]!.GetValue<string>()));
        Assert.DoesNotContain("value\":\"new", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disabled_newest_version_hides_the_older_ones()
    {
        var old = Put("name", "old")["id"]!.GetValue<string>();
        var newest = Put("name", "new")["id"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, _world.Send("PATCH", newest, """{"attributes":{"enabled":false}}""", _token).Status);
        Assert.All([$"{Vault}/secrets/name", newest], address =>
        {
            var answer = _world.Get(address, _token);
            Assert.Equal((HttpStatusCode.Forbidden, "Forbidden", "SecretDisabled"), (answer.Status, answer.Code, answer.Inner));
        });
        Assert.Equal("old", _world.Get(old, _token)["value"]!.GetValue<string>());
    }

    [Fact]
    public void An_update_replaces_the_tags_and_keeps_the_rest()
    {
        var id = Put("name", "v", """{"a":"1","b":"2"}""")["id"]!.GetValue<string>();
        var answer = _world.Send("PATCH", id, """{"tags":{"a":"3"},"attributes":{"exp":1900000000}}""", _token);
        Assert.Equal("""{"a":"3"}""", answer["tags"]!.ToJsonString());
        Assert.Null(answer["value"]);
        Assert.Equal(1900000000, _world.Get(id, _token)["attributes"]!["exp"]!.GetValue<long>());
    }

    [Fact]
    public void A_soft_deleted_name_can_be_neither_read_nor_written_until_it_is_recovered_or_purged()
    {
        Put("name", "v");
        var deleted = _world.Send("DELETE", $"{Vault}/secrets/name", null, _token);
        Assert.Equal($"{Vault}/deletedsecrets/name", deleted["recoveryId"]!.GetValue<string>());
        Assert.Equal("SecretNotFound", _world.Get($"{Vault}/secrets/name", _token).Code);
        var refused = Put("name", "w");
        Assert.Equal((HttpStatusCode.Conflict, "Conflict", "ObjectIsDeletedButRecoverable"), (refused.Status, refused.Code, refused.Inner));
        Assert.Single(_world.Get($"{Vault}/deletedsecrets", _token)["value"]!.AsArray());

        _world.Post($"{Vault}/deletedsecrets/name/recover", null, _token);
        Assert.Equal("v", _world.Get($"{Vault}/secrets/name", _token)["value"]!.GetValue<string>());

        _world.Send("DELETE", $"{Vault}/secrets/name", null, _token);
        Assert.Equal(HttpStatusCode.NoContent, _world.Send("DELETE", $"{Vault}/deletedsecrets/name", null, _token).Status);
        Assert.Null(Put("name", "w")["previousVersion"]);
    }

    [Theory]
    [InlineData("\"firewall\":true", "ForbiddenByFirewall", "ForbiddenByFirewall")]
    [InlineData("\"role\":\"none\"", "ForbiddenByRbac", "ForbiddenByRbac")]
    [InlineData("\"role\":\"reader\"", null, "ForbiddenByRbac")]
    [InlineData("\"readOnly\":true", null, "ReadOnly")]
    public void The_world_may_shut_a_vault(string change, string? read, string write)
    {
        Put("name", "v");
        _world.Control("world", $$"""{"vaults":[{"name":"contoso-prod",{{change}}}]}""");
        var get = _world.Get($"{Vault}/secrets/name", _token);
        Assert.Equal((read is null ? HttpStatusCode.OK : HttpStatusCode.Forbidden, read), (get.Status, read is null ? null : get.Inner));
        var put = Put("name", "w");
        Assert.Equal((HttpStatusCode.Forbidden, write), (put.Status, put.Inner));
    }

    [Fact]
    public void A_vault_of_another_tenant_takes_no_token_of_this_one()
    {
        var other = new Guid("11111111-2222-4333-8444-555555555555");
        _world.Engine.AddTenant(other);
        _world.Engine.AddVault("elsewhere", other);
        var answer = _world.Get("https://elsewhere.vault.azure.net/secrets", _token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains(other.ToString(), answer.Response.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    private Raw Put(string name, string value, string tags = "{}") =>
        _world.Send("PUT", $"{Vault}/secrets/{name}?api-version=7.4", $$"""{"value":"{{value}}","tags":{{tags}}}""", _token);
}
