using System.Net;
using RotationService.Sandbox;

namespace RotationService.Tests.Sandbox.Engine;

/// <summary>Several tenants in one sandbox.</summary>
public sealed class TenantTests : IDisposable
{
    private static readonly Guid There = Guid.Parse("00000000-0000-0000-0000-0000000000bb");

    private readonly EngineWorld _world = new();

    public TenantTests() => Assert.Equal(HttpStatusCode.OK, _world.Control("world", $$"""{"tenants":["{{There}}"]}""").Status);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Graph_answers_for_the_tenant_of_the_token()
    {
        var (mine, theirs) = (_world.Application("mine"), Seed());
        Assert.Equal([mine.AppId.ToString()], AppIds(_world.GraphToken()));
        Assert.Equal([theirs], AppIds(Token(There)["access_token"]!.GetValue<string>()));
        Assert.Equal(HttpStatusCode.NotFound, _world.Get($"{EngineWorld.Graph}/v1.0/applications/{mine.ObjectId}", Token(There)["access_token"]!.GetValue<string>()).Status);
    }

    [Fact]
    public void The_operator_gets_tokens_only_where_it_is_known()
    {
        Assert.Equal(HttpStatusCode.OK, Token(There).Status);
        Assert.Equal(HttpStatusCode.OK, _world.Control("world", $$"""{"applications":[{"appId":"{{_world.Engine.Operator.ClientId}}","tenantId":"{{There}}","servicePrincipal":false}]}""").Status);
        Assert.Contains("AADSTS700016", Token(There)["error_description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, Token(_world.Engine.Operator.TenantId).Status);
    }

    [Fact]
    public void A_vault_takes_no_token_of_another_tenant()
    {
        _world.Engine.AddVault("tenant-vault");
        var token = Token(There, "https://vault.azure.net/.default")["access_token"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.Unauthorized, _world.Get("https://tenant-vault.vault.azure.net/secrets?api-version=7.6", token).Status);
        Assert.Equal(HttpStatusCode.OK, _world.Get("https://tenant-vault.vault.azure.net/secrets?api-version=7.6", _world.VaultToken()).Status);
    }

    [Fact]
    public void A_registration_is_in_one_tenant_and_its_service_principals_may_be_in_any()
    {
        var theirs = Guid.Parse(Seed());
        Assert.Throws<InvalidOperationException>(() => _world.Engine.AddApplication(new NewApplication { DisplayName = "again", AppId = theirs }));
        _world.Engine.AddApplication(new NewApplication { DisplayName = "consented", AppId = theirs, ServicePrincipalOnly = true });
        Assert.Equal(There, _world.Engine.FindApplication(theirs, There)!.TenantId);
        Assert.Equal(_world.Engine.Operator.TenantId, _world.Engine.FindApplication(theirs, _world.Engine.Operator.TenantId)!.TenantId);
        Assert.Null(_world.Engine.FindApplication(theirs, Guid.Empty));
    }

    [Fact]
    public void What_is_changed_is_in_the_tenant_that_is_named()
    {
        var theirs = Guid.Parse(Seed());
        _world.Engine.AddApplication(new NewApplication { DisplayName = "consented", AppId = theirs, ServicePrincipalOnly = true });
        Assert.Equal(HttpStatusCode.OK, _world.Control("world", $$$"""{"applications":[{"appId":"{{{theirs}}}","tenantId":"{{{There}}}","addSecret":{"displayName":"by hand"}}],"ownership":[{"appId":"{{{theirs}}}","tenantId":"{{{There}}}","owned":false}]}""").Status);
        Assert.Single(_world.Engine.FindApplication(theirs, There)!.Credentials);
        Assert.Empty(_world.Engine.FindApplication(theirs, _world.Engine.Operator.TenantId)!.Credentials);
        Assert.Equal(HttpStatusCode.BadRequest, _world.Control("world", $$"""{"applications":[{"appId":"{{theirs}}","tenantId":"{{Guid.Empty}}","disabled":true}]}""").Status);
    }

    private string Seed() => _world.Control("seed", $$"""{"tenantId":"{{There}}"}""")["applications"]![0]!["appId"]!.GetValue<string>();

    private IEnumerable<string> AppIds(string token) =>
        _world.Get($"{EngineWorld.Graph}/v1.0/applications?$select=appId", token)["value"]!.AsArray().Select(application => application!["appId"]!.GetValue<string>());

    private Raw Token(Guid tenant, string scope = $"{EngineWorld.Graph}/.default") => _world.Post(
        $"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
        $"grant_type=client_credentials&client_id={_world.Engine.Operator.ClientId}&client_secret={Uri.EscapeDataString(_world.Engine.Operator.ClientSecret)}&scope={Uri.EscapeDataString(scope)}");
}
