using System.Globalization;
using System.Net;
using RotationService.Azure;
using RotationService.Core.Credentials;
using RotationService.Core.Ports;
using RotationService.Core.Timing;
using RotationService.Sandbox;
using RotationService.TestKit.Clocks;
using RotationService.Tests.Azure.Wires;
using RotationService.Tests.Sandbox.Engine;
using NewCredential = RotationService.Core.Ports.NewCredential;

namespace RotationService.Tests.Azure;

/// <summary>What Core relies on, port by port, against the sandbox.</summary>
public sealed class ContractTests : IDisposable
{
    private static readonly Guid CallId = Guid.Parse("0b1e1f00-0000-4000-8000-000000000005");
    private static readonly RotationId Rotation = new(Guid.Parse("0195a0b0-0000-7000-8000-000000000001"));
    private static readonly CredentialMark Mark = CredentialMark.For("vault", "name", Rotation);
    private static readonly DateTimeOffset End = EngineWorld.Start.AddDays(90);

    private readonly string _vaultName = $"c{Guid.NewGuid().ToString("N")[..12]}"; // The SDK remembers challenges by host for the whole process.
    private readonly EngineWorld _world;
    private readonly AzureConnection _azure;
    private readonly HttpMessageHandler _handler;
    private readonly LeapingTime _time = new(ConnectionTest.Start);
    private readonly ServiceClock _clock;
    private readonly SandboxApplication _application;

    public ContractTests()
    {
        _world = new EngineWorld(new SandboxOptions { Vaults = [_vaultName], RealTime = new ManualTime(EngineWorld.Start) });
        _application = _world.Application("web");
        _handler = _world.Engine.CreateHandler();
        _clock = new ServiceClock(_time);
        var identity = _world.Engine.Operator;
        _azure = new AzureConnection(
            new AzureOptions
            {
                Handler = _handler,
                DisableInstanceDiscovery = true,
                Operator = new OperatorSecret(identity.TenantId, identity.ClientId, new SecretText(identity.ClientSecret)),
            },
            _clock);
    }

    private IVault Vault => _azure.Vaults.At(_world.Engine.Vaults[0]);

    private static CancellationToken None => CancellationToken.None;

    public void Dispose()
    {
        _azure.Dispose();
        _handler.Dispose();
        _world.Dispose();
    }

    private void World(string change) => Assert.Equal(HttpStatusCode.OK, _world.Control("world", change).Status);

    private void Fault(string fault) => Assert.Equal(HttpStatusCode.OK, _world.Control("faults", fault).Status);

    private static DirectoryApplication Read(SandboxApplication application) =>
        new(application.AppId, application.ObjectId, application.DisplayName, "AzureADMyOrg", []);

    private Task<Call<NewCredential>> AddAsync() => _azure.Directory.AddCredentialAsync(Read(_application), CredentialKind.Password, Mark, End, CallId, None);

    private Task<Call<WrittenVersion>> WriteAsync(SecretText? value, VersionStage stage) => Vault.WriteAsync(
        "name",
        new NewSecret(value, Enabled: value is not null, value is null ? null : End, new VersionTags(Rotation, _application.AppId, stage)),
        CallId,
        None);

    private async Task<int> CountAsync() => (await _azure.Directory.ReadApplicationAsync(new DirectoryAddress(DirectoryKind.Application, _application.ObjectId), None)).Value.Credentials.Count;

    [Fact]
    public async Task A_credential_lives_from_its_intent_to_its_removal()
    {
        var intent = (await WriteAsync(value: null, VersionStage.Intent)).Value.Version;
        Assert.True((await Vault.ReadNewestAsync("name", None)).Value.IsDisabled);

        var made = (await AddAsync()).Value;
        Assert.Equal((Mark, End), (made.Credential.Mark, made.Credential.EndDateTime));
        Assert.True(made.SecretText.Fingerprint().Fits(made.Credential));

        var written = (await WriteAsync(made.SecretText, VersionStage.Pending)).Value;
        Assert.Equal(intent.Version, written.PreviousVersion);
        Assert.Equal(made.SecretText, (await Vault.ReadNewestAsync("name", None)).Value.Value);
        Assert.Equal(made.SecretText, (await Vault.ReadVersionAsync("name", written.Version.Version, None)).Value.Value);
        Assert.Equal(2, (await Vault.ListVersionsAsync("name", None)).Value.Count);
        Assert.Equivalent(SecretSummary.Of(written.Version), (await Vault.ListSecretsAsync(1, None)).Value!["name"]);

        Assert.Equal(LogInAnswer.Accepted, (await _azure.Tokens.LogInAsync(null, _application.AppId, made.SecretText, None)).Answer);
        Assert.Equal(LogInAnswer.WrongSecret, (await _azure.Tokens.LogInAsync(null, _application.AppId, new SecretText("wrong"), None)).Answer);

        var listed = Assert.Single((await _azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None)).Value);
        Assert.Equal(made.Credential, Assert.Single(listed.Credentials));

