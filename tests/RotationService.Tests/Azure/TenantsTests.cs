using System.Net;
using Azure.Core;
using RotationService.Azure;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Core.Timing;
using RotationService.Sandbox;
using RotationService.TestKit.Clocks;
using RotationService.Tests.Azure.Wires;
using RotationService.Tests.Sandbox.Engine;

namespace RotationService.Tests.Azure;

/// <summary>One identity in two tenants, against the sandbox: each is asked with its own token, and one does not reach the other.</summary>
public sealed class TenantsTests : IDisposable
{
    private static readonly Guid There = Guid.Parse("00000000-0000-0000-0000-0000000000bb");
    private static readonly CredentialMark Mark = CredentialMark.For("vault", "name", new RotationId(Guid.Parse("0195a0b0-0000-7000-8000-000000000001")));

    private readonly string _vaultName = $"t{Guid.NewGuid().ToString("N")[..12]}"; // The SDK remembers challenges by host for the whole process.
    private readonly EngineWorld _world;
    private readonly HttpMessageHandler _handler;
    private readonly List<AzureConnection> _connections = [];
    private readonly AzureConnection _azure;
    private readonly SandboxApplication _mine;
    private readonly SandboxApplication _theirs;

    public TenantsTests()
    {
        _world = new EngineWorld(new SandboxOptions { Vaults = [_vaultName], RealTime = new ManualTime(EngineWorld.Start) });
        _world.Engine.AddTenant(There);
        _mine = _world.Application("mine");
        _theirs = _world.Engine.AddApplication(new NewApplication { DisplayName = "theirs", TenantId = There });
        _handler = _world.Engine.CreateHandler();
        _azure = Connect(new AzureOptions());
    }

    private Guid Here => _world.Engine.Operator.TenantId;

    private static CancellationToken None => CancellationToken.None;

