using System.Net;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Graph;
using Microsoft.Graph.Applications.Item.AddPassword;
using RotationService.Sandbox;
using RotationService.Sandbox.Hosting;
using RotationService.TestKit.Processes;

namespace RotationService.Tests.Sandbox.Hosting;

public sealed class SandboxHostTests : IDisposable
{
    private static readonly Uri Vault = new("https://contoso-prod.vault.azure.net");
    private readonly TemporaryFolder _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task What_a_new_world_begins_with_is_there_as_a_whole_or_not_at_all()
    {
        static void Begin(SandboxEngine engine, bool doesBreakOff)
        {
            engine.AddApplication(new NewApplication { DisplayName = "first", AppId = Guid.Parse("00000000-0000-0000-0000-0000000000a1") });
            if (doesBreakOff)
            {
                throw new IOException("The process ends here.");
            }

            engine.AddApplication(new NewApplication { DisplayName = "second", AppId = Guid.Parse("00000000-0000-0000-0000-0000000000a2") });
        }

        await Assert.ThrowsAsync<IOException>(() => SandboxHost.StartAsync(Options with { Begin = engine => Begin(engine, doesBreakOff: true) }, TimeProvider.System, CancellationToken.None));
        await using (var host = await SandboxHost.StartAsync(Options with { Begin = engine => Begin(engine, doesBreakOff: false) }, TimeProvider.System, CancellationToken.None))
        {
            Assert.NotNull(host.Engine.FindApplication(Guid.Parse("00000000-0000-0000-0000-0000000000a1")));
        }

        await using var again = await SandboxHost.StartAsync(Options with { Begin = _ => throw new IOException("There is a world already.") }, TimeProvider.System, CancellationToken.None);
        Assert.NotNull(again.Engine.FindApplication(Guid.Parse("00000000-0000-0000-0000-0000000000a2")));
    }

    [Fact]
    public async Task The_stock_clients_work_with_the_public_addresses()
    {
        await using var host = await StartAsync();
        var application = AddApplication(host);
        using var handler = host.Transport.CreateHandler();

        await RotateAsync(handler, host.Identity, application);
    }

    [Fact]
    public async Task The_stock_clients_work_through_the_proxy_with_the_authority_from_its_file()
    {
        await using var host = await StartAsync();
        var application = AddApplication(host);
        using var handler = ProxiedHandler(host);

        await RotateAsync(handler, host.Identity, application);
    }

    [Fact]
    public async Task The_stock_clients_work_from_a_program_that_has_attached()
    {
        await using var host = await StartAsync();
        var application = AddApplication(host);
        await using var session = await SandboxSession.OpenAsync(Options, TimeProvider.System, CancellationToken.None);

        var attachment = Assert.IsType<SandboxAttachment>(session);
        Assert.Equal(host.Identity, attachment.Identity);
        Assert.Equal(host.Vaults, attachment.Vaults);
        using var handler = attachment.Transport.CreateHandler();
        await RotateAsync(handler, attachment.Identity, application);
    }

    [Fact]
    public async Task An_advance_releases_a_wait_in_a_program_that_has_attached()
    {
        await using var host = await StartAsync();
        await using var attachment = await SandboxAttachment.ConnectAsync(host.Url, TimeProvider.System, CancellationToken.None);
        var wait = Task.Delay(TimeSpan.FromDays(30), attachment.Time);

        host.Clock.Advance(TimeSpan.FromDays(30));

        await wait.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(attachment.Time.GetUtcNow() >= host.Clock.GetUtcNow() - TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_vault_the_sandbox_does_not_have_fails_like_a_name_that_does_not_resolve()
    {
        await using var host = await StartAsync();
        using var client = new HttpClient(host.Transport.CreateHandler());

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("https://nobody.vault.azure.net/secrets")));

        Assert.Equal(HttpRequestError.NameResolutionError, error.HttpRequestError);
    }

