using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

/// <summary>The dates of answers, and the requests that are sent for nothing else.</summary>
public sealed class DateTests : ConnectionTest
{
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);
    private static readonly Uri Vault = new("https://date-tests.vault.azure.net/");

    public DateTests()
    {
        Wire.AnswerToken = _ => Dated(Wire.Token(), TimeSpan.Zero);
        Wire.Answer = sent => Dated(sent.Address.Host == "graph.microsoft.com" ? Wire.GraphError(404, "Request_ResourceNotFound", "Gone.") : Wire.VaultError(404, "SecretNotFound", "None."), TimeSpan.Zero);
    }

    [Fact]
    public async Task Dates_of_two_services_that_agree_set_the_clock()
    {
        Wire.AnswerToken = _ => Dated(Wire.Token(), TwoHours);
        Wire.Answer = _ => Dated(Wire.GraphError(404, "Request_ResourceNotFound", "Gone."), TwoHours);
        await Azure.Directory.ReadApplicationAsync(Address, None);
        Assert.Equal(Time.GetUtcNow() + TwoHours, Clock.Now);
        Assert.True(Clock.IsSkewed);
        Assert.False(Clock.IsInDoubt);
    }

    [Fact]
    public async Task The_date_of_one_alone_does_not_and_the_others_are_asked_without_a_token()
    {
        await Azure.Vaults.At(Vault).ReadNewestAsync("payments-secret", None);
        Wire.Answer = _ => Dated(Wire.GraphError(503, "ServiceUnavailable", "Later."), TwoHours);
        await Azure.Directory.ReadApplicationAsync(Address, None);
        Assert.Equal(Time.GetUtcNow(), Clock.Now);
        Assert.True(Clock.IsInDoubt);

        var before = Wire.Sent.Count;
        await Clock.ConfirmAsync(None);
        var asked = Wire.Sent.Skip(before).ToList();
        Assert.Equal(["https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration", $"{Vault}healthstatus"], asked.Take(2).Select(sent => sent.Address.AbsoluteUri));
        Assert.All(asked, sent => Assert.Equal(("GET", false, ""), (sent.Method, sent.Headers.ContainsKey("Authorization"), sent.Body)));
    }

    [Fact]
    public async Task Graph_is_asked_for_its_root()
    {
        await Clock.Services!.AskAsync(TimeService.Graph, None);
        var sent = Assert.Single(Wire.Sent);
        Assert.Equal("https://graph.microsoft.com/v1.0/", sent.Address.AbsoluteUri);
        Assert.False(sent.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task As_long_as_no_vault_has_answered_none_is_asked()
    {
        await Clock.Services!.AskAsync(TimeService.KeyVault, None);
        Assert.Empty(Wire.Sent);
    }

    [Fact]
    public async Task A_host_that_wants_no_requests_now_is_not_asked_for_the_time()
    {
        Wire.Answer = _ => Wire.GraphError(429, "TooManyRequests", "Later.", "300");
        await Azure.Directory.ReadApplicationAsync(Address, None);
        var before = Wire.ToGraph.Count;
        await Clock.Services!.AskAsync(TimeService.Graph, None);
        Assert.Equal(before, Wire.ToGraph.Count);
        Time.Advance(TimeSpan.FromSeconds(301));
        await Clock.Services!.AskAsync(TimeService.Graph, None);
        Assert.Equal(before + 1, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task What_a_host_says_to_a_request_for_the_time_holds_for_every_request()
    {
        await Azure.Directory.ReadApplicationAsync(Address, None);
        Wire.Answer = _ => Wire.GraphError(429, "TooManyRequests", "Later.", "300");
        await Clock.Services!.AskAsync(TimeService.Graph, None);
        var before = Wire.ToGraph.Count;
        await Azure.Directory.ReadApplicationAsync(Address, None);
        Assert.Equal(before, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task A_request_for_the_time_that_fails_is_no_error()
    {
        Wire.Interrupt = _ => throw new HttpRequestException(HttpRequestError.NameResolutionError, "no such name");
        await Clock.Services!.AskAsync(TimeService.Graph, None);
        Wire.Interrupt = token => Task.FromCanceled<HttpResponseMessage>(new CancellationToken(canceled: true));
        await Clock.Services!.AskAsync(TimeService.Graph, None);
        Assert.False(Clock.IsInDoubt);
    }

    [Fact]
    public void A_connection_that_is_closed_asks_no_more()
    {
        Azure.Dispose();
        Assert.Null(Clock.Services);
    }

    private HttpResponseMessage Dated(HttpResponseMessage response, TimeSpan ahead)
    {
        response.Headers.Date = Time.GetUtcNow() + ahead;
        return response;
    }
}
