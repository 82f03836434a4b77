using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Graph;
using Microsoft.Graph.Applications.Item.AddPassword;
using Microsoft.Graph.Applications.Item.RemovePassword;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using RotationService.Sandbox;
using RotationService.TestKit.Clocks;

namespace RotationService.Tests.Sandbox.Engine;

/// <summary>The stock clients, with all their own verification on, take the sandbox for the real thing.</summary>
public sealed class RealClientTests : IDisposable
{
    private readonly EngineWorld _world = new(new SandboxOptions { RealTime = new ManualTime(EngineWorld.Start), Vaults = ["real-one", "real-two", "real-list"] });

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_secret_made_by_graph_logs_in_until_it_is_removed()
    {
        var application = _world.Application();
        var graph = _world.GraphClient();
        var made = await graph.Applications[application.ObjectId.ToString()].AddPassword.PostAsync(
            new AddPasswordPostRequestBody { PasswordCredential = new PasswordCredential { DisplayName = "mark", EndDateTime = EngineWorld.Start.AddDays(90) } });
        Assert.NotNull(made?.SecretText);
        Assert.Equal(40, made.SecretText.Length);
        Assert.Equal(made.SecretText[..3], made.Hint);
        Assert.Equal(EngineWorld.Start.AddDays(90), made.EndDateTime);

        var read = await graph.ApplicationsWithAppId(application.AppId.ToString()).GetAsync();
        var seen = Assert.Single(read!.PasswordCredentials!);
        Assert.Equal((made.KeyId, "mark", null), (seen.KeyId, seen.DisplayName, seen.SecretText));

        var context = new TokenRequestContext(["https://graph.microsoft.com/.default"]);
        Assert.NotEmpty((await _world.Credential(application.AppId, made.SecretText).GetTokenAsync(context)).Token);

        await graph.Applications[application.ObjectId.ToString()].RemovePassword.PostAsync(new RemovePasswordPostRequestBody { KeyId = made.KeyId });
        var refused = await Assert.ThrowsAsync<AuthenticationFailedException>(async () => await _world.Credential(application.AppId, made.SecretText).GetTokenAsync(context));
        Assert.Contains("AADSTS7000215", refused.InnerException?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_errors_arrive_as_OData_errors()
    {
        var graph = _world.GraphClient();
        var missing = await Assert.ThrowsAsync<ODataError>(() => graph.Applications[Guid.Empty.ToString()].GetAsync());
        Assert.Equal((404, "Request_ResourceNotFound"), (missing.ResponseStatusCode, missing.Error?.Code));
        Assert.NotNull(missing.Error?.InnerError?.RequestId);
    }

    [Fact]
    public async Task The_page_iterator_walks_all_applications()
    {
        for (var i = 0; i < 7; i++)
        {
            _world.Engine.AddApplication(new NewApplication { DisplayName = $"svc-{i}", Tags = i % 2 == 0 ? ["auto-rotate"] : [] });
        }

        var graph = _world.GraphClient();
        var first = await graph.Applications.GetAsync(r =>
        {
            r.QueryParameters.Top = 2;
            r.QueryParameters.Filter = "tags/any(t:t eq 'auto-rotate')";
            r.QueryParameters.Select = ["id", "appId", "displayName"];
            r.QueryParameters.Count = true;
            r.Headers.Add("ConsistencyLevel", "eventual");
        });
        Assert.Equal(4, first!.OdataCount);
        var names = new List<string?>();
        await PageIterator<Application, ApplicationCollectionResponse>.CreatePageIterator(graph, first, a =>
        {
            names.Add(a.DisplayName);
            return true;
        }).IterateAsync();
        Assert.Equal(["svc-0", "svc-2", "svc-4", "svc-6"], names);
    }

    [Fact]
    public async Task What_the_operator_owns_is_found_through_its_service_principal()
    {
        var owned = _world.Application("mine");
        _world.Engine.AddApplication(new NewApplication { DisplayName = "theirs", Owned = false });
        var graph = _world.GraphClient();
        var principal = await graph.ServicePrincipalsWithAppId(_world.Engine.Operator.ClientId.ToString()).GetAsync();
        var found = await graph.ServicePrincipals[principal!.Id].OwnedObjects.GetAsync();
        var one = Assert.IsType<Application>(Assert.Single(found!.Value!));
        Assert.Equal(owned.AppId.ToString(), one.AppId);
    }

    [Fact]
    public async Task The_vault_client_is_challenged_once_and_then_sets_gets_updates_and_deletes()
    {
        var vault = _world.Vault("real-one");
        var set = new KeyVaultSecret("api-secret", "first") { Properties = { ExpiresOn = EngineWorld.Start.AddDays(5), ContentType = "text/plain" } };
        set.Properties.Tags["stage"] = "Current";
        var first = (await vault.SetSecretAsync(set)).Value;
        Assert.Equal(EngineWorld.Start, first.Properties.CreatedOn);
        var second = (await vault.SetSecretAsync("API-Secret", "second")).Value;
        Assert.Equal("second", (await vault.GetSecretAsync("api-secret")).Value.Value);
        Assert.Equal("first", (await vault.GetSecretAsync("api-secret", first.Properties.Version)).Value.Value);

        second.Properties.Enabled = false;
        await vault.UpdateSecretPropertiesAsync(second.Properties);
        var disabled = await Assert.ThrowsAsync<RequestFailedException>(() => vault.GetSecretAsync("api-secret"));
        Assert.Equal((403, "Forbidden"), (disabled.Status, disabled.ErrorCode));

        await (await vault.StartDeleteSecretAsync("api-secret")).WaitForCompletionAsync();
        var kept = await Assert.ThrowsAsync<RequestFailedException>(() => vault.SetSecretAsync("api-secret", "third"));
        Assert.Equal((409, "Conflict"), (kept.Status, kept.ErrorCode));
        await (await vault.StartRecoverDeletedSecretAsync("api-secret")).WaitForCompletionAsync();
        await (await vault.StartDeleteSecretAsync("api-secret")).WaitForCompletionAsync();
        await vault.PurgeDeletedSecretAsync("api-secret");
        var gone = await Assert.ThrowsAsync<RequestFailedException>(() => vault.GetSecretAsync("api-secret"));
        Assert.Equal((404, "SecretNotFound"), (gone.Status, gone.ErrorCode));

        var byRoute = _world.Get("https://localhost/_sandbox/requests")["byRoute"]!;
        Assert.Equal(1, byRoute["vault PUT /secrets/{name}"]!["byStatus"]!["401"]!.GetValue<int>());
        Assert.Equal(1, byRoute["login POST /{tenant}/oauth2/v2.0/token"]!["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_vault_client_pages_through_secrets_and_versions()
    {
        for (var i = 0; i < 60; i++)
        {
            _world.Engine.SetSecret("real-list", $"secret-{i % 55:00}", $"value {i}");
        }

        for (var i = 0; i < 60; i++)
        {
            _world.Engine.SetSecret("real-list", "many", $"value {i}");
        }

        var vault = _world.Vault("real-list");
        var names = new List<string>();
        await foreach (var page in vault.GetPropertiesOfSecretsAsync())
        {
            names.Add(page.Name);
        }

        var versions = new List<string>();
        await foreach (var version in vault.GetPropertiesOfSecretVersionsAsync("many"))
        {
            versions.Add(version.Version);
        }

        Assert.Equal((56, 56), (names.Count, names.Distinct(StringComparer.Ordinal).Count()));
        Assert.Equal(60, versions.Count);
        Assert.Equal(versions.Order(StringComparer.Ordinal), versions);
    }

    [Fact]
    public void A_vault_that_does_not_exist_does_not_resolve()
    {
        var failed = Assert.Throws<RequestFailedException>(() => _world.Vault("no-such-vault").GetSecret("x"));
        Assert.IsType<HttpRequestException>(failed.InnerException);
        Assert.False(_world.Engine.KnowsHost("no-such-vault.vault.azure.net"));
        Assert.True(_world.Engine.KnowsHost("Real-One.Vault.Azure.Net"));
    }

    [Fact]
    public void Everything_is_served_before_the_call_returns()
    {
        var application = _world.Application();
        var add = _world.GraphClient().Applications[application.ObjectId.ToString()].AddPassword.PostAsync(new AddPasswordPostRequestBody());
        var set = _world.Vault("real-two").SetSecretAsync("name", "value");
        Assert.True(add.IsCompletedSuccessfully && set.IsCompletedSuccessfully);
    }
}
