using System.Net;
using System.Text.Json.Nodes;

namespace RotationService.Tests.Sandbox.Engine;

public sealed class VaultFailoverTests : IDisposable
{
    private const string Vault = "https://contoso-prod.vault.azure.net";
    private readonly EngineWorld _world = new();
    private readonly string _token;

    public VaultFailoverTests() => _token = _world.VaultToken();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_vault_that_has_failed_over_shows_what_was_there_some_minutes_ago()
    {
        var old = Put("name", "old", """{"stage":"Published"}""")["id"]!.GetValue<string>();
        Put("deleted-since", "there");
        Put("purged-since", "there");
        Put("recovered-since", "there");
        Delete("secrets/recovered-since");
        Pass(TimeSpan.FromMinutes(5));
        Put("name", "new");
        _world.Send("PATCH", old, """{"tags":{"stage":"Retiring"},"attributes":{"enabled":false}}""", _token);
        Put("made-since", "value");
        Delete("secrets/deleted-since");
        Delete("secrets/purged-since");
        Delete("deletedsecrets/purged-since");
        _world.Post($"{Vault}/deletedsecrets/recovered-since/recover", null, _token);
        Pass(TimeSpan.FromMinutes(1));

        FailOver("\"staleBy\":\"PT3M\"");

        Assert.Equal("old", Value("name"));
        Assert.Equal("old", _world.Get(old, _token)["value"]!.GetValue<string>());
        var only = Assert.Single(Items("secrets/name/versions"));
        Assert.Equal(("Published", true), (only["tags"]!["stage"]!.GetValue<string>(), only["attributes"]!["enabled"]!.GetValue<bool>()));
        Assert.Equal(["deleted-since", "name", "purged-since"], Items("secrets").Select(s => s["id"]!.GetValue<string>().Split('/')[^1]));
        Assert.Equal("there", Value("purged-since"));
        Assert.Equal($"{Vault}/secrets/recovered-since", Assert.Single(Items("deletedsecrets"))["id"]!.GetValue<string>());
        var put = Put("name", "newest");
        Assert.Equal((HttpStatusCode.Forbidden, "ReadOnly"), (put.Status, put.Inner));
    }

    [Fact]
    public void It_stays_as_it_was_while_time_goes_on_and_has_everything_when_it_is_back()
    {
        Put("name", "old");
        Pass(TimeSpan.FromMinutes(5));
        Put("name", "new");
        FailOver("\"staleBy\":\"PT3M\"");
        Pass(TimeSpan.FromHours(1));
        _world.Control("world", """{"secrets":[{"vault":"contoso-prod","name":"name","value":"by hand"}]}""");
        Assert.Equal("old", Value("name"));
        Assert.Equal(3, _world.State()["vaults"]![0]!["secrets"]![0]!["versions"]!.AsArray().Count);

        FailOver("\"readOnly\":false");
        Assert.Equal("by hand", Value("name"));
        Assert.Equal(3, Items("secrets/name/versions").Count);
        Assert.Equal(HttpStatusCode.OK, Put("name", "newest").Status);
    }

    [Theory]
    [InlineData(0, "third")]
    [InlineData(59, "third")]
    [InlineData(60, "second")]
    [InlineData(119, "second")]
    [InlineData(120, "first")]
    [InlineData(180, null)]
    public void The_moment_may_be_any_of_the_last_quarter_of_an_hour(int seconds, string? value)
    {
        foreach (var each in new[] { "first", "second", "third" })
        {
            Pass(TimeSpan.FromMinutes(1));
            _world.Engine.SetSecret("contoso-prod", "name", each);
        }

        Pass(TimeSpan.FromSeconds(59));
        _world.Engine.FailOver("contoso-prod", TimeSpan.FromSeconds(seconds));
        Assert.Equal(value, Value("name"));
        _world.Engine.FailBack("contoso-prod");
        Assert.Equal("third", Value("name"));
    }

    [Fact]
    public void A_restart_keeps_the_copy()
    {
        Put("name", "old");
        Pass(TimeSpan.FromMinutes(5));
        Put("name", "new");
        FailOver("\"staleBy\":\"PT3M\"");
        using var again = new EngineWorld();
        again.Engine.Restore(_world.Engine.Export());
        Assert.Equal("old", again.Get($"{Vault}/secrets/name", again.VaultToken())["value"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, again.Control("world", """{"vaults":[{"name":"contoso-prod","readOnly":false}]}""").Status);
        Assert.Equal("new", again.Get($"{Vault}/secrets/name", again.VaultToken())["value"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("\"staleBy\":\"PT16M\"")]
    [InlineData("\"staleBy\":\"-PT1M\"")]
    [InlineData("\"staleBy\":\"PT1M\",\"readOnly\":false")]
    public void What_cannot_be_is_refused(string change) =>
        Assert.Equal(HttpStatusCode.BadRequest, _world.Control("world", $$"""{"vaults":[{"name":"contoso-prod",{{change}}}]}""").Status);

    private void FailOver(string change) =>
        Assert.Equal(HttpStatusCode.OK, _world.Control("world", $$"""{"vaults":[{"name":"contoso-prod",{{change}}}]}""").Status);

    private void Pass(TimeSpan time) => _world.Clock.Advance(time);

    private string? Value(string name) => _world.Get($"{Vault}/secrets/{name}", _token)["value"]?.GetValue<string>();

    private List<JsonNode> Items(string path) => [.. _world.Get($"{Vault}/{path}", _token)["value"]!.AsArray().Select(item => item!)];

    private void Delete(string path) => Assert.InRange((int)_world.Send("DELETE", $"{Vault}/{path}", null, _token).Status, 200, 204);

    private Raw Put(string name, string value, string tags = "{}") =>
        _world.Send("PUT", $"{Vault}/secrets/{name}?api-version=7.4", $$"""{"value":"{{value}}","tags":{{tags}}}""", _token);
}
