using RotationService.Azure.Graph;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Tests.Azure.Wires;

namespace RotationService.Tests.Azure;

public sealed class PasswordRestrictionTests : ConnectionTest
{
    private string _default = """{"isEnabled":false}""";
    private string _own = """{"value":[]}""";

    public PasswordRestrictionTests() => Wire.Answer = r => r.Path switch
    {
        "/v1.0/policies/defaultAppManagementPolicy" => Wire.Json(200, _default),
        var path when path.EndsWith("/appManagementPolicies", StringComparison.Ordinal) => Wire.Json(200, _own),
        _ => Wire.Json(200, $$"""{"id":"{{ObjectId}}","createdDateTime":"2025-06-01T00:00:00Z"}"""),
    };

    private async Task<CredentialRestrictions> ReadAsync() => (await Azure.Directory.ReadRestrictionsAsync(Application, CredentialKind.Password, None)).Value;

    private static string Default(string rules, bool isEnabled = true) =>
        $$$"""{"isEnabled":{{{(isEnabled ? "true" : "false")}}},"applicationRestrictions":{"passwordCredentials":[{{{rules}}}]} }""";

    private static string Own(string rules, bool isEnabled = true) =>
        $$$"""{"value":[{"isEnabled":{{{(isEnabled ? "true" : "false")}}},"restrictions":{"passwordCredentials":[{{{rules}}}]} }]}""";

    private static string Rule(string type, string? lifetime = null, string? after = null, string state = "enabled") =>
        $$"""{"restrictionType":"{{type}}","state":"{{state}}","maxLifetime":{{Quoted(lifetime)}},"restrictForAppsCreatedAfterDateTime":{{Quoted(after)}}}""";

    private static string Quoted(string? text) => text is null ? "null" : $"\"{text}\"";

