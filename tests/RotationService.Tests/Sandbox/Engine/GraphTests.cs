using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using RotationService.Sandbox;

namespace RotationService.Tests.Sandbox.Engine;

public sealed class GraphTests : IDisposable
{
    private readonly EngineWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Times_have_seven_fractional_digits_when_graph_chose_them_and_none_when_the_caller_did()
    {
        var answer = _world.AddPassword(_world.Application(), """{"passwordCredential":{"displayName":"d","endDateTime":"2027-01-01T02:00:00+02:00"}}""");
        Assert.Equal("2026-03-01T12:00:00.0000000Z", answer["startDateTime"]!.GetValue<string>());
        Assert.Equal("2027-01-01T00:00:00Z", answer["endDateTime"]!.GetValue<string>());
        Assert.Null(answer["customKeyIdentifier"]);
        Assert.Equal("https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential", answer["@odata.context"]!.GetValue<string>());
        Assert.Matches(new Regex("^[A-Za-z0-9]{3}[0-9]Q~[A-Za-z0-9_.~-]{34}$", RegexOptions.None, TimeSpan.FromSeconds(1)), answer["secretText"]!.GetValue<string>());
    }

    [Fact]
    public void A_password_lasts_two_years_unless_asked_otherwise()
    {
        var answer = _world.AddPassword(_world.Application());
        Assert.Equal(EngineWorld.Start.AddYears(2), answer["endDateTime"]!.GetValue<DateTimeOffset>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("""{"passwordCredential":{"keyId":"5fc7b9f1-4d44-4d6a-a6b0-5a5b8f1e1b11"}}""")]
    [InlineData("""{"passwordCredential":{"endDateTime":"tomorrow"}}""")]
    [InlineData("""{"passwordCredential":{"endDateTime":"2020-01-01T00:00:00Z"}}""")]
    [InlineData("""{"passwordCredential":{"displayName":"\ud800"}}""")]
    public void A_body_that_makes_no_sense_is_a_bad_request(string body)
    {
        var application = _world.Application();
        Assert.Equal(HttpStatusCode.BadRequest, _world.AddPassword(application, body).Status);
        Assert.Equal(0, _world.CountOfSecrets(application));
    }

    [Fact]
    public void Errors_carry_the_ids_of_the_request()
    {
        var answer = _world.Send("GET", $"{EngineWorld.Graph}/v1.0/applications/{Guid.Empty}", null, _world.GraphToken(), ("client-request-id", "mine"));
        var inner = answer["error"]!["innerError"]!;
        Assert.Equal("mine", inner["client-request-id"]!.GetValue<string>());
        Assert.Equal(answer.Response.Headers["request-id"], inner["request-id"]!.GetValue<string>());
        Assert.Equal("2026-03-01T12:00:00", inner["date"]!.GetValue<string>());
        Assert.Equal(EngineWorld.Start, DateTimeOffset.Parse(answer.Response.Headers["Date"], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Without_a_valid_token_for_graph_there_is_no_answer()
    {
        var address = $"{EngineWorld.Graph}/v1.0/applications";
        Assert.All([null, "nonsense", "a.b.c", _world.VaultToken(), _world.GraphToken() + "x"], t =>
        {
            var answer = _world.Get(address, t);
            Assert.Equal((HttpStatusCode.Unauthorized, "InvalidAuthenticationToken"), (answer.Status, answer.Code));
        });
    }

    [Fact]
    public void The_operators_tokens_age_by_real_time()
    {
        var token = _world.GraphToken();
        _world.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(HttpStatusCode.OK, _world.Get($"{EngineWorld.Graph}/v1.0/applications", token).Status);
        _world.RealTime.Pass(TimeSpan.FromMinutes(60));
        Assert.Equal(HttpStatusCode.Unauthorized, _world.Get($"{EngineWorld.Graph}/v1.0/applications", token).Status);
    }

    [Fact]
    public void OwnedBy_writes_only_what_is_owned_but_reads_everything()
    {
        var theirs = _world.Engine.AddApplication(new NewApplication { DisplayName = "theirs", Owned = false });
        Assert.Equal(0, _world.CountOfSecrets(theirs));
        Assert.Equal((HttpStatusCode.Forbidden, "Authorization_RequestDenied"), (_world.AddPassword(theirs).Status, _world.AddPassword(theirs).Code));
        _world.Control("world", """{"permissions":{"graph":["Application.ReadWrite.All"]}}""");
        Assert.Equal(HttpStatusCode.OK, _world.AddPassword(theirs).Status);
    }

    [Fact]
    public void An_applications_own_token_may_do_nothing()
    {
        var application = _world.Application("app", new NewCredential());
        var token = _world.LogIn(application.AppId, application.Credentials[0].SecretText)["access_token"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.Forbidden, _world.Get($"{EngineWorld.Graph}/v1.0/applications", token).Status);
    }

    [Fact]
    public void A_key_that_is_not_there_cannot_be_removed_and_the_answer_says_no_more()
    {
        var application = _world.Application("app", new NewCredential());
        var keyId = application.Credentials[0].KeyId;
        Assert.Equal(HttpStatusCode.NoContent, _world.RemovePassword(application, keyId).Status);
        var again = _world.RemovePassword(application, keyId);
        Assert.Equal(HttpStatusCode.BadRequest, again.Status);
        Assert.Contains($"No password credential found with keyId {keyId}", again.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Both_forms_of_address_lead_to_the_same_application()
    {
        var application = _world.Application();
        Assert.All([$"applications(appId='{application.AppId}')", $"applications%28appId%3D%27{application.AppId}%27%29"], path =>
            Assert.Equal(HttpStatusCode.OK, _world.Post($"{EngineWorld.Graph}/v1.0/{path}/addPassword", "{}", _world.GraphToken()).Status));
        Assert.Equal(2, _world.CountOfSecrets(application));
    }

    [Theory]
    [InlineData("appId eq '00000000-0000-4000-8000-000000000002'", "b-two")]
    [InlineData("displayName eq 'A-ONE'", "a-one")]
    [InlineData("startswith(displayName,'a-')", "a-one,a-three")]
    [InlineData("tags/any(t: t eq 'x') and signInAudience eq 'AzureADMyOrg'", "a-one")]
    [InlineData("tags/any(t:t eq 'x') or displayName eq 'o''three'", "a-one,o'three")]
    [InlineData("not startswith(displayName,'a-') and not (displayName eq 'o''three')", "b-two")]
    [InlineData("displayName in ('b-two','a-three')", "b-two,a-three")]
    [InlineData("appId eq 'nonsense'", "")]
    public void Applications_can_be_filtered(string filter, string expected)
    {
        _world.Engine.AddApplication(new NewApplication { DisplayName = "a-one", Tags = ["w", "x"] });
        _world.Engine.AddApplication(new NewApplication { DisplayName = "b-two", AppId = new Guid("00000000-0000-4000-8000-000000000002") });
        _world.Engine.AddApplication(new NewApplication { DisplayName = "a-three", SignInAudience = "AzureADMultipleOrgs" });
        _world.Engine.AddApplication(new NewApplication { DisplayName = "o'three" });
        var answer = _world.Get($"{EngineWorld.Graph}/v1.0/applications?$filter={Uri.EscapeDataString(filter)}", _world.GraphToken());
        Assert.Equal(expected, string.Join(',', answer["value"]!.AsArray().Select(a => a!["displayName"]!.GetValue<string>())));
    }

    [Theory]
    [InlineData("passwordCredentials/any(c:c/displayName eq 'x')")]
    [InlineData("displayName")]
    [InlineData("displayName eq 'x' and")]
    [InlineData("((((((((((")]
    [InlineData("displayName eq 'x")]
    public void What_cannot_be_filtered_is_refused_or_matches_nothing(string filter)
    {
        var answer = _world.Get($"{EngineWorld.Graph}/v1.0/applications?$filter={Uri.EscapeDataString(filter)}", _world.GraphToken());
        Assert.True(answer.Code == "Request_UnsupportedQuery" || answer["value"]!.AsArray().Count == 0, answer.Text);
    }

    [Fact]
    public void A_page_holds_100_applications_unless_asked_and_999_at_most()
    {
        _world.Control("seed", """{"count":1100}""");
        var applications = $"{EngineWorld.Graph}/v1.0/applications";
        Assert.Equal(100, Count(_world.Get(applications, _world.GraphToken())));
        Assert.Equal(HttpStatusCode.BadRequest, _world.Get($"{applications}?$top=1000", _world.GraphToken()).Status);
        var first = _world.Get($"{applications}?$top=999&$select=id", _world.GraphToken());
        Assert.Equal(["id"], first["value"]![0]!.AsObject().Select(p => p.Key));
        var rest = _world.Get(first["@odata.nextLink"]!.GetValue<string>(), _world.GraphToken());
        Assert.Equal((999, 101), (Count(first), Count(rest)));
        Assert.Null(rest["@odata.nextLink"]);
    }

    [Fact]
    public void A_personal_application_has_two_secrets_at_most()
    {
        var application = _world.Engine.AddApplication(new NewApplication { DisplayName = "p", SignInAudience = "AzureADandPersonalMicrosoftAccount", Credentials = [new NewCredential()] });
        Assert.Equal(HttpStatusCode.OK, _world.AddPassword(application).Status);
        var third = _world.AddPassword(application);
        Assert.Equal(HttpStatusCode.BadRequest, third.Status);
        Assert.Contains("maximum of 2", third.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void About_a_thousand_items_fit_into_one_object()
    {
        var application = _world.Engine.AddApplication(new NewApplication { DisplayName = "full", Tags = [.. Enumerable.Range(0, 999).Select(i => $"tag{i}")] });
        Assert.Equal(HttpStatusCode.OK, _world.AddPassword(application).Status);
        var answer = _world.AddPassword(application);
        Assert.Equal((HttpStatusCode.Forbidden, "Directory_ResourceSizeExceeded"), (answer.Status, answer.Code));
    }

    [Fact]
    public void A_policy_limits_the_lifetime_and_one_of_the_applications_own_overrides_it()
    {
        var application = _world.Application();
        const string NinetyOneDays = """{"passwordCredential":{"endDateTime":"2026-05-31T12:00:00Z"}}""";
        _world.Control("world", """{"appManagementPolicy":{"isEnabled":true,"passwordLifetime":"P90D"}}""");
        Assert.Equal("CredentialInvalidLifetimeAsPerAppPolicy", _world.AddPassword(application, NinetyOneDays).Code);
        var policy = _world.Get($"{EngineWorld.Graph}/v1.0/policies/defaultAppManagementPolicy", _world.GraphToken());
        Assert.Equal("P90D", policy["applicationRestrictions"]!["passwordCredentials"]![0]!["maxLifetime"]!.GetValue<string>());

        _world.Control("world", $$$"""{"applications":[{"appId":"{{{application.AppId}}}","appManagementPolicy":{"isEnabled":true,"passwordLifetime":"P12M"}}]}""");
        Assert.Equal(HttpStatusCode.OK, _world.AddPassword(application, NinetyOneDays).Status);
        Assert.Equal(1, Count(_world.Get($"{EngineWorld.Graph}/v1.0/applications/{application.ObjectId}/appManagementPolicies", _world.GraphToken())));

        _world.Control("world", $$$"""{"applications":[{"appId":"{{{application.AppId}}}","appManagementPolicy":{"passwordAddition":true}}]}""");
        Assert.Equal("CredentialTypeNotAllowedAsPerAppPolicy", _world.AddPassword(application, NinetyOneDays).Code);
    }

    [Fact]
    public void Credential_collections_cannot_be_patched()
    {
        var application = _world.Application("app", new NewCredential());
        var answer = _world.Send("PATCH", $"{EngineWorld.Graph}/v1.0/applications/{application.ObjectId}", """{"passwordCredentials":[]}""", _world.GraphToken());
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(1, _world.CountOfSecrets(application));
    }

    [Fact]
    public void Writes_too_close_together_meet_a_concurrency_violation_of_either_status()
    {
        var application = _world.Application();
        _world.Control("world", """{"writeSpacing":"PT5S"}""");
        Assert.Equal(HttpStatusCode.OK, _world.AddPassword(application).Status);
        var refused = Enumerable.Range(0, 30).Select(_ => _world.AddPassword(application)).ToList();
        Assert.All(refused, r => Assert.Equal("Directory_ConcurrencyViolation", r.Code));
        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable], refused.Select(r => r.Status).Distinct().Order());
        _world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.OK, _world.AddPassword(application).Status);
    }

    [Fact]
    public void Lagging_reads_go_backwards_but_never_lag_more_than_promised()
    {
        var application = _world.Application();
        _world.Control("world", """{"readLag":"PT60S"}""");
        _world.AddPassword(application);
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        var counts = Enumerable.Range(0, 40).Select(_ => _world.CountOfSecrets(application)).ToList();
        Assert.Contains((1, 0), counts.Zip(counts.Skip(1)));
        _world.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.All(Enumerable.Range(0, 40), _ => Assert.Equal(1, _world.CountOfSecrets(application)));
    }

    [Fact]
    public void A_removal_may_meet_a_replica_that_has_not_heard_of_the_credential()
    {
        var application = _world.Application();
        _world.Control("world", """{"readLag":"PT60S"}""");
        var keyId = _world.AddPassword(application)["keyId"]!.GetValue<Guid>();
        var answers = Enumerable.Range(0, 20).Select(_ => _world.RemovePassword(application, keyId).Status).ToList();
        Assert.Equal(HttpStatusCode.BadRequest, answers[0]);
        Assert.Single(answers, HttpStatusCode.NoContent);
    }

    [Fact]
    public void A_deleted_application_is_gone_and_comes_back()
    {
        var application = _world.Application("app", new NewCredential());
        _world.Control("world", $$"""{"applications":[{"appId":"{{application.AppId}}","deleted":true}]}""");
        Assert.Equal("Request_ResourceNotFound", _world.AddPassword(application).Code);
        _world.Control("world", $$"""{"applications":[{"appId":"{{application.AppId}}","deleted":false}]}""");
        Assert.Equal(1, _world.CountOfSecrets(application));
    }

    [Fact]
    public void Owners_are_listed_and_expanded()
    {
        var application = _world.Engine.AddApplication(new NewApplication { DisplayName = "owned", Owners = ["team@contoso.example"] });
        var listed = _world.Get($"{EngineWorld.Graph}/v1.0/applications/{application.ObjectId}/owners", _world.GraphToken())["value"]!.AsArray();
        Assert.Equal(["#microsoft.graph.servicePrincipal", "#microsoft.graph.user"], listed.Select(o => o!["@odata.type"]!.GetValue<string>()));
        var expanded = _world.Get($"{EngineWorld.Graph}/v1.0/applications?$expand=owners", _world.GraphToken())["value"]![0]!["owners"]!;
        Assert.True(JsonNode.DeepEquals(listed, expanded));
    }

    [Fact]
    public void Users_are_shown_by_name_to_those_only_who_may_read_users()
    {
        var application = _world.Engine.AddApplication(new NewApplication { DisplayName = "owned", Owners = ["team@contoso.example"] });
        var hidden = _world.Get($"{EngineWorld.Graph}/v1.0/applications/{application.ObjectId}/owners", _world.GraphToken())["value"]![1]!;
        Assert.Null(hidden["userPrincipalName"]);
        Assert.NotNull(hidden["id"]);

        _world.Control("world", """{"permissions":{"graph":["Application.ReadWrite.OwnedBy","User.Read.All"]}}""");
        var shown = _world.Get($"{EngineWorld.Graph}/v1.0/applications/{application.ObjectId}/owners", _world.GraphToken())["value"]![1]!;
        Assert.Equal("team@contoso.example", shown["userPrincipalName"]!.GetValue<string>());
    }

    [Fact]
    public void A_lone_service_principal_has_passwords_of_its_own()
    {
        var vendor = _world.Engine.AddApplication(new NewApplication { DisplayName = "vendor", ServicePrincipalOnly = true });
        var added = _world.Post($"{EngineWorld.Graph}/v1.0/servicePrincipals(appId='{vendor.AppId}')/addPassword", "{}", _world.GraphToken());
        Assert.Equal(HttpStatusCode.OK, _world.LogIn(vendor.AppId, added["secretText"]!.GetValue<string>()).Status);
        var removed = _world.Post($"{EngineWorld.Graph}/v1.0/servicePrincipals/{vendor.ObjectId}/removePassword", $$"""{"keyId":"{{added["keyId"]}}"}""", _world.GraphToken());
        Assert.Equal(HttpStatusCode.NoContent, removed.Status);
    }

    [Fact]
    public void Service_principals_are_listed_by_up_to_fifteen_appIds()
    {
        var vendor = _world.Engine.AddApplication(new NewApplication { DisplayName = "vendor", ServicePrincipalOnly = true });
        var app = _world.Engine.AddApplication(new NewApplication { DisplayName = "app" });
        Raw List(IEnumerable<Guid> appIds) => _world.Get($"{EngineWorld.Graph}/v1.0/servicePrincipals?$filter={Uri.EscapeDataString($"appId in ({string.Join(',', appIds.Select(appId => $"'{appId}'"))})")}", _world.GraphToken());

        Assert.Equal(["vendor", "app"], List([app.AppId, vendor.AppId, Guid.NewGuid()])["value"]!.AsArray().Select(found => found!["displayName"]!.GetValue<string>()));
        Assert.Equal(1, Count(List([vendor.AppId, vendor.AppId])));
        Assert.Equal(HttpStatusCode.BadRequest, List(Enumerable.Range(0, 16).Select(_ => Guid.NewGuid())).Status);
    }

    private static int Count(Raw answer) => answer["value"]!.AsArray().Count;
}