    [Theory]
    [InlineData("https://example.com/")]
    [InlineData("https://graph.microsoft.us/v1.0/applications")]
    [InlineData("https://graph.microsoft.com:8443/v1.0/applications")]
    [InlineData("https://a.b.vault.azure.net/secrets")]
    [InlineData("http://graph.microsoft.com/v1.0/applications")]
    public async Task The_transport_refuses_whatever_is_not_the_sandbox(string url)
    {
        await using var host = await StartAsync();
        using var client = new HttpClient(host.Transport.CreateHandler());

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(url)));

        Assert.Contains("not part of the sandbox", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_the_sandbox_s_own_authority_is_trusted()
    {
        using var other = new TemporaryFolder();
        await using var host = await StartAsync();
        await using var impostor = await SandboxHost.StartAsync(new SandboxHostOptions { Directory = other.Path }, TimeProvider.System, CancellationToken.None);
        using var client = new HttpClient(SandboxTransport.TrustingHandler(await File.ReadAllTextAsync(host.AuthorityPath)));

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(impostor.Url, "/_sandbox/clock")));

        Assert.Equal(HttpRequestError.SecureConnectionError, error.HttpRequestError);
    }

    [Theory]
    [InlineData("https://sandbox.example.com:8443")]
    [InlineData("http://localhost:8443")]
    public async Task Only_https_on_this_machine_is_attached_to(string url)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => SandboxAttachment.ConnectAsync(new Uri(url), TimeProvider.System, CancellationToken.None));
    }

    [Fact]
    public async Task A_restart_keeps_identity_state_and_authority_and_the_clock_goes_on()
    {
        SandboxOperator identity;
        SandboxApplication application;
        string authority;
        DateTimeOffset stopped;
        await using (var host = await StartAsync())
        {
            identity = host.Identity;
            application = AddApplication(host);
            host.Clock.Advance(TimeSpan.FromDays(100));
            await host.RunAheadAsync(TimeSpan.FromMinutes(1), 36000, CancellationToken.None);
            authority = await File.ReadAllTextAsync(host.AuthorityPath);
            stopped = host.Clock.GetUtcNow();
        }

        Assert.False(File.Exists(_directory.File("sandbox.json")));
        await using var again = await StartAsync();

        Assert.Equal(identity, again.Identity);
        Assert.NotNull(again.Engine.FindApplication(application.AppId));
        Assert.Equal(authority, await File.ReadAllTextAsync(again.AuthorityPath));
        Assert.InRange(again.Clock.GetUtcNow(), stopped, stopped + TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task What_was_acknowledged_is_there_after_the_process_died_without_warning()
    {
        await using var host = await StartAsync();
        var application = AddApplication(host);
        using var handler = host.Transport.CreateHandler();
        await RotateAsync(handler, host.Identity, application);
        using var control = new HttpClient(SandboxTransport.TrustingHandler(await File.ReadAllTextAsync(host.AuthorityPath))) { BaseAddress = host.Url };
        using var advance = await control.PostAsync(new Uri("/_sandbox/clock", UriKind.Relative), new StringContent("""{"advance":"P10D","speed":20}"""));
        Assert.Equal(HttpStatusCode.OK, advance.StatusCode);
        var seen = advance.Headers.Date!.Value;

        using var crashed = _directory.Snapshot();
        await using var next = await SandboxHost.StartAsync(new SandboxHostOptions { Directory = crashed.Path }, TimeProvider.System, CancellationToken.None);

        Assert.Equal(host.Identity, next.Identity);
        Assert.True(next.Clock.GetUtcNow() >= seen);
        Assert.Equal(20, next.Clock.Speed);
        using var after = next.Transport.CreateHandler();
        var read = await Secrets(after, next.Identity).GetSecretAsync("api-client-secret");
        Assert.Equal("second", read.Value.Value);
        var found = await Graph(after, next.Identity).Applications[application.ObjectId.ToString()].GetAsync();
        Assert.Equal(["by a test"], found!.PasswordCredentials!.Select(credential => credential.DisplayName));
    }

    [Fact]
    public async Task The_connection_file_says_how_to_reach_it_and_follows_new_vaults()
    {
        await using var host = await StartAsync();
        host.Engine.AddVault("contoso-new");

        // The file follows within a fraction of a second.
        JsonNode document;
        do
        {
            await Task.Yield();
            document = JsonNode.Parse(await File.ReadAllTextAsync(host.ConnectionPath))!;
        }
        while (document["vaults"]!.AsArray().Count < 2);

        Assert.Equal(host.Identity.TenantId.ToString(), (string?)document["tenantId"]);
        Assert.Equal(host.Identity.ClientId.ToString(), (string?)document["operator"]!["clientId"]);
        Assert.Equal(host.Identity.ClientSecret, (string?)document["operator"]!["clientSecret"]);
        Assert.Equal(host.Url, new Uri((string)document["url"]!));
        Assert.Equal(host.Proxy, new Uri((string)document["proxy"]!));
        Assert.Equal(_directory.File("ca.pem"), (string?)document["ca"]);
        Assert.Null(document["caPem"]);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(host.ConnectionPath) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task A_connection_file_left_by_a_crash_is_replaced()
    {
        await File.WriteAllTextAsync(_directory.File("sandbox.json"), """{"url":"https://localhost:1"}""");

        await using var session = await SandboxSession.OpenAsync(Options, TimeProvider.System, CancellationToken.None);

        var host = Assert.IsType<SandboxHost>(session);
        Assert.Contains(host.Url.OriginalString, await File.ReadAllTextAsync(host.ConnectionPath), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_host_of_one_directory_is_refused()
    {
        await using var host = await StartAsync();

        await Assert.ThrowsAsync<SandboxInUseException>(StartAsync);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_gives_the_directory_free_again()
    {
        using var other = new TemporaryFolder();
        await using var first = await StartAsync();
        var options = new SandboxHostOptions { Directory = other.Path, Port = first.Url.Port };

        await Assert.ThrowsAnyAsync<IOException>(() => SandboxHost.StartAsync(options, TimeProvider.System, CancellationToken.None));
        await Assert.ThrowsAnyAsync<IOException>(() => SandboxHost.StartAsync(options with { Port = 0, ProxyPort = first.Proxy.Port }, TimeProvider.System, CancellationToken.None));

        await using var second = await SandboxHost.StartAsync(options with { Port = 0 }, TimeProvider.System, CancellationToken.None);
        Assert.NotEqual(first.Url, second.Url);
    }

    private SandboxHostOptions Options => new() { Directory = _directory.Path };

    private static SandboxApplication AddApplication(SandboxHost host) =>
        host.Engine.AddApplication(new NewApplication { DisplayName = "api", AppId = new Guid("6f1f2c7e-8a5f-4d7b-9f43-8f0c8c1d2e3f") });

    private static SocketsHttpHandler ProxiedHandler(SandboxHost host) =>
        new() { Proxy = new WebProxy(host.Proxy), SslOptions = { CertificateChainPolicy = SandboxTrust.In(host.AuthorityPath) } };

    private static ClientSecretCredential Credential(HttpMessageHandler handler, SandboxOperator identity) =>
        new(identity.TenantId.ToString(), identity.ClientId.ToString(), identity.ClientSecret, new ClientSecretCredentialOptions { Transport = new HttpClientTransport(handler) });

    private static SecretClient Secrets(HttpMessageHandler handler, SandboxOperator identity) =>
        new(Vault, Credential(handler, identity), new SecretClientOptions { Transport = new HttpClientTransport(handler) });

    private static GraphServiceClient Graph(HttpMessageHandler handler, SandboxOperator identity) =>
        new(GraphClientFactory.Create(finalHandler: new Undisposed(handler)), Credential(handler, identity));

    // What a rotation does: a token, a new password, a new version, and back again.
    private static async Task RotateAsync(HttpMessageHandler handler, SandboxOperator identity, SandboxApplication application)
    {
        var graph = Graph(handler, identity);
        var added = await graph.Applications[application.ObjectId.ToString()].AddPassword.PostAsync(new AddPasswordPostRequestBody
        {
            PasswordCredential = new() { DisplayName = "by a test" },
        });
        Assert.NotNull(added!.SecretText);

        var secrets = Secrets(handler, identity);
        await secrets.SetSecretAsync("api-client-secret", "first");
        await secrets.SetSecretAsync("api-client-secret", "second");
        var read = await secrets.GetSecretAsync("api-client-secret");
        Assert.Equal("second", read.Value.Value);
    }

    private Task<SandboxHost> StartAsync() => SandboxHost.StartAsync(Options, TimeProvider.System, CancellationToken.None);

    // The Graph client disposes of its handler, which the test still needs.
    private sealed class Undisposed(HttpMessageHandler inner) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _inner = new(inner, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _inner.SendAsync(request, cancellationToken);
    }
}
