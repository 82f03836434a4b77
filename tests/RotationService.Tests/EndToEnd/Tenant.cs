using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using RotationService.Azure;
using RotationService.Composition;
using RotationService.Core.Auditing;
using RotationService.Core.Credentials;
using RotationService.Core.Planning;
using RotationService.Core.Policies;
using RotationService.Core.Reporting;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Timing;
using RotationService.Sandbox;
using RotationService.TestKit.Clocks;
using RotationService.TestKit.Fakes;

namespace RotationService.Tests.EndToEnd;

/// <summary>The production code, real SDK clients included, against the sandbox's in-memory front door, in virtual time.</summary>
internal sealed class Tenant : SilentEvents, IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    private readonly AuditInMemory _audit = new();
    private readonly HttpClient _control;
    private readonly AzureConnection _connection;
    private readonly HttpMessageHandler _handler;
    private readonly LeapingTime _time;

    public Tenant(SandboxOptions? options = null)
    {
        Sandbox = new SandboxClock(Start, TimeProvider.System, speed: 0);

        // The operator's tokens age by the wall clock; here that stands still, as it would nearly do in so short a test.
        Engine = new SandboxEngine(Sandbox, options ?? new SandboxOptions());
        _time = new LeapingTime(Sandbox, Sandbox.Advance);
        Clock = new ServiceClock(_time);
        _handler = Engine.CreateHandler();
        _connection = Connect();
        _control = new HttpClient(Engine.CreateHandler()) { BaseAddress = new Uri("https://localhost/_sandbox/") };
    }

    public SandboxEngine Engine { get; }

    public SandboxClock Sandbox { get; }

    public ServiceClock Clock { get; }

    public AzureConnection Azure => _connection;

    public ConcurrentQueue<string> Told { get; } = [];

    public List<Exception> Defects { get; } = [];

    public IReadOnlyList<AuditRecord> Audit => _audit.Records;

    public Policy Policy(SandboxApplication application, params string[] vaults) => new(
        application.DisplayName,
        ApplicationSelector.ByAppId(application.AppId),
        [.. (vaults.Length == 0 ? ["contoso-prod"] : vaults).Select(name => new Uri($"https://{name}.vault.azure.net/"))],
        $"{application.DisplayName}-secret")
    {
        Lifetime = TimeSpan.FromDays(90),
        RenewBefore = TimeSpan.FromDays(30),
    };

    public SandboxApplication Add(string displayName, params RotationService.Sandbox.NewCredential[] credentials) =>
        Engine.AddApplication(new NewApplication { DisplayName = displayName, Credentials = credentials });

    public Sweeper NewSweeper() => new(
        new RotationDependencies(_connection.Directory, _connection.Vaults, _connection.Tokens, _audit, new FreshIdentifiers(), this, Clock),
        Idle);

    public async Task<IReadOnlyList<ApplicationReport>> SweepAsync(params Policy[] policies)
    {
        var report = await NewSweeper().SweepOnceAsync(new PolicySet(null, policies), request: null, CancellationToken.None);
        Assert.Null(report.DirectoryFailure);
        Assert.Empty(Defects);
        return report.Applications;
    }

    /// <summary>Sweeps every hour with one sweeper, for a span.</summary>
    public async Task<IReadOnlyList<ApplicationReport>> SweepForAsync(TimeSpan span, params Policy[] policies)
    {
        var sweeper = NewSweeper();
        IReadOnlyList<ApplicationReport> reports = [];
        for (var until = Sandbox.GetUtcNow() + span; Sandbox.GetUtcNow() < until; Sandbox.Advance(TimeSpan.FromHours(1)))
        {
            reports = (await sweeper.SweepOnceAsync(new PolicySet(null, policies), request: null, CancellationToken.None)).Applications;
        }

        return reports;
    }

    /// <summary>Called with each step that has ended.</summary>
    public Action<Step> OnStep { get; set; } = _ => { };

    public async Task<JsonNode> PostAsync(string command, string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var response = await _control.PostAsync(new Uri(command, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? new JsonObject() : JsonNode.Parse(text)!;
    }

    public async Task<JsonNode> GetAsync(string query) => (await _control.GetFromJsonAsync<JsonNode>(new Uri(query, UriKind.Relative)))!;

    /// <summary>How often a route was asked for.</summary>
    public async Task<int> CountAsync(string route) => (int?)(await GetAsync("requests"))["byRoute"]?[route]?["count"] ?? 0;

    /// <summary>The application's credentials that are not removed, by ground truth.</summary>
    public async Task<IReadOnlyList<JsonNode>> LiveAsync(SandboxApplication application) => [.. (await GetAsync("state"))["tenants"]!.AsArray()
        .SelectMany(tenant => tenant!["applications"]!.AsArray())
        .Single(candidate => (string)candidate!["appId"]! == application.AppId.ToString())!["credentials"]!.AsArray()
        .Where(credential => credential!["removedAt"] is null)
        .Select(credential => credential!)];

    /// <summary>The versions of a secret, by ground truth, in the order they were written.</summary>
    public async Task<IReadOnlyList<JsonNode>> VersionsAsync(string vault, string secret) => [.. (await GetAsync("state"))["vaults"]!.AsArray()
        .Where(candidate => ((string)candidate!["uri"]!).Contains($"//{vault}.", StringComparison.Ordinal))
        .SelectMany(candidate => candidate!["secrets"]!.AsArray())
        .Where(candidate => (string)candidate!["name"]! == secret)
        .SelectMany(candidate => candidate!["versions"]!.AsArray())
        .Select(version => version!)];

    /// <summary>Holds if the newest version is the value of a live credential, and that is the only one.</summary>
    public async Task AssertOneLiveCredentialIsPublishedAsync(SandboxApplication application, string vault = "contoso-prod")
    {
        var live = Assert.Single(await LiveAsync(application));
        var newest = (await VersionsAsync(vault, $"{application.DisplayName}-secret"))[^1];
        Assert.Equal((string)live["valueSha256"]!, (string)newest["valueSha256"]!);
    }

    public IReadOnlyList<AuditRecord> OpenIntents(Guid objectId) => _audit.OpenIntents(objectId);

    public override void StepEnded(Policy policy, DirectoryApplication application, StepRecord step, string message)
    {
        Told.Enqueue($"{policy.Name}: {step.Step} {step.Outcome} {step.Reason}: {message}");
        OnStep(step.Step);
    }

    public override void Reconciled(ApplicationReport report) => Told.Enqueue(report.Message);

    public override void Unexpected(Policy policy, Exception exception) => Defects.Add(exception);

    public void Dispose()
    {
        LeakHunt.AssertNone([.. Told, .. Defects.Select(defect => defect.ToString()), .. Audit.Select(record => record.ToString())], Engine.EverySecretText());
        _connection.Dispose();
        _handler.Dispose();
        _control.Dispose();
    }

    private Task Idle(TimeSpan wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Sandbox.Advance(wait);
        return Task.CompletedTask;
    }

    private AzureConnection Connect()
    {
        var identity = Engine.Operator;
        return new AzureConnection(
            new AzureOptions
            {
                TenantId = identity.TenantId,
                Operator = new OperatorSecret(identity.TenantId, identity.ClientId, new SecretText(identity.ClientSecret)),
                Handler = _handler,
                DisableInstanceDiscovery = true,
                RealTime = new StandingTime(),
            },
            Clock);
    }
}
