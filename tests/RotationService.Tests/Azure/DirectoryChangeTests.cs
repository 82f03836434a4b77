using System.Net;
using System.Text;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

public sealed class DirectoryChangeTests : ConnectionTest
{
    private static readonly CredentialMark Mark = CredentialMark.For("vault", "name", Rotation);
    private static readonly DateTimeOffset End = new(2027, 9, 1, 0, 0, 0, TimeSpan.Zero);

    private Task<Call<NewCredential>> AddAsync(CancellationToken cancellationToken = default) =>
        Azure.Directory.AddCredentialAsync(Application, CredentialKind.Password, Mark, End, CallId, cancellationToken);

    private Task<Call<RemovalAnswer>> RemoveAsync() => Azure.Directory.RemoveCredentialAsync(Application, CredentialKind.Password, KeyId, CallId, None);

    [Fact]
    public async Task A_password_is_added_with_our_mark_an_explicit_end_and_our_request_id()
    {
        Wire.Answer = _ => Wire.Json(200, $$"""{"keyId":"{{KeyId}}","displayName":"{{Mark}}","startDateTime":"2027-03-01T12:00:00.1234567Z","endDateTime":"2027-09-01T00:00:00Z","hint":"Abc","secretText":"{{Value}}"}""");

        var call = await AddAsync();

        Assert.Equal("graph-request", call.RequestId);
        Assert.Equal(Value, call.Value.SecretText.Reveal());
        Assert.Equal((KeyId, Mark, End, "Abc"), (call.Value.Credential.KeyId, call.Value.Credential.Mark, call.Value.Credential.EndDateTime, call.Value.Credential.Fingerprint));
        var sent = Assert.Single(Wire.ToGraph);
        Assert.Equal(("POST", $"/v1.0/applications/{ObjectId}/addPassword", CallId.ToString()), (sent.Method, sent.Path, sent.Headers["client-request-id"]));
        Assert.Equal($$$"""{"passwordCredential":{"displayName":"{{{Mark}}}","endDateTime":"2027-09-01T00:00:00+00:00"}}""", sent.Body);
    }

    [Fact]
    public async Task On_a_service_principal_it_is_the_same_on_its_own_routes()
    {
        Wire.Answer = r => r.Path.EndsWith("/addPassword", StringComparison.Ordinal)
            ? Wire.Json(200, $$"""{"keyId":"{{KeyId}}","displayName":"{{Mark}}","hint":"Abc","secretText":"{{Value}}"}""")
            : new HttpResponseMessage(HttpStatusCode.NoContent);

        var added = await Azure.Directory.AddCredentialAsync(Application with { Kind = DirectoryKind.ServicePrincipal }, CredentialKind.Password, Mark, End, CallId, None);
        Assert.Equal((KeyId, Value), (added.Value.Credential.KeyId, added.Value.SecretText.Reveal()));
        Assert.Equal(RemovalAnswer.Removed, (await Azure.Directory.RemoveCredentialAsync(Application with { Kind = DirectoryKind.ServicePrincipal }, CredentialKind.Password, KeyId, CallId, None)).Value);
        Assert.Equal(
            [("POST", $"/v1.0/servicePrincipals/{ObjectId}/addPassword"), ("POST", $"/v1.0/servicePrincipals/{ObjectId}/removePassword")],
            Wire.ToGraph.Select(sent => (sent.Method, sent.Path)));
        Assert.Equal($$$"""{"passwordCredential":{"displayName":"{{{Mark}}}","endDateTime":"2027-09-01T00:00:00+00:00"}}""", Wire.ToGraph[0].Body);
        Assert.All(Wire.ToGraph, sent => Assert.Equal(CallId.ToString(), sent.Headers["client-request-id"]));
    }

    [Theory]
    [InlineData(429, "7", CallFailureKind.Throttled)]
    [InlineData(429, "2.128", CallFailureKind.Throttled)]
    [InlineData(429, "Mon, 01 Mar 2027 12:00:30 GMT", CallFailureKind.Throttled)]
    [InlineData(429, null, CallFailureKind.Throttled)]
    [InlineData(503, "1", CallFailureKind.Ambiguous)]
    [InlineData(503, null, CallFailureKind.Ambiguous)]
    [InlineData(504, null, CallFailureKind.Ambiguous)]
    [InlineData(500, null, CallFailureKind.Ambiguous)]
    [InlineData(408, null, CallFailureKind.Ambiguous)]
    [InlineData(400, null, CallFailureKind.Rejected)]
    [InlineData(401, null, CallFailureKind.Forbidden)]
    [InlineData(403, null, CallFailureKind.Forbidden)]
    [InlineData(404, null, CallFailureKind.NotFound)]
    [InlineData(409, null, CallFailureKind.Conflict)]
    public async Task A_change_is_sent_exactly_once_whatever_comes_back(int status, string? retryAfter, CallFailureKind kind)
    {
        Wire.Answer = _ => Wire.GraphError(status, "Directory_ConcurrencyViolation", "Some words.", retryAfter);

        var added = (await AddAsync()).Failure!;
        Assert.Equal((kind, "Directory_ConcurrencyViolation"), (added.Kind, added.Code));
        Assert.Equal(retryAfter is not null, added.RetryAfter is not null);
        Assert.Single(Wire.ToGraph);

        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(kind, (await RemoveAsync()).Failure!.Kind);
        Assert.Equal(2, Wire.ToGraph.Count);
        Assert.Equal(2, Azure.Calls.Graph);
    }

