using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using RotationService.Azure.Http;
using RotationService.Azure.Tokens;
using RotationService.Core.Credentials;
using RotationService.Core.Reconciliation;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

/// <summary>Answers that somebody has been at, ten thousand for each reader of lists, errors and headers: what can be read is read, all else is a failure with words, and no exception.</summary>
public sealed class HostileInputTests : ConnectionTest
{
    private const int Inputs = 10_000;

    /// <summary>For single objects, which are read as those of a list are, and for what takes several requests.</summary>
    private const int Fewer = 2_000;
    private const string Version = "0123456789abcdef0123456789abcdef";

    private static readonly string ApplicationJson =
        $$"""
        {"id":"{{ObjectId}}","appId":"{{AppId}}","displayName":"payments","signInAudience":"AzureADMyOrg","tags":["a","b"],"owners":[{"id":"{{PrincipalId}}","userPrincipalName":"a@b"}],
        "passwordCredentials":[{"keyId":"{{KeyId}}","displayName":"{{CredentialMark.For("vault", "secret", Rotation)}}","startDateTime":"2027-01-01T00:00:00Z","endDateTime":"2027-06-01T00:00:00Z","hint":"Abc"},{"keyId":"{{PrincipalId}}"}]}
        """;

    // The SDK remembers challenges by host for the whole process.
    private readonly Uri _address = new($"https://v{Guid.NewGuid().ToString("N")[..12]}.vault.azure.net");

    private IVault Vault => Azure.Vaults.At(_address);

    [Fact]
    public void A_listing_of_applications() => Check(
        $$"""{"@odata.context":"x","value":[{{ApplicationJson}},{{ApplicationJson}}]}""",
        async () =>
        {
            var listed = await Azure.Directory.ListApplicationsAsync(null, ListingDetails.Tags | ListingDetails.Owners, keep: null, progress: null, None);
            return (listed.Failure, () => Assert.All(listed.Value, Use));
        });

    [Fact]
    public void An_application() => Check(ApplicationJson, async () =>
    {
        var read = await Azure.Directory.ReadApplicationAsync(Address, None);
        return (read.Failure, () => Use(read.Value));
    }, inputs: Fewer);

    [Fact]
    public void A_new_credential() => Check(
        $$"""{"keyId":"{{KeyId}}","displayName":"d","startDateTime":"2027-01-01T00:00:00Z","endDateTime":"2027-06-01T00:00:00Z","hint":"Abc","secretText":"{{Value}}"}""",
        async () =>
        {
            var made = await Azure.Directory.AddPasswordAsync(Application, CredentialMark.For("v", "s", Rotation), Clock.Now.AddDays(90), CallId, None);
            return (made.Failure, () => Assert.NotNull(made.Value.SecretText));
        },
        inputs: Fewer);

    [Fact]
    public void What_a_tenants_policies_forbid() => Check(
        """{"isEnabled":true,"applicationRestrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","state":"enabled","maxLifetime":"P90D","restrictForAppsCreatedAfterDateTime":"2020-01-01T00:00:00Z"},{"restrictionType":"passwordAddition","maxLifetime":null}]},"value":[],"createdDateTime":"2019-01-01T00:00:00Z"}""",
        async () =>
        {
            Time.Advance(TimeSpan.FromMinutes(10));
            var read = await Azure.Directory.ReadPasswordRestrictionsAsync(Application, None);
            return (read.Failure, () => Assert.NotNull(read.Value));
        },
        inputs: Fewer);

    [Fact]
    public void A_list_of_versions() => Check($$"""{"value":[{{VersionJson()}},{{VersionJson()}}],"nextLink":null}""", async () =>
    {
        var listed = await Vault.ListVersionsAsync("name", None);
        return (listed.Failure, () => Assert.All(listed.Value, version => Assert.NotEmpty(version.Version)));
    });

    [Fact]
    public void A_list_of_secrets() => Check($$"""{"value":[{{VersionJson()}},{{VersionJson()}}],"nextLink":null}""", async () =>
    {
        var listed = await Vault.ListSecretsAsync(3, None);
        return (listed.Failure, () => { });
    }, inputs: Fewer);

    [Fact]
    public void A_secret() => Check(VersionJson($"\"value\":\"{Value}\","), async () =>
    {
        var read = await Vault.ReadNewestAsync("name", None);
        return (read.Failure, () => Assert.NotEmpty(read.Value.Version!.Version));
    }, inputs: Fewer);

    [Fact]
    public void What_a_vault_says_that_it_wrote() => Check(VersionJson(), async () =>
    {
        var tags = new VersionTags(Rotation, AppId, VersionStage.Pending);
        var written = await Vault.WriteAsync("name", new NewSecret(new SecretText(Value), true, null, tags), CallId, None);
        var updated = await Vault.UpdateAsync("name", Version, enabled: false, tags, CallId, None);
        return (written.Failure ?? updated.Failure, () => Assert.NotEmpty(written.Value.Version.Version));
    }, inputs: Fewer);

    [Fact]
    public void An_error_of_Graph() => CheckErrors(
        """{"error":{"code":"Some_Code","message":"Some words.","innerError":{"request-id":"x","date":"2027-01-01T00:00:00"}}}""",
        async () => (await Azure.Directory.ReadApplicationAsync(Address, None)).Failure!);

