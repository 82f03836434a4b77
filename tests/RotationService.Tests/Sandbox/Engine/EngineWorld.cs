using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Core.Pipeline;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using Microsoft.Graph;
using Microsoft.Graph.Authentication;
using RotationService.Sandbox;
using RotationService.TestKit.Clocks;

namespace RotationService.Tests.Sandbox.Engine;

/// <summary>A sandbox at a standstill, with raw requests and the real clients at hand.</summary>
internal sealed class EngineWorld : IDisposable
{
    public const string Graph = "https://graph.microsoft.com";
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly HttpClient _http;

    public EngineWorld(SandboxOptions? options = null)
    {
        Clock = new SandboxClock(Start, TimeProvider.System, 0);
        Engine = new SandboxEngine(Clock, options ?? new SandboxOptions { RealTime = RealTime });
        _http = new HttpClient(Engine.CreateHandler());
    }

    public ManualTime RealTime { get; } = new(Start);

    public SandboxClock Clock { get; }

    public SandboxEngine Engine { get; }

    public ClientSecretCredential OperatorCredential(bool discovery = true) => Credential(Engine.Operator.ClientId, Engine.Operator.ClientSecret, discovery);

    public ClientSecretCredential Credential(Guid appId, string secret, bool discovery = false) => new(
        Engine.Operator.TenantId.ToString(), appId.ToString(), secret,
        new ClientSecretCredentialOptions { Transport = new HttpClientTransport(_http), DisableInstanceDiscovery = !discovery, Retry = { MaxRetries = 0 } });

    public GraphServiceClient GraphClient() => new(new HttpClient(Engine.CreateHandler()), new AzureIdentityAuthenticationProvider(OperatorCredential(), [], null, isCaeEnabled: true));

    /// <summary>A real client. It keeps a host's challenge, tenant included, for the life of the process: sandboxes of other seeds must name their vaults otherwise.</summary>
    public SecretClient Vault(string name) => new(
        new Uri($"https://{name}.vault.azure.net"), OperatorCredential(), new SecretClientOptions { Transport = new HttpClientTransport(_http), Retry = { MaxRetries = 0 } });

    public SandboxApplication Application(string name = "payments-api", params NewCredential[] credentials) =>
        Engine.AddApplication(new NewApplication { DisplayName = name, Credentials = credentials });

    /// <summary>Logs in with the right resource.</summary>
    public Raw LogIn(Guid appId, string secret, string scope = $"{Graph}/.default") =>
        Post($"https://login.microsoftonline.com/{Engine.Operator.TenantId}/oauth2/v2.0/token", $"grant_type=client_credentials&client_id={appId}&client_secret={Uri.EscapeDataString(secret)}&scope={Uri.EscapeDataString(scope)}");

    public string GraphToken() => LogIn(Engine.Operator.ClientId, Engine.Operator.ClientSecret)["access_token"]!.GetValue<string>();

    public string VaultToken() => LogIn(Engine.Operator.ClientId, Engine.Operator.ClientSecret, "https://vault.azure.net/.default")["access_token"]!.GetValue<string>();

    public Raw Get(string address, string? token = null) => Send("GET", address, null, token);

    public Raw Post(string address, string? body, string? token = null) => Send("POST", address, body, token);

    /// <summary>A control command.</summary>
    public Raw Control(string command, string body) => Post($"https://localhost/_sandbox/{command}", body);

    public JsonNode State() => Get("https://localhost/_sandbox/state").Json;

    public Raw AddPassword(SandboxApplication application, string body = """{"passwordCredential":{"displayName":"d"}}""") =>
        Post($"{Graph}/v1.0/applications/{application.ObjectId}/addPassword", body, GraphToken());

    public Raw RemovePassword(SandboxApplication application, Guid keyId) =>
        Post($"{Graph}/v1.0/applications/{application.ObjectId}/removePassword", $$"""{"keyId":"{{keyId}}"}""", GraphToken());

    public int CountOfSecrets(SandboxApplication application) =>
        Get($"{Graph}/v1.0/applications/{application.ObjectId}", GraphToken())["passwordCredentials"]!.AsArray().Count;

    public Raw Send(string method, string address, string? body, string? token = null, params (string Name, string Value)[] headers)
    {
        var uri = new Uri(address);
        var all = headers.ToDictionary(h => h.Name, h => h.Value);
        if (token is not null)
        {
            all["Authorization"] = $"Bearer {token}";
        }

        var path = address[(address.IndexOf(uri.Host, StringComparison.Ordinal) + uri.Host.Length)..];
        return new Raw(Engine.Handle(new SandboxRequest(method, uri.Host, path, all, Encoding.UTF8.GetBytes(body ?? ""))));
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>A raw answer.</summary>
internal sealed record Raw(SandboxResponse Response)
{
    public HttpStatusCode Status => (HttpStatusCode)Response.Status;

    public string Text => Encoding.UTF8.GetString(Response.Body.Span);

    public JsonNode Json => JsonNode.Parse(Text) ?? throw new JsonException("null");

    public JsonNode? this[string member] => Json[member];

    /// <summary>The error's code, in Graph's and the vault's envelopes.</summary>
    public string? Code => Json["error"]?["code"]?.GetValue<string>();

    public string? Inner => Json["error"]?["innererror"]?["code"]?.GetValue<string>();
}
