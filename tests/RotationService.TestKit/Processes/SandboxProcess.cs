using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace RotationService.TestKit.Processes;

/// <summary>The sandbox as a process of its own, that can be killed and started again on the same data and the same ports.</summary>
public sealed class SandboxProcess : IAsyncDisposable
{
    private static readonly Dictionary<string, string> NoEnvironment = [];
    private static readonly string[] TwoVaults = ["contoso-prod", "contoso-dr"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ServiceProgram _program;
    private readonly string _directory;
    private readonly IReadOnlyList<string> _vaults;
    private readonly int _port;
    private readonly HttpClient _client;
    private Child _child;

    private SandboxProcess(ServiceProgram program, string directory, IReadOnlyList<string> vaults, int port)
    {
        _vaults = vaults;
        _program = program;
        _directory = directory;
        _port = port;
        Url = new Uri($"https://localhost:{port}");
        _client = new HttpClient(Handler()) { Timeout = Patience };
        _child = Launch();
    }

    /// <summary>The process id.</summary>
    public int Id => _child.Id;

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Where it keeps its state.</summary>
    public string Data => Path.Combine(_directory, "data");

    /// <summary>How often it was killed.</summary>
    public int Kills { get; private set; }

    /// <summary>Whether it is served now.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Requests of ours to the services it plays since it was started, which it counts with the others'.</summary>
    public int OwnRequests { get; private set; }

    /// <summary>Starts it with two vaults, contoso-prod and contoso-dr.</summary>
    public static Task<SandboxProcess> StartAsync(ServiceProgram program, string directory, CancellationToken cancellationToken) =>
        StartAsync(program, directory, TwoVaults, cancellationToken);

    /// <summary>Starts it.</summary>
    /// <param name="program">The executable.</param>
    /// <param name="directory">Where it works; its state is in a folder there.</param>
    /// <param name="vaults">The names of its vaults; if there are none, the program decides.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SandboxProcess> StartAsync(ServiceProgram program, string directory, IReadOnlyList<string> vaults, CancellationToken cancellationToken)
    {
        var sandbox = new SandboxProcess(program, directory, vaults, Ports.NextPair());
        try
        {
            await sandbox.AwaitAsync(cancellationToken);
            return sandbox;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        Kills++;
        IsUp = false;
        await _child.KillAsync();
        await _child.DisposeAsync();
    }

    /// <summary>Starts it again on what it left.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        _child = Launch();
        await AwaitAsync(cancellationToken);
    }

    /// <summary>Asks it.</summary>
    public Task<string> GetAsync(string query, CancellationToken cancellationToken) => _client.GetStringAsync(new Uri(Url, $"/_sandbox/{query}"), cancellationToken);

    /// <summary>Steers it.</summary>
    public async Task<JsonNode> PostAsync(string command, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync(new Uri(Url, $"/_sandbox/{command}"), content, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return !response.IsSuccessStatusCode ? throw new InvalidOperationException($"The sandbox answered {command} with {text}")
            : text.Length == 0 ? new JsonObject()
            : JsonNode.Parse(text)!;
    }

    /// <summary>Has it forget the requests that it has counted.</summary>
    public async Task ForgetRequestsAsync(CancellationToken cancellationToken)
    {
        using var response = await _client.DeleteAsync(new Uri(Url, "/_sandbox/requests"), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Its time.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) => (DateTimeOffset)JsonNode.Parse(await GetAsync("clock", cancellationToken))!["now"]!;

    /// <summary>Sends a request to one of the services that it plays, over TLS, under that service's own name.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        OwnRequests++;
        return await _client.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _child.DisposeAsync();
    }

    private Child Launch()
    {
        OwnRequests = 0;
        return Child.Start(
            _program,
            _directory,
            "sandbox",
            NoEnvironment,
            ["sandbox", "--port", Text(_port), "--proxy-port", Text(_port + 1), "--data", Data, .. _vaults.SelectMany(vault => new[] { "--vault", vault })]);
    }

    private async Task AwaitAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (!IsUp)
        {
            if (_child.HasExited)
            {
                throw new InvalidOperationException($"The sandbox ended with {_child.ExitCode}:\n{await File.ReadAllTextAsync(Path.Combine(_directory, "sandbox.err"), cancellationToken)}");
            }

            try
            {
                await GetAsync("clock", patience.Token);
                IsUp = true;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), patience.Token);
            }
        }
    }

    private SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, errors) => Trusts(certificate, errors) },
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, _port), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    /// <summary>The authority is made by the first start, so it can be read only when the first connection is made.</summary>
    private bool Trusts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        var authority = Path.Combine(Data, "ca.pem");
        if (certificate is not X509Certificate2 served || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || !File.Exists(authority))
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = SandboxTrust.In(authority) };
        return chain.Build(served);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
