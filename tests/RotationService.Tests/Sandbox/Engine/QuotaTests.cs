using System.Globalization;
using System.Net;
using RotationService.Sandbox;

namespace RotationService.Tests.Sandbox.Engine;

public sealed class QuotaTests : IDisposable
{
    private readonly EngineWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_vault_takes_300_new_versions_in_ten_seconds_and_says_when_to_come_back()
    {
        var token = _world.VaultToken();
        Raw Put() => _world.Send("PUT", "https://contoso-prod.vault.azure.net/secrets/x", """{"value":"v"}""", token);
        Assert.All(Enumerable.Range(0, 300), _ => Assert.Equal(HttpStatusCode.OK, Put().Status));
        var refused = Put();
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(HttpStatusCode.OK, _world.Get("https://contoso-prod.vault.azure.net/secrets/x", token).Status);
        _world.Clock.Advance(TimeSpan.FromSeconds(int.Parse(refused.Response.Headers["Retry-After"], CultureInfo.InvariantCulture)));
        Assert.Equal(HttpStatusCode.OK, Put().Status);
    }

    [Fact]
    public void Graph_takes_3000_writes_at_once_and_twenty_a_second()
    {
        var application = _world.Application();
        var token = _world.GraphToken();
        HttpStatusCode Write() => _world.Post($"{EngineWorld.Graph}/v1.0/applications/{application.ObjectId}/removePassword", "{}", token).Status;
        Assert.All(Enumerable.Range(0, 3000), _ => Assert.Equal(HttpStatusCode.BadRequest, Write()));
        Assert.Equal(HttpStatusCode.TooManyRequests, Write());
        _world.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(HttpStatusCode.BadRequest, Write()));
        Assert.Equal(HttpStatusCode.TooManyRequests, Write());
    }

    [Fact]
    public void Applications_open_to_personal_accounts_take_60_writes_a_minute()
    {
        var application = _world.Engine.AddApplication(new NewApplication { DisplayName = "p", SignInAudience = "PersonalMicrosoftAccount" });
        var statuses = Enumerable.Range(0, 61).Select(_ => _world.RemovePassword(application, Guid.Empty).Status).ToList();
        Assert.Equal((60, HttpStatusCode.TooManyRequests), (statuses.Count(s => s == HttpStatusCode.BadRequest), statuses[60]));
    }

    [Fact]
    public void Reads_cost_resource_units_and_select_saves_some()
    {
        var token = _world.GraphToken();
        int Affordable(string query)
        {
            _world.Clock.Advance(TimeSpan.FromSeconds(10));
            return Enumerable.Range(0, 4000).TakeWhile(_ => _world.Get($"{EngineWorld.Graph}/v1.0/applications{query}", token).Status == HttpStatusCode.OK).Count();
        }

        Assert.Equal((1750, 3500), (Affordable(""), Affordable("?$select=id")));
    }

    [Fact]
    public void Quotas_can_be_scaled_and_switched_off()
    {
        var token = _world.VaultToken();
        int Affordable() => Enumerable.Range(0, 400).TakeWhile(_ => _world.Send("PUT", "https://contoso-prod.vault.azure.net/secrets/x", """{"value":"v"}""", token).Status == HttpStatusCode.OK).Count();
        _world.Control("world", """{"quotas":{"scale":0.5}}""");
        Assert.Equal(150, Affordable());
        _world.Control("world", """{"quotas":{"enabled":false}}""");
        Assert.Equal(400, Affordable());
    }
}