    [Fact]
    public async Task A_claims_challenge_does_not_repeat_it_either()
    {
        Wire.Answer = _ =>
        {
            var response = Wire.GraphError(401, "InvalidAuthenticationToken", "Continuous access evaluation resulted in challenge.");
            response.Headers.TryAddWithoutValidation("WWW-Authenticate", "Bearer realm=\"\", error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9fQ==\"");
            return response;
        };
        Assert.Equal(CallFailureKind.Forbidden, (await AddAsync()).Failure!.Kind);
        Assert.Single(Wire.ToGraph);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, CallFailureKind.Unreachable)]
    [InlineData(HttpRequestError.ResponseEnded, CallFailureKind.Ambiguous)]
    [InlineData(HttpRequestError.Unknown, CallFailureKind.Ambiguous)]
    public async Task A_cut_connection_does_not_repeat_it(HttpRequestError error, CallFailureKind kind)
    {
        Wire.Interrupt = _ => throw new HttpRequestException(error, "no");
        Assert.Equal(kind, (await AddAsync()).Failure!.Kind);
        Assert.Single(Wire.ToGraph);
    }

    [Fact]
    public async Task A_body_that_is_cut_short_is_ambiguous()
    {
        Wire.Answer = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new CutContent() };
        Assert.Equal(CallFailureKind.Ambiguous, (await AddAsync()).Failure!.Kind);
        Assert.Single(Wire.ToGraph);
    }

    [Fact]
    public async Task Cancellation_before_sending_sends_nothing_and_after_it_abandons_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        Wire.Answer = _ =>
        {
            cancelled.Cancel();
            return Wire.Json(200, $$"""{"keyId":"{{KeyId}}","secretText":"{{Value}}"}""");
        };

        var call = await AddAsync(cancelled.Token);
        Assert.Equal(Value, call.Value.SecretText.Reveal());
        Assert.Equal((Mark, End), (call.Value.Credential.Mark, call.Value.Credential.EndDateTime));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AddAsync(cancelled.Token));
        Assert.Single(Wire.ToGraph);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_no_cancellation()
    {
        Wire.Interrupt = _ => throw new TaskCanceledException();
        Assert.Equal(CallFailureKind.Ambiguous, (await AddAsync()).Failure!.Kind);
    }

    [Theory]
    [InlineData("""{"keyId":"not a guid, __VALUE__","secretText":"__VALUE__"}""")]
    [InlineData("""{"secretText":"__VALUE__","endDateTime":"__VALUE__"}""")]
    [InlineData("""__VALUE__""")]
    [InlineData("""{"secretText":"__VALUE__""")]
    [InlineData("""{}""")]
    [InlineData("")]
    public async Task An_answer_that_cannot_be_read_is_ambiguous_and_its_message_shows_nothing_of_it(string body)
    {
        Wire.Answer = _ => Wire.Json(200, body.Replace("__VALUE__", Value, StringComparison.Ordinal));
        var failure = (await AddAsync()).Failure!;
        Assert.Equal(CallFailureKind.Ambiguous, failure.Kind);
        Assert.DoesNotContain("Abc8Q", failure.ToString(), StringComparison.Ordinal);
        Assert.Single(Wire.ToGraph);
    }

    [Fact]
    public async Task Without_a_token_of_ours_nothing_was_sent()
    {
        Wire.AnswerToken = _ => Wire.TokenError(503, "temporarily_unavailable", 90033, "A transient error.");
        var failure = (await AddAsync()).Failure!;
        Assert.Equal(CallFailureKind.Unreachable, failure.Kind);
        Assert.Empty(Wire.ToGraph);
        Assert.Equal(3, Wire.ToTokens.Count); // Ours alone: once, and two repeats.
    }

    [Fact]
    public async Task Removal_says_whether_graph_knew_the_credential()
    {
        Wire.Answer = _ => new HttpResponseMessage(HttpStatusCode.NoContent);
        Assert.Equal(RemovalAnswer.Removed, (await RemoveAsync()).Value);
        Assert.Equal($$"""{"keyId":"{{KeyId}}"}""", Wire.ToGraph[0].Body);

        Wire.Answer = _ => Wire.GraphError(400, "Request_BadRequest", $"No password credential found with keyId {KeyId}");
        Assert.Equal(RemovalAnswer.NotFound, (await RemoveAsync()).Value);
    }

    [Fact]
    public async Task A_refusal_says_what_to_do()
    {
        Wire.Answer = _ => Wire.GraphError(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
        var failure = (await AddAsync()).Failure!;
        Assert.StartsWith("Insufficient privileges to complete the operation. Grant the service's identity Application.ReadWrite.OwnedBy", failure.Message, StringComparison.Ordinal);
    }

    private sealed class CutContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes("{\"secretText\":\"Abc8Q"));
            throw new IOException("cut");
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
