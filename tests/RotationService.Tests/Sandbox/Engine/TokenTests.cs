using System.Net;
using RotationService.Sandbox;

namespace RotationService.Tests.Sandbox.Engine;

public sealed class TokenTests : IDisposable
{
    private readonly EngineWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_wrong_secret_is_an_invalid_client()
    {
        var application = _world.Application("app", new NewCredential());
        var answer = _world.LogIn(application.AppId, "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("invalid_client", answer["error"]!.GetValue<string>());
        Assert.Equal([7000215], Codes(answer));
        Assert.StartsWith("AADSTS7000215: ", answer["error_description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("https://login.microsoftonline.com/error?code=7000215", answer["error_uri"]!.GetValue<string>());
    }

    [Fact]
    public void An_expired_secret_says_so()
    {
        var application = _world.Application("app", new NewCredential { EndsIn = TimeSpan.FromDays(1) });
        Assert.Equal(HttpStatusCode.OK, LogIn(application).Status);
        _world.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal([7000222], Codes(LogIn(application)));
        Assert.Equal(HttpStatusCode.Unauthorized, LogIn(application).Status);
    }

    [Theory]
    [InlineData("disabled\":true", 7000112)]
    [InlineData("conditionalAccess\":true", 53003)]
    [InlineData("servicePrincipal\":false", 700016)]
    [InlineData("deleted\":true", 700016)]
    public void An_application_that_cannot_log_in_for_reasons_of_its_own_says_which(string change, int code)
    {
        var application = _world.Application("app", new NewCredential());
        _world.Control("world", $$"""{"applications":[{"appId":"{{application.AppId}}","{{change}}}]}""");
        Assert.Equal([code], Codes(LogIn(application)));
    }

    [Fact]
    public void Unknown_tenants_clients_and_resources_are_told_apart()
    {
        var operatorId = _world.Engine.Operator;
        Assert.Equal([90002], Codes(_world.Post($"https://login.microsoftonline.com/{Guid.Empty}/oauth2/v2.0/token", "grant_type=client_credentials")));
        Assert.Equal([700016], Codes(_world.LogIn(Guid.Empty, "x")));
        Assert.Equal([500011], Codes(_world.LogIn(operatorId.ClientId, operatorId.ClientSecret, "https://nowhere.example/.default")));
        Assert.Equal([7000218], Codes(_world.LogIn(operatorId.ClientId, "")));
        Assert.Equal([70003], Codes(_world.Post($"https://login.microsoftonline.com/{operatorId.TenantId}/oauth2/v2.0/token", "garbage=%zz")));
    }

    [Fact]
    public void A_double_slash_before_default_is_tolerated()
    {
        var answer = _world.LogIn(_world.Engine.Operator.ClientId, _world.Engine.Operator.ClientSecret, "https://graph.microsoft.com//.default");
        Assert.Equal((HttpStatusCode.OK, 3599), (answer.Status, answer["expires_in"]!.GetValue<int>()));
    }

    [Fact]
    public void A_new_secret_works_after_its_delay_and_sporadically_before()
    {
        _world.Control("world", """{"usability":{"delay":"PT120S","sporadic":false}}""");
        var application = _world.Application();
        var first = _world.AddPassword(application)["secretText"]!.GetValue<string>();
        Assert.Equal([7000215], Codes(_world.LogIn(application.AppId, first)));

        _world.Control("world", """{"usability":{"sporadic":true}}""");
        var statuses = Enumerable.Range(0, 40).Select(_ => _world.LogIn(application.AppId, first).Status).ToList();
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized], statuses.Distinct().Order());

        _world.Clock.Advance(TimeSpan.FromSeconds(120));
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal(HttpStatusCode.OK, _world.LogIn(application.AppId, first).Status));
    }

    [Fact]
    public void The_ground_truth_counts_log_ins_by_credential()
    {
        var application = _world.Application("app", new NewCredential { EndsIn = TimeSpan.FromDays(1) });
        LogIn(application);
        LogIn(application);
        _world.Clock.Advance(TimeSpan.FromDays(2));
        LogIn(application);
        var logIns = _world.State()["tenants"]![0]!["applications"]![0]!["credentials"]![0]!["logIns"]!;
        Assert.Equal((2, 1), (logIns["succeeded"]!.GetValue<int>(), logIns["failed"]!.GetValue<int>()));
    }

    [Fact]
    public void Discovery_documents_are_served_for_clients_that_ask()
    {
        var tenant = _world.Engine.Operator.TenantId;
        var instance = _world.Get($"https://login.microsoftonline.com/common/discovery/instance?api-version=1.1&authorization_endpoint=https%3A%2F%2Flogin.microsoftonline.com%2F{tenant}%2Foauth2%2Fv2.0%2Fauthorize");
        var address = instance["tenant_discovery_endpoint"]!.GetValue<string>();
        Assert.Equal($"https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration", address);
        Assert.Equal($"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token", _world.Get(address)["token_endpoint"]!.GetValue<string>());
        Assert.Equal([90002], Codes(_world.Get($"https://login.microsoftonline.com/{Guid.Empty}/v2.0/.well-known/openid-configuration")));
    }

    private Raw LogIn(SandboxApplication application) => _world.LogIn(application.AppId, application.Credentials[0].SecretText);

    private static IEnumerable<int> Codes(Raw answer) => answer["error_codes"]!.AsArray().Select(c => c!.GetValue<int>());
}