    public void Dispose()
    {
        _connections.ForEach(connection => connection.Dispose());
        _handler.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task Each_tenant_lists_what_is_in_it_and_says_so()
    {
        Assert.Equal([(_mine.ObjectId, Here)], (await ListAsync(Here)).Value.Select(found => (found.ObjectId, found.TenantId!.Value)));
        Assert.Equal([(_theirs.ObjectId, There)], (await ListAsync(There)).Value.Select(found => (found.ObjectId, found.TenantId!.Value)));
    }

    [Fact]
    public async Task The_service_principals_of_one_application_are_two()
    {
        var vendor = Guid.NewGuid();
        var (one, other) = (Principal(Here, vendor), Principal(There, vendor));
        Assert.Equal(one.ObjectId, Assert.Single((await _azure.Directory.ListServicePrincipalsAsync(Here, [vendor], None)).Value).ObjectId);
        var found = Assert.Single((await _azure.Directory.ListServicePrincipalsAsync(There, [vendor], None)).Value);
        Assert.Equal(other.ObjectId, found.ObjectId);

        var made = (await _azure.Directory.AddCredentialAsync(found, CredentialKind.Password, Mark, EngineWorld.Start.AddDays(90), Guid.NewGuid(), None)).Value;
        Assert.Equal(LogInAnswer.Accepted, (await _azure.Tokens.LogInAsync(There, vendor, made.SecretText, None)).Answer);
        Assert.Equal(LogInAnswer.WrongSecret, (await _azure.Tokens.LogInAsync(Here, vendor, made.SecretText, None)).Answer);
    }

    [Fact]
    public async Task A_credential_lives_from_issue_to_removal_in_the_tenant_of_its_application()
    {
        var application = Assert.Single((await ListAsync(There)).Value);
        var made = (await _azure.Directory.AddCredentialAsync(application, CredentialKind.Password, Mark, EngineWorld.Start.AddDays(90), Guid.NewGuid(), None)).Value;
        Assert.Equal(LogInAnswer.Accepted, (await _azure.Tokens.LogInAsync(There, application.AppId, made.SecretText, None)).Answer);
        Assert.Equal(LogInAnswer.NoServicePrincipal, (await _azure.Tokens.LogInAsync(Here, application.AppId, made.SecretText, None)).Answer);

        Assert.Equal(made.Credential, Assert.Single((await _azure.Directory.ReadApplicationAsync(application.Address, None)).Value.Credentials));
        Assert.Equal(CallFailureKind.NotFound, (await _azure.Directory.ReadApplicationAsync(application.Address with { TenantId = Here }, None)).Failure!.Kind);
        Assert.Equal(DirectoryRight.Granted, (await _azure.Directory.ReadRightAsync(application.Address, None)).Value);
        Assert.Equal(CredentialRestrictions.None, (await _azure.Directory.ReadRestrictionsAsync(application, CredentialKind.Password, None)).Value);
        Assert.Equal(RemovalAnswer.Removed, (await _azure.Directory.RemoveCredentialAsync(application, CredentialKind.Password, made.Credential.KeyId, Guid.NewGuid(), None)).Value);
    }

    [Fact]
    public async Task The_identity_is_another_service_principal_in_each_and_its_own_where_none_is_named()
    {
        var (here, there) = ((await _azure.Directory.DescribeIdentityAsync(Here, None)).Value, (await _azure.Directory.DescribeIdentityAsync(There, None)).Value);
        Assert.NotEqual(here.ObjectId, there.ObjectId);
        Assert.Equal(here, (await _azure.Directory.DescribeIdentityAsync(null, None)).Value);
    }

    [Fact]
    public async Task The_vaults_are_in_the_identitys_own_tenant()
    {
        var vault = _azure.Vaults.At(_world.Engine.Vaults[0]);
        Assert.Null((await vault.WriteAsync("name", new NewSecret(new SecretText("value"), Enabled: true, null, new VersionTags(Mark.RotationId, _theirs.AppId, VersionStage.Pending)), Guid.NewGuid(), None)).Failure);
    }

    [Fact]
    public async Task What_one_tenant_throttles_holds_up_no_other()
    {
        Control("faults", """[{"host":"graph","status":429,"headers":{"Retry-After":"300"}}]""");
        Assert.Equal(CallFailureKind.Throttled, (await ListAsync(Here)).Failure!.Kind);
        Assert.Null((await ListAsync(There)).Failure);
        Assert.Contains("nothing was sent", (await ListAsync(Here)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_that_has_not_consented_gives_no_token_and_is_named()
    {
        Control("world", $$"""{"applications":[{"appId":"{{_world.Engine.Operator.ClientId}}","tenantId":"{{There}}","servicePrincipal":false}]}""");
        var failure = (await ListAsync(There)).Failure!;
        Assert.Equal(CallFailureKind.Forbidden, failure.Kind);
        Assert.Contains($"in tenant {There}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AADSTS700016", failure.Message, StringComparison.Ordinal);
        Assert.Null((await ListAsync(Here)).Failure);
    }

    [Fact]
    public async Task An_identity_that_has_but_one_tenant_is_not_taken_for_one_of_another()
    {
        var azure = Connect(new AzureOptions { Credential = new OneTenant(_world.GraphToken()) });
        Assert.Null((await azure.Directory.ListApplicationsAsync(Here, ListingDetails.None, keep: null, progress: null, None)).Failure);
        var sent = azure.Calls.Graph;
        var failure = (await azure.Directory.ListApplicationsAsync(There, ListingDetails.None, keep: null, progress: null, None)).Failure!;
        Assert.Equal(CallFailureKind.Forbidden, failure.Kind);
        Assert.Contains($"a token for tenant {Here} instead of tenant {There}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(sent, azure.Calls.Graph);
    }

    private Task<Call<IReadOnlyList<DirectoryApplication>>> ListAsync(Guid tenant) => _azure.Directory.ListApplicationsAsync(tenant, ListingDetails.None, keep: null, progress: null, None);

    private SandboxApplication Principal(Guid tenant, Guid appId) =>
        _world.Engine.AddApplication(new NewApplication { DisplayName = "vendor", TenantId = tenant, AppId = appId, ServicePrincipalOnly = true });

    private void Control(string command, string body) => Assert.Equal(HttpStatusCode.OK, _world.Control(command, body).Status);

    private AzureConnection Connect(AzureOptions options)
    {
        var identity = _world.Engine.Operator;
        var connection = new AzureConnection(
            options with
            {
                Handler = _handler,
                DisableInstanceDiscovery = true,
                Tenants = [Here, There],
                Operator = new OperatorSecret(identity.TenantId, identity.ClientId, new SecretText(identity.ClientSecret)),
            },
            new ServiceClock(new LeapingTime(ConnectionTest.Start)));
        _connections.Add(connection);
        return connection;
    }

    /// <summary>As a managed identity's: it passes over the tenant that it is asked for.</summary>
    private sealed class OneTenant(string token) : TokenCredential
    {
        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(new AccessToken(token, DateTimeOffset.MaxValue));

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
