using System.Net;

namespace RotationService.Tests.Sandbox.Engine;

public sealed class FaultTests : IDisposable
{
    private readonly EngineWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_fault_strikes_the_nth_matching_request_so_many_times()
    {
        var application = _world.Application();
        Post("""[{"host":"graph","route":"POST /applications/{id}/addPassword","nth":2,"times":2,"status":429,"headers":{"Retry-After":"2.128"}}]""");
        var answers = Enumerable.Range(0, 4).Select(_ => _world.AddPassword(application)).ToList();
        Assert.Equal([200, 429, 429, 200], answers.Select(a => a.Response.Status));
        Assert.Equal("2.128", answers[1].Response.Headers["Retry-After"]);
        Assert.Equal("TooManyRequests", answers[1].Code);
        Assert.Equal(2, _world.CountOfSecrets(application));
    }

    [Fact]
    public void A_fault_afterwards_hides_what_has_happened()
    {
        var application = _world.Application();
        Post("""{"host":"graph","route":"POST /v1.0/applications(appId='x')/addPassword","when":"after","status":504}""");
        Assert.Equal(HttpStatusCode.GatewayTimeout, _world.AddPassword(application).Status);
        Assert.Equal(1, _world.CountOfSecrets(application));
    }

    [Fact]
    public async Task A_dropped_answer_is_a_broken_connection()
    {
        var application = _world.Application();
        Post("""[{"host":"graph","when":"after","drop":true}]""");
        using var http = new HttpClient(_world.Engine.CreateHandler());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{EngineWorld.Graph}/v1.0/applications/{application.ObjectId}/addPassword");
        request.Content = new StringContent("{}");
        request.Headers.Authorization = new("Bearer", _world.GraphToken());
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(request));
        Assert.Equal(HttpRequestError.ResponseEnded, failed.HttpRequestError);
        Assert.Equal(1, _world.CountOfSecrets(application));
        var counted = _world.Get("https://localhost/_sandbox/requests")["byRoute"]!["graph POST /applications/{id}/addPassword"]!;
        Assert.Equal("""{"dropped":1}""", counted["byStatus"]!.ToJsonString());
    }

    [Fact]
    public void A_fault_may_be_meant_for_one_application_or_one_secret_only()
    {
        var one = _world.Application("one");
        var two = _world.Application("two");
        Post($$$"""[{"match":{"appId":"{{{one.AppId}}}"},"status":503},{"host":"vault","match":{"name":"A"},"status":500},{"host":"login","match":{"appId":"{{{two.AppId}}}"},"status":503}]""");
        Assert.Equal(HttpStatusCode.OK, _world.AddPassword(two).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, _world.AddPassword(one).Status);
        Assert.Equal("SecretNotFound", _world.Get("https://contoso-prod.vault.azure.net/secrets/b", _world.VaultToken()).Code);
        Assert.Equal(HttpStatusCode.InternalServerError, _world.Get("https://contoso-prod.vault.azure.net/secrets/a", _world.VaultToken()).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, _world.LogIn(two.AppId, "x").Status);
    }

    [Fact]
    public void Only_authenticated_requests_are_counted()
    {
        Post("""[{"host":"vault","route":"GET /secrets","status":503}]""");
        Assert.Equal(HttpStatusCode.Unauthorized, _world.Get("https://contoso-prod.vault.azure.net/secrets").Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, _world.Get("https://contoso-prod.vault.azure.net/secrets", _world.VaultToken()).Status);
    }

    [Fact]
    public void A_delay_alone_holds_the_true_answer_back()
    {
        var token = _world.GraphToken();
        Post("""[{"host":"graph","delay":"PT2S"}]""");
        var answer = _world.Get($"{EngineWorld.Graph}/v1.0/applications", token);
        Assert.Equal((200, TimeSpan.FromSeconds(2)), (answer.Response.Status, answer.Response.Delay));
        Assert.Equal(TimeSpan.Zero, _world.Get($"{EngineWorld.Graph}/v1.0/applications", token).Response.Delay);
    }

    [Theory]
    [InlineData("""[{"status":503,"hots":"graph"}]""", "hots")]
    [InlineData("""[{"host":"graf","status":503}]""", "graf")]
    [InlineData("""[{"host":"graph"}]""", "status")]
    [InlineData("""[{"status":503,"route":"addPassword"}]""", "addPassword")]
    [InlineData("""[{"delay":"2s"}]""", "ISO 8601")]
    [InlineData("garbage", "invalid")]
    public void A_fault_that_makes_no_sense_is_refused_with_the_reason(string body, string named)
    {
        var answer = _world.Control("faults", body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(named, answer.Text, StringComparison.Ordinal);
    }

    private void Post(string faults) => Assert.Equal(HttpStatusCode.OK, _world.Control("faults", faults).Status);
}
