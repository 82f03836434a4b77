using System.Net.Http.Json;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace RotationService.Tests.Processes;

/// <summary>A sandbox in a process of its own, and a directory to work in beside it.</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    private readonly Executable _program;
    private readonly HttpClient _control;
    private readonly List<Executable> _services = [];

    private SandboxProcess(string directory, Executable program, Uri url)
    {
        Directory = directory;
        _program = program;
        Url = url;
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(directory, "data", "ca.pem"));
        _control = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } })
        {
            BaseAddress = new Uri(url, "/_sandbox/"),
        };
    }

    public string Directory { get; }

    public Uri Url { get; }

    public int ProcessId => _program.Id;

    public string AuditPath => Path.Combine(Directory, "audit.jsonl");

    public static async Task<SandboxProcess> StartAsync(params string[] vaults)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("rotation-service-").FullName;
        var data = Path.Combine(directory, "data");
        var program = Executable.Start(directory, ["sandbox", "--port", "0", "--proxy-port", "0", "--data", data, .. vaults.SelectMany(vault => new[] { "--vault", vault })]);
        var document = Path.Combine(data, "sandbox.json");
        await Until(() => File.Exists(document), () => program.Errors);
        var url = new Uri((string)JsonNode.Parse(await File.ReadAllTextAsync(document))!["url"]!);
        return new SandboxProcess(directory, program, url);
    }

    /// <summary>Waits for something in another process to come about. The pace of looking is all that real time decides.</summary>
    public static async Task Until(Func<bool> condition, Func<string> otherwise) => await Until(() => Task.FromResult(condition()), otherwise);

    /// <inheritdoc cref="Until(Func{bool}, Func{string})"/>
    public static async Task Until(Func<Task<bool>> condition, Func<string> otherwise)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        for (var looks = 0; !await condition(); looks++)
        {
            Assert.True(looks < 2400, otherwise());
            await pace.WaitForNextTickAsync();
        }
    }

    public async Task<JsonNode> PostAsync(string command, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _control.PostAsync(new Uri(command, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public async Task<JsonNode> GetAsync(string query) => (await _control.GetFromJsonAsync<JsonNode>(new Uri(query, UriKind.Relative)))!;

    public async Task ForgetRequestsAsync()
    {
        using var response = await _control.DeleteAsync(new Uri("requests", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    public Task AdvanceAsync(string duration) => PostAsync("clock", $"{{\"advance\":\"{duration}\"}}");

    /// <summary>Registers an application and writes a policy for it into the directory.</summary>
    public async Task<SeededApplication> SeedAsync(string name = "payments", string credentials = "[]", string more = "", params string[] vaults)
    {
        var seeded = await PostAsync("seed", $$"""{"count":1,"namePrefix":"{{name}}-","credentials":{{credentials}}}""");
        var appId = (string)seeded["applications"]![0]!["appId"]!;
        var list = string.Join(", ", (vaults.Length == 0 ? ["contoso-prod"] : vaults).Select(vault => $"https://{vault}.vault.azure.net"));
        var file = Path.Combine(Directory, "rotation-policies.yaml");
        if (!File.Exists(file))
        {
            await File.WriteAllTextAsync(file, "version: 1\npolicies:\n");
        }

        await File.AppendAllTextAsync(file, $$"""
              - name: {{name}}
                application: { appId: {{appId}} }
                vaults: [{{list}}]
                secret: {{name}}-secret
                lifetime: 90d
                renewBefore: 30d
                gracePeriod: 72h
                verify: { settle: 10s, consecutive: 2, over: 5s, timeout: 5m }
                {{more}}

            """);
        return new SeededApplication(this, appId, $"{name}-secret");
    }

    /// <summary>Starts a verb of the service attached to this sandbox, at its most talkative.</summary>
    public Executable Service(params string[] arguments)
    {
        var service = Executable.Start(Directory, [.. arguments, $"--sandbox={Url}", "--Audit:Path=" + AuditPath, "--verbosity", "debug"]);
        _services.Add(service);
        return service;
    }

    /// <summary>One sweep to its end.</summary>
    public async Task<(int ExitCode, JsonNode Document)> SweepAsync()
    {
        await using var program = Service("run", "--once", "--output", "json");
        var exitCode = await program.EndAsync();
        Assert.True(exitCode is 0 or 1, program.Errors);
        return (exitCode, JsonNode.Parse(program.Output)!);
    }

    /// <summary>Ends every test with the same question: was a secret written anywhere but to a vault?</summary>
    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _program.DisposeAsync();
        var texts = _services.SelectMany(service => new[] { service.Output, service.Errors })
            .Concat(File.Exists(AuditPath) ? [await File.ReadAllTextAsync(AuditPath)] : []);
        LeakHunt.AssertNone(texts, LeakHunt.SecretsOf(Path.Combine(Directory, "data")));
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
