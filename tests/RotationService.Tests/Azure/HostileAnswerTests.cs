using RotationService.Azure.Http;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

/// <summary>Servers that send too much, or lead elsewhere: each ends in a failure that says so, and takes no more than it may.</summary>
public sealed class HostileAnswerTests : ConnectionTest
{
    private const string Other = "0b1e1f00-0000-4000-8000-00000000000a";

    // The SDK remembers challenges by host for the whole process.
    private readonly Uri _address = new($"https://v{Guid.NewGuid().ToString("N")[..12]}.vault.azure.net");

    private IVault Vault => Azure.Vaults.At(_address);

    [Theory]
    [InlineData("an application", 4)]
    [InlineData("a page of applications", 64)]
    [InlineData("an error of Graph", 4)]
    [InlineData("a new credential", 4)]
    [InlineData("a secret", 4)]
    [InlineData("a list of versions", 4)]
    [InlineData("an error of the vault", 4)]
    [InlineData("our own token", 4)]
    [InlineData("an error of the token endpoint", 4)]
    public async Task An_answer_without_an_end_is_given_up(string what, int megabytes)
    {
        var body = what.StartsWith("a page", StringComparison.Ordinal) ? new EndlessBody("""{"value":[{}""", ",{}") : new EndlessBody("{");
        Wire.Answer = _ => body.Answer(what.StartsWith("an error", StringComparison.Ordinal) ? 400 : 200);
        if (what.EndsWith("token", StringComparison.Ordinal) || what.EndsWith("token endpoint", StringComparison.Ordinal))
        {
            Wire.AnswerToken = _ => body.Answer(what.StartsWith("an error", StringComparison.Ordinal) ? 401 : 200);
        }

        var failure = what switch
        {
            "a page of applications" => (await ListAsync()).Failure,
            "a new credential" => (await Azure.Directory.AddCredentialAsync(Application, CredentialKind.Password, CredentialMark.For("v", "s", Rotation), Clock.Now.AddDays(90), CallId, None)).Failure,
            "a secret" => (await Vault.ReadNewestAsync("name", None)).Failure,
            "a list of versions" or "an error of the vault" => (await Vault.ListVersionsAsync("name", None)).Failure,
            _ => (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure,
        };

        Assert.Contains($"is larger than {megabytes} MB", failure!.Message, StringComparison.Ordinal);
        Assert.True(failure.Kind is CallFailureKind.Ambiguous or CallFailureKind.Unreachable, failure.ToString());
        Assert.InRange(body.Taken, 1, (megabytes * 1024 * 1024) + (1024 * 1024));
    }

    [Fact]
    public async Task A_log_in_that_is_answered_without_an_end_has_no_answer()
    {
        Wire.AnswerToken = _ => new EndlessBody("""{"access_token":"a""", "a").Answer();
        var logIn = await Azure.Tokens.LogInAsync(Guid.Parse(Wire.Tenant), AppId, new SecretText(Value), None);
        Assert.Equal(LogInAnswer.Unreachable, logIn.Answer);
        Assert.Contains("is larger than 4 MB", logIn.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_application_without_an_end_is_not_held()
    {
        var body = new EndlessBody("""{"value":[{"id":"x","passwordCredentials":[""", """{"keyId":null},""");
        Wire.Answer = _ => body.Answer();
        Assert.Contains("an object of more than 4 MB", (await ListAsync()).Failure!.Message, StringComparison.Ordinal);
        Assert.InRange(body.Taken, 1, 9 * 1024 * 1024);
    }

    [Fact]
    public async Task A_page_of_many_small_applications_is_read()
    {
        var page = $"{{\"value\":[{string.Join(',', Enumerable.Repeat($$"""{"id":"{{Other}}","appId":"{{Other}}","more":"{{new string('m', 10_000)}}"}""", 999))}]}}";
        Wire.Answer = _ => Wire.Json(200, page);
        Assert.Equal(999, (await ListAsync()).Value.Count);
    }

    [Theory]
    [InlineData("https://graph.microsoft.com:8443/v1.0/applications?$skiptoken=2")]
    [InlineData("http://graph.microsoft.com/v1.0/applications?$skiptoken=2")]
    [InlineData("https://graph.microsoft.com.example.com/v1.0/applications?$skiptoken=2")]
    [InlineData("https://graph.microsoft.com@example.com/v1.0/applications?$skiptoken=2")]
    [InlineData("https://someone@graph.microsoft.com/v1.0/applications?$skiptoken=2")]
    [InlineData("//example.com/v1.0/applications?$skiptoken=2")]
    [InlineData("v1.0/applications?$skiptoken=2")]
    [InlineData("https://")]
    [InlineData("\\u0000")]
    public async Task No_link_of_Graph_leads_elsewhere(string link)
    {
        Wire.Answer = _ => Wire.Json(200, $$"""{"value":[],"@odata.nextLink":"{{link}}"}""");
        Assert.NotEmpty((await ListAsync()).Failure!.Message);
        Assert.Equal(["graph.microsoft.com", "login.microsoftonline.com"], Wire.Sent.Select(sent => sent.Address.Authority).Distinct().Order());
        Assert.Single(Wire.ToGraph);
    }

    [Theory]
    [InlineData("https://evil.vault.azure.net/secrets/name/versions?$skiptoken=2")]
    [InlineData("https://VAULT:8443/secrets/name/versions?$skiptoken=2")]
    [InlineData("http://VAULT/secrets/name/versions?$skiptoken=2")]
    [InlineData("https://someone@VAULT/secrets/name/versions?$skiptoken=2")]
    [InlineData("/secrets/name/versions?$skiptoken=2")]
    [InlineData("nonsense")]
    public async Task No_link_of_a_vault_leads_elsewhere(string link)
    {
        Wire.Answer = _ => Wire.Json(200, $$"""{"value":[],"nextLink":"{{link.Replace("VAULT", _address.Host, StringComparison.Ordinal)}}"}""");
        var failures = new[] { (await Vault.ListVersionsAsync("name", None)).Failure!, (await Vault.ListSecretsAsync(5, None)).Failure! };

        Assert.All(failures, failure => Assert.Equal(CallFailureKind.Rejected, failure.Kind));
        Assert.All(failures, failure => Assert.Contains($"A paging link of {_address.Host} points to", failure.Message, StringComparison.Ordinal));
        Assert.Equal([_address.Authority, "login.microsoftonline.com"], Wire.Sent.Select(sent => sent.Address.Authority).Distinct().OrderByDescending(host => host, StringComparer.Ordinal));
        Assert.Equal(2, Wire.ToVaults.Count);
    }

    [Fact]
    public async Task A_list_of_a_vault_that_goes_on_and_on_is_given_up()
    {
        var page = 0;
        Wire.Answer = _ => Wire.Json(200, $$"""{"value":[],"more":"{{new string('m', 3_000_000)}}","nextLink":"{{_address}}secrets/name/versions?$skiptoken={{page++}}"}""");
        Assert.Contains("is larger than 64 MB", (await Vault.ListVersionsAsync("name", None)).Failure!.Message, StringComparison.Ordinal);
        Assert.InRange(page, 2, 25);
    }

    [Fact]
    public async Task A_secret_that_is_on_two_pages_is_one()
    {
        Wire.Answer = sent => Wire.Json(200, sent.Address.Query.Contains("skiptoken", StringComparison.Ordinal)
            ? $$"""{"value":[{"id":"{{_address}}secrets/name","attributes":{"enabled":false} }]}"""
            : $$"""{"value":[{"id":"{{_address}}secrets/name","attributes":{"enabled":true} }],"nextLink":"{{_address}}secrets?$skiptoken=2"}""");
        Assert.False(Assert.Single((await Vault.ListSecretsAsync(5, None)).Value!).Value.Enabled);
    }

    [Theory]
    [InlineData(""" "endDateTime":"soon" """, "the endDateTime of a credential is not a time")]
    [InlineData(""" "startDateTime":17 """, "the startDateTime of a credential is not a time")]
    [InlineData(""" "endDateTime":"0001-01-01T00:00:00+14:00" """, "the endDateTime of a credential is not a time")]
    [InlineData(""" "keyId":"7" """, "the keyId of a credential is not a GUID")]
    [InlineData(""" "keyId":{"a":[1]} """, "the keyId of a credential is not a GUID")]
    public async Task What_cannot_be_read_of_one_application_is_said_of_that_one_and_the_others_are_listed(string member, string problem)
    {
        Wire.Answer = sent => Wire.Json(200, sent.Path.EndsWith("/applications", StringComparison.Ordinal)
            ? $$"""{"value":[{{ApplicationOf(ObjectId, member)}},{{ApplicationOf(Guid.Parse(Other), "\"hint\":\"abc\"")}}]}"""
            : ApplicationOf(ObjectId, member));
        var listed = (await ListAsync()).Value;
        Assert.Equal([problem, null], listed.Select(application => application.Unreadable));
        Assert.Single(listed[1].Credentials);
        Assert.Contains(problem, (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_that_is_shown_twice_is_one_and_two_with_one_id_cannot_be_told_apart()
    {
        var one = $$"""{"keyId":"{{KeyId}}","endDateTime":"2027-03-01T00:00:00Z"}""";
        Wire.Answer = _ => Wire.Json(200, $$"""{"value":[{"id":"{{Other}}","appId":"{{Other}}","passwordCredentials":[{{one}},{{one}}]},{"id":"{{ObjectId}}","appId":"{{AppId}}","passwordCredentials":[{{one}},{{one.Replace("2027", "2028", StringComparison.Ordinal)}}]}]}""");
        var listed = (await ListAsync()).Value;
        Assert.Null(listed[0].Unreadable);
        Assert.Single(listed[0].Credentials);
        Assert.Contains("two different credentials", listed[1].Unreadable!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/json; charset=klingon")]
    [InlineData("=;,\"")]
    [InlineData("")]
    public async Task Whatever_an_error_says_that_it_is_its_status_and_when_to_come_again_count(string contentType)
    {
        Wire.Answer = _ => Mislabelled(Wire.Json(429, "<html>", "120"), contentType);
        foreach (var failure in new[] { (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!, (await Vault.ListVersionsAsync("name", None)).Failure! })
        {
            Assert.Equal((CallFailureKind.Throttled, TimeSpan.FromSeconds(120)), (failure.Kind, failure.RetryAfter));
        }
    }

    [Theory]
    [InlineData("1000000000000")]
    [InlineData("999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    public void No_service_is_left_alone_for_longer_than_a_day(string header) =>
        Assert.Equal(TimeSpan.FromDays(1), RetryAfter.Parse(header, date: null, Clock.Now));

    [Fact]
    public async Task Names_of_theirs_that_nobody_could_read_are_cut()
    {
        var endless = new string('x', 10_000);
        Wire.Answer = sent => sent.Address.Host == _address.Host ? Wire.VaultError(400, endless, "no") : Wire.GraphError(400, endless, "no");
        Assert.InRange((await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!.Code!.Length, 100, 201);
        Assert.InRange((await Vault.ListVersionsAsync("name", None)).Failure!.Code!.Length, 100, 201);
    }

    private static string ApplicationOf(Guid id, string member) =>
        $$"""{"id":"{{id}}","appId":"{{id}}","displayName":"a","passwordCredentials":[{"keyId":"{{KeyId}}",{{member}}}]}""";

    private static HttpResponseMessage Mislabelled(HttpResponseMessage response, string contentType)
    {
        response.Content.Headers.Remove("Content-Type");
        response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return response;
    }

    private Task<Call<IReadOnlyList<DirectoryApplication>>> ListAsync() =>
        Azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None);
}
