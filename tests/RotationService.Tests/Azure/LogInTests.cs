using RotationService.Azure;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

public sealed class LogInTests : ConnectionTest
{
    private static readonly SecretText Secret = new(Value);

    public LogInTests() => Reconnect(new AzureOptions { TenantId = Guid.Parse(Wire.Tenant) });

    private Task<LogIn> LogInAsync() => Azure.Tokens.LogInAsync(null, AppId, Secret, None);

    [Fact]
    public async Task Each_log_in_is_exactly_one_request_and_none_comes_from_a_cache()
    {
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal(LogInAnswer.Accepted, (await LogInAsync()).Answer);
            Assert.Equal(i, Wire.Sent.Count);
        }

        Assert.Equal(3, Azure.Calls.Token);
        Assert.All(Wire.Sent, r => Assert.Equal($"https://login.microsoftonline.com/{Wire.Tenant}/oauth2/v2.0/token", r.Address.AbsoluteUri));
        Assert.Contains($"client_id={AppId}", Wire.Sent[0].Body, StringComparison.Ordinal);
        Assert.Contains("scope=https%3A%2F%2Fgraph.microsoft.com%2F.default", Wire.Sent[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "invalid_client", 7000215, LogInAnswer.WrongSecret)]
    [InlineData(401, "invalid_client", 7000222, LogInAnswer.ExpiredSecret)]
    [InlineData(400, "invalid_grant", 53003, LogInAnswer.BlockedByConditionalAccess)]
    [InlineData(400, "unauthorized_client", 700016, LogInAnswer.NoServicePrincipal)]
    [InlineData(401, "invalid_client", 7000229, LogInAnswer.NoServicePrincipal)]
    [InlineData(400, "unauthorized_client", 7000112, LogInAnswer.ApplicationDisabled)]
    [InlineData(400, "invalid_request", 90002, LogInAnswer.Other)]
    [InlineData(400, "unauthorized_client", 123456, LogInAnswer.Other)]
    [InlineData(503, "temporarily_unavailable", 90033, LogInAnswer.Unreachable)]
    [InlineData(400, "temporarily_unavailable", 90033, LogInAnswer.Unreachable)]
    [InlineData(500, "server_error", 90099, LogInAnswer.Unreachable)]
    [InlineData(504, "server_error", 90099, LogInAnswer.Unreachable)]
    [InlineData(429, "temporarily_unavailable", 90055, LogInAnswer.Throttled)]
    public async Task Every_refusal_is_one_request_and_is_known_by_its_number(int status, string error, int code, LogInAnswer answer)
    {
        Wire.AnswerToken = _ => Wire.TokenError(status, error, code, "Some words.");
        var logIn = await LogInAsync();
        Assert.Equal(answer, logIn.Answer);
        Assert.Contains($"AADSTS{code}: Some words.", logIn.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Trace ID", logIn.Message, StringComparison.Ordinal);
        Assert.Single(Wire.Sent);
    }

    [Theory]
    [InlineData("""{"error":"unauthorized_client"}""", LogInAnswer.NoServicePrincipal)]
    [InlineData("""{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}""", LogInAnswer.WrongSecret)]
    [InlineData("""{"error":"invalid_client"}""", LogInAnswer.Other)]
    [InlineData("""<html>""", LogInAnswer.Other)]
    [InlineData("""[]""", LogInAnswer.Other)]
    [InlineData("", LogInAnswer.Other)]
    public async Task An_answer_without_numbers_is_read_as_far_as_it_goes(string body, LogInAnswer answer)
    {
        Wire.AnswerToken = _ => Wire.Json(400, body);
        Assert.Equal(answer, (await LogInAsync()).Answer);
    }

    [Fact]
    public async Task A_throttled_client_is_not_blocked_beyond_the_time_it_was_given()
    {
        Wire.AnswerToken = _ => Wire.TokenError(429, "temporarily_unavailable", 90055, "Slow down.", "90.5");
        var throttled = await LogInAsync();
        Assert.Equal((LogInAnswer.Throttled, TimeSpan.FromSeconds(90.5)), (throttled.Answer, throttled.RetryAfter!.Value));

        Wire.AnswerToken = null;
        Assert.Equal(LogInAnswer.Throttled, (await LogInAsync()).Answer);
        Assert.Single(Wire.Sent);

        Time.Advance(TimeSpan.FromSeconds(91));
        Assert.Equal(LogInAnswer.Accepted, (await LogInAsync()).Answer);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(401)]
    public async Task MSAL_never_learns_of_a_time_to_wait_and_blocks_nobody_for_it(int status)
    {
        Wire.AnswerToken = _ => Wire.TokenError(status, "invalid_client", 7000215, "No.", "30");
        await LogInAsync();
        Wire.AnswerToken = null;
        Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(LogInAnswer.Accepted, (await LogInAsync()).Answer);
        Assert.Equal(2, Wire.Sent.Count);
    }

    [Fact]
    public async Task A_token_that_cannot_be_read_is_no_answer()
    {
        Wire.AnswerToken = _ => Wire.Json(200, "{");
        Assert.Equal(LogInAnswer.Unreachable, (await LogInAsync()).Answer);
        Assert.Single(Wire.Sent);
    }

    [Fact]
    public async Task A_timeout_is_no_answer()
    {
        Wire.AnswerToken = _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut");
        Assert.Equal(LogInAnswer.Unreachable, (await LogInAsync()).Answer);
        Wire.AnswerToken = _ => throw new TaskCanceledException("too slow", new TimeoutException());
        Assert.Equal(LogInAnswer.Unreachable, (await LogInAsync()).Answer);
        Assert.Equal(2, Wire.Sent.Count);
    }

    [Fact]
    public async Task A_value_that_is_echoed_is_not_passed_on()
    {
        Wire.AnswerToken = _ => Wire.TokenError(401, "invalid_client", 7000215, $"Not {Value}, surely.");
        var logIn = await LogInAsync();
        Assert.DoesNotContain(Value, logIn.ToString(), StringComparison.Ordinal);
        Assert.Contains("Not (secret text), surely.", logIn.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_tenant_it_is_that_of_our_own_token()
    {
        Reconnect(new AzureOptions());
        Wire.AnswerToken = _ => Wire.Token(AccessToken());
        Assert.Equal(LogInAnswer.Accepted, (await LogInAsync()).Answer);
        Assert.Equal(LogInAnswer.Accepted, (await LogInAsync()).Answer);
        Assert.Equal(3, Wire.Sent.Count); // Our own once.
        Assert.All(Wire.Sent, r => Assert.Contains(Wire.Tenant, r.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_tenant_and_with_an_opaque_token_it_says_what_to_set()
    {
        Reconnect(new AzureOptions());
        var logIn = await LogInAsync();
        Assert.Equal(LogInAnswer.Other, logIn.Answer);
        Assert.Contains("Set `tenant` in the policy file", logIn.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_passes_through()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Azure.Tokens.LogInAsync(null, AppId, Secret, cancelled.Token));
        Assert.Empty(Wire.Sent);
    }
}
