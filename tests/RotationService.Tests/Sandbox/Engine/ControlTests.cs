using System.Net;
using RotationService.Sandbox;

namespace RotationService.Tests.Sandbox.Engine;

public sealed class ControlTests : IDisposable
{
    private const string Here = "https://localhost/_sandbox";
    private readonly EngineWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Seeding_returns_the_values_and_the_state_only_their_hashes()
    {
        var seeded = _world.Control("seed", """{"count":2,"namePrefix":"svc-","tags":["auto-rotate"],"signInAudience":"AzureADMyOrg","owned":true,"credentials":[{"displayName":"by hand","endsIn":"P5D"}]}""")["applications"]!;
        Assert.Equal(["svc-0001", "svc-0002"], seeded.AsArray().Select(a => a!["displayName"]!.GetValue<string>()));
        var value = seeded[0]!["credentials"]![0]!["secretText"]!.GetValue<string>();
        var credential = _world.State()["tenants"]![0]!["applications"]![0]!["credentials"]![0]!;
        Assert.Equal(Sha256(value), credential["valueSha256"]!.GetValue<string>());
        Assert.Equal(EngineWorld.Start.AddDays(5), credential["endDateTime"]!.GetValue<DateTimeOffset>());
        Assert.Equal("svc-0003", _world.Control("seed", """{"namePrefix":"svc-"}""")["applications"]![0]!["displayName"]!.GetValue<string>());
    }

    [Fact]
    public void The_dates_of_one_service_alone_may_be_wrong()
    {
        _world.Control("world", """{"dates":[{"host":"vault","ahead":"P731D"},{"host":"login","ahead":"-PT1H"}]}""");
        Assert.Equal([EngineWorld.Start, EngineWorld.Start.AddHours(-1), EngineWorld.Start.AddDays(731)], Dates());
        _world.Control("world", """{"dates":[{"host":"vault","ahead":"PT0S"}]}""");
        Assert.Equal([EngineWorld.Start, EngineWorld.Start.AddHours(-1), EngineWorld.Start], Dates());
        Assert.Equal(EngineWorld.Start, _world.Get($"{Here}/clock")["now"]!.GetValue<DateTimeOffset>());

        DateTimeOffset[] Dates() =>
            [.. new[] { $"{EngineWorld.Graph}/v1.0/", "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration", "https://contoso-prod.vault.azure.net/healthstatus" }
                .Select(address => DateTimeOffset.Parse(_world.Get(address).Response.Headers["Date"], System.Globalization.CultureInfo.InvariantCulture))];
    }