    [Fact]
    public async Task The_tenants_default_applies_where_the_application_has_none_and_is_kept_for_a_while()
    {
        _default = Default($"{Rule("passwordLifetime", "P90D")},{Rule("passwordLifetime", "P60D")},{Rule("symmetricKeyLifetime", "P1D")},{Rule("customPasswordAddition")}");
        Assert.Equal(new CredentialRestrictions(false, TimeSpan.FromDays(60)), await ReadAsync());
        await ReadAsync();
        Assert.Equal(["/v1.0/policies/appManagementPolicies", "/v1.0/policies/defaultAppManagementPolicy"], Wire.ToGraph.Select(sent => sent.Path));
        Time.Advance(TimeSpan.FromMinutes(6));
        await ReadAsync();
        Assert.Equal(4, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_asks_the_tenant()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ReadAsync()));
        Assert.All(answers, answer => Assert.Equal(CredentialRestrictions.None, answer));
        Assert.Equal(2, Wire.ToGraph.Count);
    }

    [Fact]
    public async Task A_default_that_could_not_be_read_is_read_again_by_the_next_who_asks()
    {
        _default = Default(Rule("passwordLifetime", "P90D"));
        var answer = Wire.Answer;
        Wire.Answer = r => r.Path is "/v1.0/policies/defaultAppManagementPolicy" ? Wire.GraphError(403, "Authorization_RequestDenied", "No.") : answer(r);
        Assert.Equal(CallFailureKind.Forbidden, (await Azure.Directory.ReadRestrictionsAsync(Application, CredentialKind.Password, None)).Failure!.Kind);
        Wire.Answer = answer;
        Assert.Equal(TimeSpan.FromDays(90), (await ReadAsync()).MaxLifetime);
    }

    [Fact]
    public async Task Where_the_tenants_policies_may_not_be_listed_the_application_is_asked_for_its_own()
    {
        _own = Own(Rule("passwordLifetime", "P30D"));
        var answer = Wire.Answer;
        Wire.Answer = r => r.Path is "/v1.0/policies/appManagementPolicies" ? Wire.GraphError(403, "Authorization_RequestDenied", "No.") : answer(r);
        Assert.Equal(TimeSpan.FromDays(30), (await ReadAsync()).MaxLifetime);
    }

    [Fact]
    public async Task The_applications_own_overrides_it()
    {
        _default = Default(Rule("passwordAddition"));
        _own = Own(Rule("passwordLifetime", "P365D"));
        Assert.Equal(new CredentialRestrictions(false, TimeSpan.FromDays(365)), await ReadAsync());

        _own = Own("", isEnabled: false);
        Assert.True((await ReadAsync()).AdditionForbidden);
    }

    [Fact]
    public async Task What_is_not_in_force_restricts_nothing()
    {
        _default = Default(Rule("passwordAddition"), isEnabled: false);
        Assert.Equal(CredentialRestrictions.None, await ReadAsync());
        _own = Own(Rule("passwordAddition", state: "disabled"));
        Assert.Equal(CredentialRestrictions.None, await ReadAsync());
    }

    [Fact]
    public async Task A_rule_for_younger_applications_asks_when_this_one_was_created()
    {
        _own = Own(Rule("passwordLifetime", "P30D", after: "2025-07-01T00:00:00Z"));
        Assert.Equal(CredentialRestrictions.None, await ReadAsync());
        _own = Own(Rule("passwordLifetime", "P30D", after: "2025-05-01T00:00:00Z"));
        Assert.Equal(TimeSpan.FromDays(30), (await ReadAsync()).MaxLifetime);
    }

    [Fact]
    public async Task A_service_principal_has_rules_of_its_own_and_those_by_date_are_left_to_graph()
    {
        var principal = Application with { Kind = DirectoryKind.ServicePrincipal };
        async Task<CredentialRestrictions> OfPrincipalAsync() => (await Azure.Directory.ReadRestrictionsAsync(principal, CredentialKind.Password, None)).Value;

        _default = $$"""{"isEnabled":true,"applicationRestrictions":{"passwordCredentials":[{{Rule("passwordAddition")}}]},"servicePrincipalRestrictions":{"passwordCredentials":[{{Rule("passwordLifetime", "P60D")}},{{Rule("passwordAddition", after: "2020-01-01T00:00:00Z")}}]} }""";
        Assert.Equal(new CredentialRestrictions(false, TimeSpan.FromDays(60)), await OfPrincipalAsync());
        Assert.True((await ReadAsync()).AdditionForbidden);

        _own = Own(Rule("passwordLifetime", "P30D"));
        Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(TimeSpan.FromDays(30), (await OfPrincipalAsync()).MaxLifetime);
        Assert.Equal(
            ["/v1.0/policies/appManagementPolicies", "/v1.0/policies/defaultAppManagementPolicy", "/v1.0/policies/appManagementPolicies", $"/v1.0/servicePrincipals/{ObjectId}/appManagementPolicies"],
            Wire.ToGraph.Select(sent => sent.Path));
    }

    [Fact]
    public async Task Policies_we_may_not_read_are_forbidden_and_those_that_are_not_there_restrict_nothing()
    {
        Wire.Answer = _ => Wire.GraphError(403, "Authorization_RequestDenied", "No.");
        Assert.Equal(CallFailureKind.Forbidden, (await Azure.Directory.ReadRestrictionsAsync(Application, CredentialKind.Password, None)).Failure!.Kind);
        Wire.Answer = _ => Wire.GraphError(404, "Request_ResourceNotFound", "No.");
        Assert.Equal(CredentialRestrictions.None, await ReadAsync());
    }

    [Theory]
    [InlineData("P90D", 90)]
    [InlineData("P1M", 28)]
    [InlineData("P3M", 89)]
    [InlineData("P6M", 181)]
    [InlineData("P12M", 365)]
    [InlineData("P1Y", 365)]
    [InlineData("P2Y3M", 819)]
    [InlineData("P2W", 14)]
    [InlineData("P1DT12H", 1.5)]
    [InlineData("PT36H", 1.5)]
    [InlineData("PT129600.0S", 1.5)]
    public void A_duration_counts_as_the_shortest_it_can_be(string text, double days) =>
        Assert.Equal(TimeSpan.FromDays(days), IsoDuration.TryParse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("90")]
    [InlineData("-P1D")]
    [InlineData("P1D2M")]
    public void What_is_no_duration_is_none(string? text) => Assert.Null(IsoDuration.TryParse(text));
}