        var closed = new VersionTags(Rotation, _application.AppId, VersionStage.Closed);
        var updated = (await Vault.UpdateAsync("name", written.Version.Version, enabled: false, closed, CallId, None)).Value;
        Assert.Equal((false, VersionStage.Closed, End), (updated.Enabled, updated.Tags!.Stage, updated.ExpiresOn));

        Assert.Equal(RemovalAnswer.Removed, (await _azure.Directory.RemoveCredentialAsync(Read(_application), CredentialKind.Password, made.Credential.KeyId, CallId, None)).Value);
        Assert.Equal(RemovalAnswer.NotFound, (await _azure.Directory.RemoveCredentialAsync(Read(_application), CredentialKind.Password, made.Credential.KeyId, CallId, None)).Value);
        Assert.Equal(LogInAnswer.WrongSecret, (await _azure.Tokens.LogInAsync(null, _application.AppId, made.SecretText, None)).Answer);
        Assert.Equal(EngineWorld.Start, _clock.Now);
    }

    [Fact]
    public async Task Service_principals_are_found_by_their_appIds_and_bear_credentials_of_their_own()
    {
        var vendors = Enumerable.Range(0, 17).Select(number => _world.Engine.AddApplication(new NewApplication { DisplayName = $"vendor-{number}", ServicePrincipalOnly = true })).ToList();
        var listed = (await _azure.Directory.ListServicePrincipalsAsync(null, [.. vendors.Select(vendor => vendor.AppId), Guid.NewGuid()], None)).Value;
        Assert.Equal(vendors.Select(vendor => new DirectoryAddress(DirectoryKind.ServicePrincipal, vendor.ObjectId) { TenantId = vendor.TenantId }), listed.Select(found => found.Address));

        var address = listed[^1].Address;
        Assert.Equal(DirectoryRight.Granted, (await _azure.Directory.ReadRightAsync(address, None)).Value);
        var made = (await _azure.Directory.AddCredentialAsync(listed[^1], CredentialKind.Password, Mark, End, CallId, None)).Value;
        Assert.Equal(LogInAnswer.Accepted, (await _azure.Tokens.LogInAsync(null, listed[^1].AppId, made.SecretText, None)).Answer);
        var read = (await _azure.Directory.ReadApplicationAsync(address, None)).Value;
        Assert.Equal((address, made.Credential), (read.Address, Assert.Single(read.Credentials)));
        Assert.Equal(RemovalAnswer.Removed, (await _azure.Directory.RemoveCredentialAsync(listed[^1], CredentialKind.Password, made.Credential.KeyId, CallId, None)).Value);
        Assert.Equal(CallFailureKind.NotFound, (await _azure.Directory.ReadApplicationAsync(address with { Kind = DirectoryKind.Application }, None)).Failure!.Kind);
    }

    [Fact]
    public void Every_call_is_over_when_it_returns_if_the_network_takes_no_time()
    {
        // A simulation on one thread depends on it.
        Task[] calls =
        [
            _azure.Directory.ListApplicationsAsync(null, ListingDetails.None, keep: null, progress: null, None),
            _azure.Directory.ReadApplicationAsync(new DirectoryAddress(DirectoryKind.Application, _application.ObjectId), None),
            _azure.Directory.ReadRightAsync(new DirectoryAddress(DirectoryKind.Application, _application.ObjectId), None),
            AddAsync(),
            WriteAsync(new SecretText("value"), VersionStage.Pending),
            Vault.ReadNewestAsync("name", None),
            Vault.ListVersionsAsync("name", None),
            Vault.ListSecretsAsync(1, None),
            Vault.IsSoftDeletedAsync("name", None),
            _azure.Tokens.LogInAsync(null, _application.AppId, new SecretText("value"), None),
        ];
        Assert.All(calls, call => Assert.Equal(TaskStatus.RanToCompletion, call.Status));
    }

    [Theory]
    [InlineData("""[{"host":"graph","route":"POST /applications/{id}/addPassword","when":"after","status":504}]""", 1)]
    [InlineData("""[{"host":"graph","route":"POST /applications/{id}/addPassword","when":"after","drop":true}]""", 1)]
    [InlineData("""[{"host":"graph","route":"POST /applications/{id}/addPassword","when":"before","status":503}]""", 0)]
    public async Task An_answer_that_is_lost_leaves_one_credential_at_most(string fault, int made)
    {
        Fault(fault);
        Assert.Equal(CallFailureKind.Ambiguous, (await AddAsync()).Failure!.Kind);
        Assert.Equal(made, await CountAsync());
    }

    [Theory]
    [InlineData("\"2.128\"", 2.128)]
    [InlineData("7", 7)]
    public async Task A_throttled_change_is_told_for_how_long(string header, double seconds)
    {
        Fault($$$"""[{"host":"graph","route":"POST /applications/{id}/addPassword","status":429,"headers":{"Retry-After":{{{header}}}} }]""");
        var failure = (await AddAsync()).Failure!;
        Assert.Equal((CallFailureKind.Throttled, seconds), (failure.Kind, failure.RetryAfter!.Value.TotalSeconds));
        Assert.Equal(0, await CountAsync());

        Assert.Null((await AddAsync()).Failure);
        Assert.Contains(_time.Waits, wait => wait.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) == seconds.ToString("0.0", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_listing_shows_tags_and_owners_if_they_are_asked_for()
    {
        var team = _world.Engine.AddApplication(new NewApplication { DisplayName = "team", Tags = ["auto-rotate", "HideApp"], Owners = ["team@contoso.example"] });
        async Task<DirectoryApplication> ListedAsync(ListingDetails details) =>
            (await _azure.Directory.ListApplicationsAsync(null, details, keep: null, progress: null, None)).Value.Single(application => application.AppId == team.AppId);

        var bare = await ListedAsync(ListingDetails.None);
        Assert.Empty(bare.Tags.Concat(bare.Owners));
        Assert.Equal(["auto-rotate", "HideApp"], (await ListedAsync(ListingDetails.Tags)).Tags);

        // The operator's service principal, and a user whose name it may not see yet.
        var hidden = (await ListedAsync(ListingDetails.Owners)).Owners;
        Assert.Equal(2, hidden.Count);
        Assert.All(hidden, owner => Assert.True(Guid.TryParse(owner, out _)));

        World("""{"permissions":{"graph":["Application.ReadWrite.OwnedBy","User.Read.All"]}}""");
        var shown = (await ListedAsync(ListingDetails.Tags | ListingDetails.Owners)).Owners;
        Assert.Equal([.. hidden, "team@contoso.example"], shown);
    }

    [Fact]
    public async Task Who_we_are_is_told_with_the_permission_that_counts_and_one_that_was_just_granted_is_seen()
    {
        World("""{"permissions":{"graph":["User.Read.All"]}}""");
        var before = (await _azure.Directory.DescribeIdentityAsync(null, None)).Value;
        Assert.Equal((null, false), (before.Permission, before.IsPerson));
        Assert.NotNull(before.ObjectId);

        World("""{"permissions":{"graph":["User.Read.All","Application.ReadWrite.All"]}}""");
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(before with { Permission = "Application.ReadWrite.All" }, (await _azure.Directory.DescribeIdentityAsync(null, None)).Value);
    }

    [Fact]
    public async Task Our_right_follows_ownership_and_permissions()
    {
        Assert.Equal(DirectoryRight.Granted, (await _azure.Directory.ReadRightAsync(new DirectoryAddress(DirectoryKind.Application, _application.ObjectId), None)).Value);
        var theirs = _world.Engine.AddApplication(new NewApplication { DisplayName = "theirs", Owned = false });
        Assert.Equal(DirectoryRight.NotOwner, (await _azure.Directory.ReadRightAsync(new DirectoryAddress(DirectoryKind.Application, theirs.ObjectId), None)).Value);
        Assert.Equal(
            (CallFailureKind.Forbidden, "Authorization_RequestDenied"),
            Failed(await _azure.Directory.AddCredentialAsync(Read(theirs), CredentialKind.Password, Mark, End, CallId, None)));

        World($$"""{"ownership":[{"appId":"{{theirs.AppId}}","owned":true}]}""");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(DirectoryRight.Granted, (await _azure.Directory.ReadRightAsync(new DirectoryAddress(DirectoryKind.Application, theirs.ObjectId), None)).Value);
    }

    [Fact]
    public async Task A_permission_that_is_granted_later_is_noticed()
    {
        World("""{"permissions":{"graph":["Application.Read.All"]}}""");
        Assert.Equal(DirectoryRight.PermissionMissing, (await _azure.Directory.ReadRightAsync(new DirectoryAddress(DirectoryKind.Application, _application.ObjectId), None)).Value);
        World("""{"permissions":{"graph":["Application.ReadWrite.All"]}}""");
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(DirectoryRight.Granted, (await _azure.Directory.ReadRightAsync(new DirectoryAddress(DirectoryKind.Application, _application.ObjectId), None)).Value);
    }

    [Fact]
    public async Task Restrictions_are_the_applications_own_before_the_tenants()
    {
        var application = (await _azure.Directory.ReadApplicationAsync(new DirectoryAddress(DirectoryKind.Application, _application.ObjectId), None)).Value;
        var other = application with { ObjectId = _world.Application("other").ObjectId };

        World($$"""{"applications":[{"appId":"{{_application.AppId}}","appManagementPolicy":{"isEnabled":true,"passwordLifetime":"P1M"} }]}""");
        Assert.Equal(new CredentialRestrictions(false, TimeSpan.FromDays(28)), (await _azure.Directory.ReadRestrictionsAsync(application, CredentialKind.Password, None)).Value);
        Assert.Equal(CredentialRestrictions.None, (await _azure.Directory.ReadRestrictionsAsync(other, CredentialKind.Password, None)).Value);
        Assert.Equal((CallFailureKind.Rejected, "CredentialInvalidLifetimeAsPerAppPolicy"), Failed(await AddAsync()));

        World("""{"permissions":{"graph":["Application.ReadWrite.OwnedBy"]}}""");
        Assert.Equal(CallFailureKind.Forbidden, (await _azure.Directory.ReadRestrictionsAsync(application, CredentialKind.Password, None)).Failure!.Kind);
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        Assert.Equal((CallFailureKind.NotFound, "Request_ResourceNotFound"), Failed(await _azure.Directory.ReadApplicationAsync(new DirectoryAddress(DirectoryKind.Application, Guid.NewGuid()), None)));
        Assert.Equal((CallFailureKind.NotFound, "SecretNotFound"), Failed(await Vault.ReadNewestAsync("nothing", None)));
        Assert.Empty((await Vault.ListVersionsAsync("nothing", None)).Value);
        Assert.Equal(CallFailureKind.Unreachable, (await _azure.Vaults.At(new Uri("https://nowhere.vault.azure.net")).ReadNewestAsync("n", None)).Failure!.Kind);
    }

    [Fact]
    public async Task A_soft_deleted_name_is_seen_and_takes_no_write()
    {
        await WriteAsync(new SecretText("value"), VersionStage.Pending);
        Assert.False((await Vault.IsSoftDeletedAsync("name", None)).Value);
        World($$"""{"secrets":[{"vault":"{{_vaultName}}","name":"name","delete":true}]}""");
        Assert.True((await Vault.IsSoftDeletedAsync("name", None)).Value);
        Assert.Equal(CallFailureKind.NotFound, (await Vault.ReadNewestAsync("name", None)).Failure!.Kind);
        Assert.Equal((CallFailureKind.Conflict, "ObjectIsDeletedButRecoverable"), Failed(await WriteAsync(new SecretText("value"), VersionStage.Pending)));
    }

    [Theory]
    [InlineData("\"firewall\":true", "ForbiddenByFirewall")]
    [InlineData("\"role\":\"none\"", "ForbiddenByRbac")]
    public async Task A_vault_that_turns_us_away_says_why(string change, string code)
    {
        World($$"""{"vaults":[{"name":"{{_vaultName}}",{{change}}}]}""");
        Assert.Equal((CallFailureKind.Forbidden, code), Failed(await Vault.ReadNewestAsync("name", None)));
        Assert.Equal((CallFailureKind.Forbidden, code), Failed(await WriteAsync(new SecretText("value"), VersionStage.Pending)));
    }

    [Theory]
    [InlineData("\"disabled\":true", LogInAnswer.ApplicationDisabled)]
    [InlineData("\"conditionalAccess\":true", LogInAnswer.BlockedByConditionalAccess)]
    [InlineData("\"servicePrincipal\":false", LogInAnswer.NoServicePrincipal)]
    public async Task An_application_that_cannot_log_in_for_reasons_of_its_own_says_which(string change, LogInAnswer answer)
    {
        var made = (await AddAsync()).Value;
        World($$"""{"applications":[{"appId":"{{_application.AppId}}",{{change}}}]}""");
        Assert.Equal(answer, (await _azure.Tokens.LogInAsync(null, _application.AppId, made.SecretText, None)).Answer);
    }

    private static (CallFailureKind Kind, string? Code) Failed<T>(Call<T> call) => (call.Failure!.Kind, call.Failure.Code);
}