    [Theory]
    [InlineData("""{"dates":[{"host":"dns","ahead":"P1D"}]}""")]
    [InlineData("""{"dates":[{"host":"graph","ahead":"P36501D"}]}""")]
    public void A_wrong_date_is_of_a_service_and_in_this_age(string change)
    {
        var refused = _world.Control("world", change);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("dates: host must be graph, login or vault", refused.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_state_tells_everything_but_secrets()
    {
        var application = _world.Application("app", new NewCredential());
        var added = _world.AddPassword(application);
        _world.RemovePassword(application, added["keyId"]!.GetValue<Guid>());
        _world.Engine.SetSecret("contoso-prod", "name", "hunter2-hunter2", new Dictionary<string, string> { ["stage"] = "Current" }, EngineWorld.Start.AddDays(1));
        var state = _world.State();
        var removed = state["tenants"]![0]!["applications"]![0]!["credentials"]![1]!;
        Assert.Equal(_world.Engine.Operator.ClientId.ToString(), removed["removedBy"]!.GetValue<string>());
        Assert.Equal(EngineWorld.Start, removed["removedAt"]!.GetValue<DateTimeOffset>());
        var version = state["vaults"]![0]!["secrets"]![0]!["versions"]![0]!;
        Assert.Equal(Sha256("hunter2-hunter2"), version["valueSha256"]!.GetValue<string>());
        Assert.Equal("https://contoso-prod.vault.azure.net", state["vaults"]![0]!["uri"]!.GetValue<string>());
        Assert.Equal(4, _world.Engine.EverySecretText().Count());
        Assert.All(_world.Engine.EverySecretText(), s => Assert.DoesNotContain(s, state.ToJsonString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_clock_is_read_and_moved()
    {
        Assert.Equal(EngineWorld.Start, _world.Get($"{Here}/clock")["now"]!.GetValue<DateTimeOffset>());
        Assert.Equal(EngineWorld.Start.AddHours(24), _world.Control("clock", """{"advance":"PT24H"}""")["now"]!.GetValue<DateTimeOffset>());
        Assert.All(["""{"advance":"-PT1H"}""", """{"speed":-1}""", """{"now":"2030-01-01"}""", "x", ""], body => Assert.Equal(HttpStatusCode.BadRequest, _world.Control("clock", body).Status));
        Assert.Equal(EngineWorld.Start.AddHours(24), _world.Clock.GetUtcNow());
    }

    [Fact]
    public void A_wrong_world_changes_nothing_and_names_the_field()
    {
        var answer = _world.Control("world", """{"readLag":"PT30S","vaults":[{"name":"contoso-prod","fireWalls":true}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("fireWalls", answer.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, _world.Control("world", $$"""{"vaults":[{"name":"contoso-prod","firewall":true}],"applications":[{"appId":"{{Guid.Empty}}"}]}""").Status);
        Assert.Equal(HttpStatusCode.OK, _world.Get("https://contoso-prod.vault.azure.net/secrets", _world.VaultToken()).Status);
    }

    [Theory]
    [InlineData("""{"vaults":null}""")]
    [InlineData("""{"vaults":[{"name":"no vault name"}]}""")]
    [InlineData("""{"vaults":[{"firewall":true}]}""")]
    [InlineData("""{"vaults":[{"name":"contoso-prod","role":"owner"}]}""")]
    [InlineData("""{"ownership":[{"owned":true}]}""")]
    [InlineData("""{"readLag":"-PT1S"}""")]
    [InlineData("""{"readLag":30}""")]
    [InlineData("""{"readLag":"PT1S","readLag":"PT2S"}""")]
    [InlineData("""{"appManagementPolicy":{"passwordLifetime":"90 days"}}""")]
    [InlineData("""{"secrets":[{"vault":"nowhere","name":"n","value":"v"}]}""")]
    [InlineData("[]")]
    public void A_world_that_makes_no_sense_is_refused(string body) => Assert.Equal(HttpStatusCode.BadRequest, _world.Control("world", body).Status);

    [Fact]
    public void Requests_from_many_threads_are_served_one_at_a_time()
    {
        var application = _world.Application();
        var keys = Enumerable.Range(0, 200).AsParallel().WithDegreeOfParallelism(4).Select(_ => _world.AddPassword(application)["keyId"]!.GetValue<Guid>()).ToList();
        Assert.Equal((200, 200), (keys.Distinct().Count(), _world.CountOfSecrets(application)));
    }

    [Fact]
    public void Hands_may_add_remove_and_overwrite()
    {
        var application = _world.Application("app", new NewCredential());
        var keyId = application.Credentials[0].KeyId;
        var added = _world.Control("world", $$$"""{"applications":[{"appId":"{{{application.AppId}}}","addSecret":{"displayName":"by hand","endsIn":"P10D"},"removeSecret":"{{{keyId}}}"}],"secrets":[{"vault":"contoso-prod","name":"n","fromKeyId":"{{{keyId}}}","tags":{"a":"b"}}]}""")["added"]![0]!;
        Assert.Equal(HttpStatusCode.OK, _world.LogIn(application.AppId, added["secretText"]!.GetValue<string>()).Status);
        var version = _world.State()["vaults"]![0]!["secrets"]![0]!["versions"]![0]!;
        Assert.Equal(Sha256(application.Credentials[0].SecretText), version["valueSha256"]!.GetValue<string>());
        Assert.Equal("hand", _world.State()["tenants"]![0]!["applications"]![0]!["credentials"]![0]!["removedBy"]!.GetValue<string>());

        _world.Control("world", """{"secrets":[{"vault":"contoso-prod","name":"n","delete":true}]}""");
        Assert.NotNull(_world.State()["vaults"]![0]!["secrets"]![0]!["deletedAt"]);
        _world.Control("world", """{"secrets":[{"vault":"contoso-prod","name":"n","recover":true,"enabled":false}]}""");
        Assert.Equal("SecretDisabled", _world.Get("https://contoso-prod.vault.azure.net/secrets/n", _world.VaultToken()).Inner);
        _world.Control("world", """{"secrets":[{"vault":"contoso-prod","name":"n","purge":true}]}""");
        Assert.Empty(_world.State()["vaults"]![0]!["secrets"]!.AsArray());
    }

    [Fact]
    public void A_vault_can_be_made_and_lost()
    {
        _world.Control("world", """{"vaults":[{"name":"fresh"}]}""");
        Assert.True(_world.Engine.KnowsHost("fresh.vault.azure.net"));
        _world.Control("world", """{"vaults":[{"name":"fresh","deleted":true}]}""");
        Assert.False(_world.Engine.KnowsHost("fresh.vault.azure.net"));
    }

    [Fact]
    public void Connecting_needs_what_only_the_host_knows()
    {
        _world.Engine.Connection = new SandboxConnection("https://127.0.0.1:8443", "http://127.0.0.1:8480", "/tmp/ca.pem", "PEM");
        var connect = _world.Get($"{Here}/connect");
        Assert.Equal(
            ["tenantId", "operator", "vaults", "url", "proxy", "ca", "caPem"],
            connect.Json.AsObject().Select(p => p.Key));
        Assert.Equal(_world.Engine.Operator.ClientSecret, connect["operator"]!["clientSecret"]!.GetValue<string>());
    }

    [Fact]
    public void Requests_are_counted_until_reset()
    {
        _world.CountOfSecrets(_world.Application());
        var requests = _world.Get($"{Here}/requests");
        Assert.Equal(2, requests["total"]!.GetValue<int>());
        Assert.Equal(1, requests["byRoute"]!["graph GET /applications/{id}"]!["byStatus"]!["200"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.NoContent, _world.Send("DELETE", $"{Here}/requests", null).Status);
        Assert.Equal(0, _world.Get($"{Here}/requests")["total"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("GET", "https://graph.microsoft.com/")]
    [InlineData("GET", "https://graph.microsoft.com/v1.0/(((/%00/%zz")]
    [InlineData("POST", "https://graph.microsoft.com/v1.0/applications(appId=")]
    [InlineData("HEAD", "https://contoso-prod.vault.azure.net//secrets///")]
    [InlineData("BREW", "https://login.microsoftonline.com/a/b/c")]
    [InlineData("GET", "https://example.com/")]
    [InlineData("GET", "https://example.com/_sandbox/nothing")]
    [InlineData("POST", "https://example.com/_sandbox/seed")]
    public void No_request_is_too_strange_to_be_answered(string method, string address)
    {
        var tokens = new[] { null, _world.GraphToken(), _world.VaultToken() };
        Assert.All(tokens, t => Assert.All(["", "{", "{\"count\":1e99}", "\0\xff", "[[[[[["], body =>
            Assert.InRange(_world.Send(method, address, body, t).Response.Status, 400, 499)));
    }

    private static string Sha256(string value) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(value)));
}
