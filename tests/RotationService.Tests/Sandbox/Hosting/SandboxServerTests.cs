using System.Net;
using System.Text;
using RotationService.Sandbox;
using RotationService.Sandbox.Hosting;

namespace RotationService.Tests.Sandbox.Hosting;

/// <summary>The server and the proxy before an engine that is made up by each test.</summary>
public sealed class SandboxServerTests : IAsyncLifetime, IDisposable
{
    private const string Known = "graph.microsoft.com";
    private readonly TemporaryFolder _directory = new();
    private readonly SandboxClock _clock = new(new DateTimeOffset(2031, 5, 6, 7, 8, 9, TimeSpan.Zero), TimeProvider.System, 0);
    private Func<SandboxRequest, SandboxResponse> _handle = _ => Answer("hello");
    private SandboxDirectory _taken = null!;
    private SandboxCertificates _certificates = null!;
    private SandboxServer _server = null!;
    private ConnectProxy _proxy = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _taken = SandboxDirectory.Take(_directory.Path);
        _certificates = SandboxCertificates.Open(_taken);
        _server = await SandboxServer.StartAsync(0, _certificates, request => _handle(request), host => host == Known, _clock, CancellationToken.None);
        _proxy = ConnectProxy.Start(0, _server.Port, host => host == Known, TimeProvider.System);
        _client = new HttpClient(SandboxTransport.TrustingHandler(_certificates.AuthorityPem)) { BaseAddress = new Uri($"https://127.0.0.1:{_server.Port}") };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
        _certificates.Dispose();
        _taken.Dispose();
    }

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_request_reaches_the_engine_as_it_was_sent_and_so_does_the_answer(string version)
    {
        SandboxRequest? seen = null;
        _handle = request =>
        {
            seen = request;
            return new SandboxResponse(418, new Dictionary<string, string> { ["Content-Type"] = "text/tea", ["Date"] = "Tue, 06 May 2031 07:08:09 GMT", ["x-one"] = "1" }, "tea"u8.ToArray());
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1.0//a%2Fb?$top=5&x=%20y")
        {
            Version = new Version(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("sugar"),
            Headers = { Host = "Graph.Microsoft.Com" },
        };
        request.Headers.Add("x-two", ["a", "b"]);

        using var answer = await _client.SendAsync(request);

        Assert.Equal(("POST", Known, "/v1.0//a%2Fb?$top=5&x=%20y", "sugar"), (seen!.Method, seen.Host, seen.PathAndQuery, Encoding.UTF8.GetString(seen.Body.Span)));
        Assert.Equal("a, b", seen.Headers["X-Two"]);
        Assert.Equal((HttpStatusCode)418, answer.StatusCode);
        Assert.Equal("tea", await answer.Content.ReadAsStringAsync());
        Assert.Equal("text/tea", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(2031, answer.Headers.Date!.Value.Year);
        Assert.Equal(["1"], answer.Headers.GetValues("x-one"));
        Assert.Empty(answer.Headers.Server);
    }

    [Fact]
    public async Task An_answer_to_be_dropped_cuts_the_connection()
    {
        _handle = _ => Answer("lost") with { Drop = true };

        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(Known, "/v1.0/applications"));
    }

    [Fact]
    public async Task A_delayed_answer_waits_in_sandbox_time()
    {
        _handle = _ => Answer("late") with { Delay = TimeSpan.FromHours(1) };
        var sending = SendAsync(Known, "/v1.0/applications");
        while (!_clock.HasTimers && !sending.IsCompleted)
        {
            await Task.Yield();
        }

        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(sending.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));

        using var answer = await sending;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_host_the_engine_does_not_know_gets_no_answer()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("nobody.vault.azure.net", "/secrets"));
    }

    [Theory]
    [InlineData("localhost", "/_sandbox/state", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", "/_sandbox/state", HttpStatusCode.OK)]
    [InlineData(Known, "/_sandbox/state", HttpStatusCode.NotFound)]
    [InlineData("localhost", "/v1.0/applications", HttpStatusCode.NotFound)]
    public async Task Controls_are_served_where_this_machine_is_addressed_and_nothing_else_is(string host, string path, HttpStatusCode status)
    {
        using var answer = await SendAsync(host, path);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_beyond_all_measure_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/secrets/x") { Content = new ByteArrayContent(new byte[5_000_000]), Headers = { Host = Known, ExpectContinue = true } };

        using var answer = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("CONNECT nobody.vault.azure.net:443 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 502 Bad Gateway")]
    [InlineData("CONNECT graph.microsoft.com:80 HTTP/1.1\r\n\r\n", "HTTP/1.1 502 Bad Gateway")]
    [InlineData("CONNECT GRAPH.microsoft.com:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 200 ")]
    [InlineData("CONNECT localhost:443 HTTP/1.0\r\n\r\n", "HTTP/1.1 200 ")]
    [InlineData("GET http://graph.microsoft.com/ HTTP/1.1\r\nHost: graph.microsoft.com\r\n\r\n", "HTTP/1.1 405 Method Not Allowed")]
    [InlineData("CONNECT graph.microsoft.com HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("CONNECT :443 HTTP/1.1\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("\u0016\u0003\u0001 no http at all \r\n\r\n", "HTTP/1.1 400 Bad Request")]
    public async Task The_proxy_tunnels_to_the_sandbox_and_explains_what_it_does_not_do(string request, string answer)
    {
        Assert.StartsWith(answer, await TalkAsync(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proxy_refuses_a_head_without_end()
    {
        Assert.StartsWith("HTTP/1.1 400", await TalkAsync("GET / HTTP/1.1\r\nx: " + new string('y', 20_000)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proxy_serves_on_while_many_connections_idle_and_after_some_broke_off()
    {
        var idle = new List<System.Net.Sockets.TcpClient>();
        for (var i = 0; i < 300; i++)
        {
            var connection = new System.Net.Sockets.TcpClient();
            await connection.ConnectAsync(IPAddress.Loopback, _proxy.Port);
            if (i % 3 == 0)
            {
                await connection.GetStream().WriteAsync("CONNECT graph.micro"u8.ToArray());
                connection.LingerState = new(enable: true, seconds: 0);
                connection.Dispose();
            }
            else
            {
                idle.Add(connection);
            }
        }

        using var client = new HttpClient(new SandboxTransport(_certificates.AuthorityPem, new IPEndPoint(IPAddress.Loopback, _proxy.Port)).CreateHandler());
        Assert.Equal("hello", await client.GetStringAsync(new Uri("https://graph.microsoft.com/v1.0/")));
        idle.ForEach(connection => connection.Dispose());
    }

    [Fact]
    public async Task A_tunnel_carries_large_bodies_both_ways_at_once()
    {
        var body = new byte[3_000_000];
        new Random(7).NextBytes(body);
        _handle = request => new SandboxResponse(200, new Dictionary<string, string>(), request.Body);
        using var client = new HttpClient(new SandboxTransport(_certificates.AuthorityPem, new IPEndPoint(IPAddress.Loopback, _proxy.Port)).CreateHandler());

        var echoes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            using var answer = await client.PostAsync(new Uri("https://graph.microsoft.com/echo"), new ByteArrayContent(body));
            return await answer.Content.ReadAsByteArrayAsync();
        }));

        Assert.All(echoes, echo => Assert.True(echo.AsSpan().SequenceEqual(body)));
    }

    [Fact]
    public void The_certificates_are_kept_and_their_keys_closed_to_others()
    {
        using var again = SandboxCertificates.Open(_taken);

        Assert.Equal(_certificates.AuthorityPem, again.AuthorityPem);
        Assert.Equal(_certificates.Server.Thumbprint, again.Server.Thumbprint);
        Assert.All(["ca-key.pem", "server.pem"], name =>
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(_directory.File(name)) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)));
    }

    [Fact]
    public void A_lost_authority_is_replaced_together_with_what_it_issued()
    {
        File.Delete(_directory.File("ca.pem"));

        using var again = SandboxCertificates.Open(_taken);

        Assert.NotEqual(_certificates.AuthorityPem, again.AuthorityPem);
        Assert.NotEqual(_certificates.Server.Thumbprint, again.Server.Thumbprint);
    }

    private static SandboxResponse Answer(string body) => new(200, new Dictionary<string, string> { ["Content-Type"] = "text/plain" }, Encoding.UTF8.GetBytes(body));

    private async Task<HttpResponseMessage> SendAsync(string host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        return await _client.SendAsync(request);
    }

    private async Task<string> TalkAsync(string request)
    {
        using var connection = new System.Net.Sockets.TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, _proxy.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        var answer = new byte[4096];
        var length = await stream.ReadAsync(answer);
        return Encoding.Latin1.GetString(answer, 0, length);
    }
}
