using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RotationService.TestKit.Leaks;
using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Memory;

/// <summary>A sandbox in a process of its own, and the real worker attached to it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>As the unit and the image in <c>deploy/</c> have it.</summary>
    private const string OverwriteWhatIsFreed = "glibc.malloc.perturb=165";

    private const string Console = "worker";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _directory;
    private readonly SandboxProcess _sandbox;
    private readonly int _applications;
    private Child? _worker;

    private Scene(string directory, SandboxProcess sandbox, int applications)
    {
        _directory = directory;
        _sandbox = sandbox;
        _applications = applications;
    }

    /// <summary>The worker's process id, once something has been published.</summary>
    public int WorkerId => Worker.Id;

    private Child Worker => _worker ?? throw new InvalidOperationException("The worker has not been started.");

    /// <summary>Starts the sandbox and gives it applications without a secret and a policy file for them.</summary>
    public static async Task<Scene> OpenAsync(int applications, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("rotation-service-memory-").FullName;
        var scene = new Scene(directory, await SandboxProcess.StartAsync(ServiceProgram.Built, directory, cancellationToken), applications);
        await scene.PrepareAsync(cancellationToken);
        return scene;
    }

    /// <summary>Starts the worker and waits until it has published a secret of every application.</summary>
    /// <param name="asDeployed">Whether it runs with what <c>deploy/</c> sets to have the C library overwrite the memory it frees.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PublishAsync(bool asDeployed, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location };
        if (asDeployed)
        {
            environment["GLIBC_TUNABLES"] = OverwriteWhatIsFreed;
        }

        _worker = Child.Start(ServiceProgram.Built, _directory, Console, environment, "run", $"--sandbox={_sandbox.Url}", "--verbosity", "quiet");
        await UntilAsync(async () => (await PublishedSecretsAsync(cancellationToken)).Count == _applications, "publish what it should", cancellationToken);
    }

    /// <summary>Has the worker collect garbage.</summary>
    public async Task CollectAsync(CancellationToken cancellationToken)
    {
        await Worker.SignalAsync("WINCH");
        var errors = Path.Combine(_directory, $"{Console}.err");
        await UntilAsync(async () => (await File.ReadAllTextAsync(errors, cancellationToken)).Contains(StartupHook.Collected, StringComparison.Ordinal), "collect", cancellationToken);
    }

    /// <summary>The values that the sandbox's own records show as published.</summary>
    public async Task<IReadOnlyCollection<string>> PublishedSecretsAsync(CancellationToken cancellationToken)
    {
        var state = JsonNode.Parse(await _sandbox.GetAsync("state", cancellationToken))!;
        var published = state["vaults"]!.AsArray()
            .SelectMany(vault => vault!["secrets"]!.AsArray())
            .Where(secret => ((string)secret!["name"]!).EndsWith("-secret", StringComparison.Ordinal))
            .SelectMany(secret => secret!["versions"]!.AsArray())
            .Select(version => (string)version!["valueSha256"]!)
            .ToHashSet(StringComparer.Ordinal);
        return published.Count < _applications ? [] : [.. SandboxSecrets.In(_sandbox.Data).Where(secret => published.Contains(Hash(secret)))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_worker is not null)
        {
            await _worker.DisposeAsync();
        }

        await _sandbox.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        var seeded = await _sandbox.PostAsync("seed", $$"""{"count":{{_applications}},"namePrefix":"app-"}""", cancellationToken);
        var policies = seeded["applications"]!.AsArray().Select((application, index) => $$"""
              - name: app-{{index}}
                application: { appId: {{application!["appId"]}} }
                vault: https://contoso-prod.vault.azure.net
                secret: app-{{index}}-secret
                lifetime: 90d
                gracePeriod: 72h
                verify: { settle: 10s, consecutive: 2, over: 5s, timeout: 5m }

            """);
        await File.WriteAllTextAsync(Path.Combine(_directory, "rotation-policies.yaml"), $"version: 1\npolicies:\n{string.Concat(policies)}", cancellationToken);
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static async Task UntilAsync(Func<Task<bool>> condition, string what, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                throw new TimeoutException($"The worker did not {what} within {Patience.TotalMinutes} min.");
            }

            await pace.WaitForNextTickAsync(cancellationToken);
        }
    }
}