    [Fact]
    public void An_error_of_a_vault() => CheckErrors(
        """{"error":{"code":"Outer","message":"Some words.","innererror":{"code":"Inner","innererror":{"code":"Innermost"}}}}""",
        async () => (await Vault.ReadVersionAsync("name", Version, None)).Failure!);

    [Fact]
    public void A_token()
    {
        Wire.Answer = _ => Wire.Json(200, ApplicationJson);
        Check(
            $$"""{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"refresh_in":1800,"access_token":"{{AccessToken("Application.ReadWrite.OwnedBy")}}"}""",
            async () =>
            {
                Time.Advance(TimeSpan.FromDays(1));
                var logIn = await Azure.Tokens.LogInAsync(null, AppId, new SecretText(Value), None);
                var described = await Azure.Directory.DescribeIdentityAsync(null, None);
                return (logIn.Answer is LogInAnswer.Accepted ? null : new CallFailure(CallFailureKind.Unreachable, logIn.Message), () => Assert.True(described.Failure is null || described.Failure.Message.Length > 0));
            },
            isToken: true,
            inputs: Fewer);
    }

    [Fact]
    public void A_refusal_of_the_token_endpoint() => Check(
        """{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided. Trace ID: t","error_codes":[7000215],"timestamp":"t"}""",
        async () =>
        {
            var logIn = await Azure.Tokens.LogInAsync(Guid.Parse(Wire.Tenant), AppId, new SecretText(Value), None);
            Assert.NotEqual(LogInAnswer.Accepted, logIn.Answer);
            return (new CallFailure(CallFailureKind.Unreachable, logIn.Message), () => { });
        },
        isToken: true,
        status: 401,
        inputs: Fewer);

    [Fact]
    public void What_a_token_says_of_us() => Prop.ForAll(Seeds(), seed =>
    {
        var payload = HostileJson.Of($$"""{"tid":"{{Wire.Tenant}}","oid":"{{PrincipalId}}","roles":["a","b"],"scp":"x"}""", seed);
        var claims = AccessTokenClaims.TryRead($"e30.{System.Buffers.Text.Base64Url.EncodeToString(payload)}.c2ln");
        Assert.True(claims is null || claims.Roles is not null);
    }).Check(Config);

    [Fact]
    public void When_to_come_again() => Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<DateTimeOffset>(), (text, date) =>
    {
        foreach (var header in new[] { text, $"{text?.Length}{text}", date.ToString("r"), $"{date.Ticks}.{date.Ticks}", $"{date.Ticks}{date.Ticks}{date.Ticks}" })
        {
            var wait = RetryAfter.Parse(header, date, Clock.Now) ?? RetryAfter.Parse(header, null, date);
            Assert.True(wait is null || (wait >= TimeSpan.Zero && wait <= RetryAfter.Longest), header);
        }
    }).Check(Config);

    private static Config Config => Config.QuickThrowOnFailure.WithMaxTest(Inputs);

    private static Arbitrary<int> Seeds() => Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static void Use(DirectoryApplication application)
    {
        Assert.NotNull(application.DisplayName);
        Assert.All(application.Credentials, credential => Assert.True(credential.HasEnded(DateTimeOffset.MaxValue) && credential.StartDateTime >= DateTimeOffset.MinValue));
    }

    private string VersionJson(string value = "") =>
        $$$"""
        {{{{value}}}"id":"{{{_address}}}secrets/name/{{{Version}}}","contentType":"x","managed":false,
        "attributes":{"enabled":true,"nbf":1772366400,"created":1772366400,"updated":1772366400,"exp":1788220800,"recoveryLevel":"Recoverable","recoverableDays":90},
        "tags":{{{JsonSerializer.Serialize(new VersionTags(Rotation, AppId, VersionStage.Published) { KeyId = KeyId, Grace = TimeSpan.FromDays(3) }.ToDictionary())}}},"previousVersion":"fedcba9876543210fedcba9876543210"}
        """;

    private void CheckErrors(string good, Func<Task<CallFailure>> call) => Check(
        good,
        async () =>
        {
            var failure = await call();
            Assert.Equal((CallFailureKind.Rejected, TimeSpan.FromSeconds(5)), (failure.Kind, failure.RetryAfter));
            return (failure, () => { });
        },
        status: 400,
        retryAfter: "5");

    // Whatever the answer, there is a value that can be used or a failure that says something, and nothing of the secret in it.
    private void Check(string good, Func<Task<(CallFailure? Failure, Action Use)>> call, bool isToken = false, int status = 200, string? retryAfter = null, int inputs = Inputs) => Prop.ForAll(Seeds(), seed =>
    {
        var body = HostileJson.Of(good, seed);
        HttpResponseMessage Answer(SentRequest sent)
        {
            var response = Wire.Json(status, "", retryAfter);
            response.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
            return response;
        }

        if (isToken)
        {
            Wire.AnswerToken = Answer;
        }
        else
        {
            Wire.Answer = Answer;
        }

        var (failure, use) = call().GetAwaiter().GetResult();
        if (failure is null)
        {
            use();
        }
        else
        {
            Assert.NotEmpty(failure.Message);
            Assert.True(failure.Message.Length < 2000, failure.Message);
            Assert.DoesNotContain(Value, failure.ToString(), StringComparison.Ordinal);
        }
    }).Check(Config.WithMaxTest(inputs));
}
