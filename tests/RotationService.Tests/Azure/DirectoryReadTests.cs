using RotationService.Azure;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

public sealed class DirectoryReadTests : ConnectionTest
{
    private static readonly string Listed = $$"""
        {"id":"{{ObjectId}}","appId":"{{AppId}}","displayName":"web","signInAudience":"AzureADMyOrg","passwordCredentials":[
          {"keyId":"{{KeyId}}","displayName":"one","startDateTime":"2026-01-01T00:00:00.1234567Z","endDateTime":"2027-01-01T00:00:00Z","hint":"Abc","secretText":null},
          {"keyId":null},
          {"keyId":"{{CallId}}","displayName":null,"startDateTime":"2026-01-01T00:00:00Z","endDateTime":null,"hint":null}]}
        """;

    [Fact]
    public async Task All_pages_are_read_with_few_fields_and_large_pages()
    {
        Wire.Answer = r => r.Address.Query.Contains("skiptoken", StringComparison.Ordinal)
            ? Wire.Json(200, $$"""{"value":[{{Listed}}]}""")
            : Wire.Json(200, $$"""{"value":[{{Listed}},{"id":"no guid"}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/applications?$skiptoken=2"}""");

        var applications = (await Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None)).Value;

        Assert.Equal(2, applications.Count);
        Assert.Equal((AppId, ObjectId, "web", "AzureADMyOrg"), (applications[0].AppId, applications[0].ObjectId, applications[0].DisplayName, applications[0].SignInAudience));
        Assert.Equal([KeyId, CallId], applications[0].Credentials.Select(c => c.KeyId));
        Assert.Equal("Abc", applications[0].Credentials[0].Fingerprint);
        Assert.Equal(DateTimeOffset.MaxValue, applications[0].Credentials[1].EndDateTime);
        Assert.Equal("?$select=id,appId,displayName,signInAudience,passwordCredentials&$top=999", Uri.UnescapeDataString(Wire.ToGraph[0].Address.Query));
        Assert.All(Wire.ToGraph, r => Assert.True(Guid.TryParse(r.Headers["client-request-id"], out _)));
        Assert.DoesNotContain(Wire.ToGraph, r => r.Headers.ContainsKey("ConsistencyLevel"));
    }

    [Fact]
    public async Task Tags_and_owners_are_asked_for_with_the_listing_and_cost_no_request_of_their_own()
    {
        const string Details = """{"tags":["a",7,null,"b"],"owners":[{"@odata.type":"#microsoft.graph.user","id":"0b1e1f00-0000-4000-8000-000000000005","userPrincipalName":null,"more":{"x":[1]}},5],""";
        Wire.Answer = _ => Wire.Json(200, $$"""{"value":[{{Details}}{{Listed[1..]}}]}""");

        var application = Assert.Single((await Azure.Directory.ListApplicationsAsync(null, ListingDetails.Tags | ListingDetails.Owners, keep: null, progress: null, None)).Value);

        Assert.Equal(["a", "b"], application.Tags);
        Assert.Equal(["0b1e1f00-0000-4000-8000-000000000005"], application.Owners);
        Assert.Equal(2, application.Credentials.Count);
        var query = Uri.UnescapeDataString(Assert.Single(Wire.ToGraph).Address.Query);
        Assert.Contains("passwordCredentials,tags&", query, StringComparison.Ordinal);
        Assert.Contains("$expand=owners($select=id,userPrincipalName)", query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_kept_is_let_go_page_by_page_and_counts_all_the_same()
    {
        var other = Listed.Replace($"{AppId}", $"{CallId}", StringComparison.Ordinal);
        Wire.Answer = r => r.Address.Query.Contains("skiptoken", StringComparison.Ordinal)
            ? Wire.Json(200, $$"""{"value":[{{other}}]}""")
            : Wire.Json(200, $$"""{"value":[{{Listed}},{{other}}],"@odata.nextLink":"https://graph.microsoft.com/v1.0/applications?$skiptoken=2"}""");
        var told = new List<string>();

        var applications = (await Azure.Directory.ListApplicationsAsync(
            null,
            ListingDetails.None,
            application =>
            {
                told.Add(application.AppId == AppId ? "ours" : "another");
                return application.AppId == AppId ? application with { DisplayName = "in its place" } : null;
            },
            new Told(count => told.Add($"{count}")),
            None)).Value;

        Assert.Equal("in its place", Assert.Single(applications).DisplayName);
        Assert.Equal(["ours", "another", "2", "another", "3"], told);
    }

    [Fact]
    public async Task Paging_links_that_loop_end_in_a_failure()
    {
        Wire.Answer = _ => Wire.Json(200, """{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/applications?$skiptoken=again"}""");
        var failure = (await Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None)).Failure!;
        Assert.Equal(CallFailureKind.Rejected, failure.Kind);
        Assert.Contains("do not end", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task Paging_links_without_end_end_in_a_failure()
    {
        var page = 0;
        Wire.Answer = _ => Wire.Json(200, $$"""{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/applications?$skiptoken={{page++}}"}""");
        Assert.Equal(CallFailureKind.Rejected, (await Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None)).Failure!.Kind);
        Assert.Equal(2000, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task Our_token_follows_no_link_to_another_host()
    {
        Wire.Answer = _ => Wire.Json(200, """{"value":[],"@odata.nextLink":"https://graph.example.com/v1.0/applications?$skiptoken=2"}""");
        Assert.Equal(CallFailureKind.Rejected, (await Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None)).Failure!.Kind);
        Assert.Single(Wire.Sent, r => r.Address.Host.StartsWith("graph.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(429, 3, CallFailureKind.Throttled)]
    [InlineData(500, 3, CallFailureKind.Ambiguous)]
    [InlineData(503, 3, CallFailureKind.Ambiguous)]
    [InlineData(504, 3, CallFailureKind.Ambiguous)]
    [InlineData(408, 3, CallFailureKind.Ambiguous)]
    [InlineData(400, 1, CallFailureKind.Rejected)]
    [InlineData(401, 1, CallFailureKind.Forbidden)]
    [InlineData(403, 1, CallFailureKind.Forbidden)]
    [InlineData(404, 1, CallFailureKind.NotFound)]
    [InlineData(409, 1, CallFailureKind.Conflict)]
    [InlineData(412, 1, CallFailureKind.Rejected)]
    public async Task A_read_is_repeated_twice_where_that_may_help(int status, int requests, CallFailureKind kind)
    {
        Wire.Answer = _ => Wire.GraphError(status, "Some_Code", "Some words.");
        var failure = (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!;

        Assert.Equal((kind, "graph-request"), (failure.Kind, failure.RequestId));
        Assert.Equal(requests, Wire.ToGraph.Count);
        Assert.Equal(requests, Azure.Calls.Graph);
        Assert.Equal("Some_Code", failure.Code);
        Assert.Contains("Some words", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example.com/")]
    [InlineData(null)]
    public async Task A_redirect_is_not_followed(string? location)
    {
        Wire.Answer = _ =>
        {
            var response = Wire.Json(302, "{}");
            response.Headers.Location = location is null ? null : new Uri(location);
            return response;
        };
        Assert.Equal(CallFailureKind.Rejected, (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!.Kind);
        Assert.Single(Wire.ToGraph);
    }

    [Fact]
    public async Task An_error_that_is_not_json_is_judged_by_its_status()
    {
        Wire.Answer = _ => new HttpResponseMessage(System.Net.HttpStatusCode.BadGateway) { Content = new StringContent("<html>") };
        Assert.Equal(CallFailureKind.Ambiguous, (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!.Kind);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, CallFailureKind.Unreachable)]
    [InlineData(HttpRequestError.NameResolutionError, CallFailureKind.Unreachable)]
    [InlineData(HttpRequestError.SecureConnectionError, CallFailureKind.Unreachable)]
    [InlineData(HttpRequestError.ProxyTunnelError, CallFailureKind.Unreachable)]
    [InlineData(HttpRequestError.ResponseEnded, CallFailureKind.Ambiguous)]
    [InlineData(HttpRequestError.Unknown, CallFailureKind.Ambiguous)]
    public async Task A_connection_that_never_was_sent_nothing_and_one_that_was_cut_may_have(HttpRequestError error, CallFailureKind kind)
    {
        Wire.Interrupt = _ => throw new HttpRequestException(error, "no");
        Assert.Equal(kind, (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!.Kind);
        Assert.Equal(3, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task A_timeout_is_ambiguous_and_not_repeated()
    {
        Wire.Interrupt = NeverAsync;
        var failure = (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!;
        Assert.Equal(CallFailureKind.Ambiguous, failure.Kind);
        Assert.Contains("did not answer within 60 s", failure.Message, StringComparison.Ordinal);
        Assert.Single(Wire.ToGraph);

        async Task<HttpResponseMessage> NeverAsync(CancellationToken cancellationToken)
        {
            RealTime.RunOut();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null!;
        }
    }

    [Fact]
    public async Task A_page_that_breaks_off_is_read_again_and_nothing_of_it_counts()
    {
        var page = $$"""{"value":[{{Listed}}]}""";
        Wire.Answer = _ => Wire.ToGraph.Count == 1 ? BreakingBody.Answer(page[..^1], _ => throw new IOException("cut")) : Wire.Json(200, page);
        var told = new List<int>();

        var applications = (await Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, application => application, new Told(told.Add), None)).Value;

        Assert.Single(applications);
        Assert.Equal([1], told);
        Assert.Equal(2, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task Pages_that_keep_breaking_off_are_no_short_list()
    {
        Wire.Answer = _ => BreakingBody.Answer("""{"value":[]""", _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut"));
        var failure = (await ListAsync(None)).Failure!;
        Assert.Equal(CallFailureKind.Ambiguous, failure.Kind);
        Assert.Contains("was cut before an answer arrived (ResponseEnded)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task A_page_that_does_not_come_to_its_end_in_time_is_not_waited_for_and_not_repeated()
    {
        Wire.Answer = _ => BreakingBody.Answer("""{"value":[]""", async cancellationToken =>
        {
            RealTime.RunOut();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        });
        Assert.Contains("did not answer within 60 s", (await ListAsync(None)).Failure!.Message, StringComparison.Ordinal);
        Assert.Single(Wire.ToGraph);
    }

    [Fact]
    public async Task A_page_that_is_wanted_no_more_ends_at_once()
    {
        using var cancelled = new CancellationTokenSource();
        Wire.Answer = _ => BreakingBody.Answer("""{"value":[]""", async cancellationToken =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ListAsync(cancelled.Token));
        Assert.Single(Wire.ToGraph);
    }

    [Fact]
    public async Task Cancellation_passes_through()
    {
        using var cancelled = new CancellationTokenSource();
        Wire.Interrupt = token =>
        {
            cancelled.Cancel();
            return Task.FromCanceled<HttpResponseMessage>(token);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Azure.Directory.ReadApplicationAsync(Address, cancelled.Token));
        Assert.Single(Wire.ToGraph);
    }

    [Fact]
    public void Every_cloud_has_its_addresses()
    {
        Assert.Equal("https://graph.microsoft.us/.default", CloudEndpoints.Of(AzureCloud.UsGovernment).GraphScope);
        Assert.Equal("microsoftgraph.chinacloudapi.cn", CloudEndpoints.Of(AzureCloud.China).Graph.Host);
        Assert.Equal("login.microsoftonline.com", CloudEndpoints.Of(AzureCloud.Public).Authority.Host);
    }

    private Task<Call<IReadOnlyList<DirectoryApplication>>> ListAsync(CancellationToken cancellationToken) =>
        Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, cancellationToken);

    private sealed class Told(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
