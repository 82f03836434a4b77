using System.Text.Json.Nodes;
using RotationService.TestKit.Processes;

namespace RotationService.Tests.Processes;

/// <summary>A sandbox in a process of its own, and a directory to work in beside it.</summary>
internal sealed class SandboxProcess : IAsyncDisposable
{
    private readonly TestKit.Processes.SandboxProcess _sandbox;
    private readonly List<Executable> _services = [];

    private SandboxProcess(string directory, TestKit.Processes.SandboxProcess sandbox) => (Directory, _sandbox) = (directory, sandbox);

    public string Directory { get; }

    public Uri Url => _sandbox.Url;

    public int ProcessId => _sandbox.Id;

    public string AuditPath => Path.Combine(Directory, "audit.jsonl");

    public static async Task<SandboxProcess> StartAsync(params string[] vaults)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("rotation-service-").FullName;
        return new SandboxProcess(directory, await TestKit.Processes.SandboxProcess.StartAsync(ServiceProgram.Built, directory, vaults, CancellationToken.None));
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

    public Task<JsonNode> PostAsync(string command, string json) => _sandbox.PostAsync(command, json, CancellationToken.None);

    public async Task<JsonNode> GetAsync(string query) => JsonNode.Parse(await _sandbox.GetAsync(query, CancellationToken.None))!;

    public Task ForgetRequestsAsync() => _sandbox.ForgetRequestsAsync(CancellationToken.None);

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
        await _sandbox.DisposeAsync();
        var texts = _services.SelectMany(service => new[] { service.Output, service.Errors })
            .Concat(File.Exists(AuditPath) ? [await File.ReadAllTextAsync(AuditPath)] : []);
        LeakHunt.AssertNone(texts, LeakHunt.SecretsOf(_sandbox.Data));
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
