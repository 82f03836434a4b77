using System.Globalization;
using RotationService.Simulation.Processes.Judging;
using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>The processes of a run and what they share: one sandbox, two copies of the service, one policy file, a few applications.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>How many copies of the service there are.</summary>
    public const int Copies = 2;

    /// <summary>What a policy may ask for besides the grace period, so that no pause of ours lasts longer than <c>renewBefore</c> allows.</summary>
    private const int RenewBeforeBesidesGraceHours = 36;

    private const int LifetimeBesidesBothHours = 20;

    private static readonly string[] Vaults = ["contoso-prod", "contoso-dr"];

    private Stage(string directory, RunSettings settings, SandboxProcess sandbox) => (Directory, Settings, Sandbox) = (directory, settings, sandbox);

    /// <summary>Where everything is.</summary>
    public string Directory { get; }

    /// <summary>What the run puts to the test.</summary>
    public RunSettings Settings { get; }

    /// <summary>The sandbox.</summary>
    public SandboxProcess Sandbox { get; }

    /// <summary>The copies of the service.</summary>
    public IReadOnlyList<Worker> Workers { get; private set; } = [];

    /// <summary>The applications.</summary>
    public IReadOnlyList<Subject> Subjects { get; private set; } = [];

    /// <summary>The identity that rotates.</summary>
    public required SandboxIdentity Identity { get; init; }

    /// <summary>Builds it, and starts nothing but the sandbox.</summary>
    public static async Task<Stage> BuildAsync(Scenario scenario, RunSettings settings, string directory, bool canMount, CancellationToken cancellationToken)
    {
        var sandbox = await SandboxProcess.StartAsync(settings.Program, directory, cancellationToken);
        try
        {
            var stage = new Stage(directory, settings, sandbox) { Identity = await SandboxIdentity.OfAsync(sandbox, cancellationToken) };
            await stage.PrepareAsync(scenario, cancellationToken);
            stage.Workers = await stage.HireAsync(canMount);
            return stage;
        }
        catch
        {
            await sandbox.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a worker.</summary>
    public Task StartAsync(Worker worker) => worker.StartAsync(Sandbox.Kills);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var worker in Workers)
        {
            await worker.DisposeAsync();
        }

        await Sandbox.DisposeAsync();
    }

    private async Task PrepareAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        await Sandbox.PostAsync("clock", string.Create(CultureInfo.InvariantCulture, $$"""{"speed":{{scenario.Speed}}}"""), cancellationToken);
        await Sandbox.PostAsync("world", $$"""{"usability":{"delay":"{{scenario.UsabilityDelay}}","sporadic":{{(scenario.Sporadic ? "true" : "false")}} },"readLag":"{{scenario.ReadLag}}"}""", cancellationToken);
        var subjects = new List<Subject>();
        foreach (var application in scenario.Applications)
        {
            subjects.Add(await RegisterAsync(scenario, application, cancellationToken));
        }

        Subjects = subjects;
        await File.WriteAllLinesAsync(Path.Combine(Directory, "rotation-policies.yaml"), ["version: 1", "policies:", .. Subjects.Select(subject => Policy(subject, scenario.Settle))], cancellationToken);
    }

    private async Task<Subject> RegisterAsync(Scenario scenario, ScenarioApplication application, CancellationToken cancellationToken)
    {
        var credentials = application.HandMade ? """[{"displayName":"by hand","endsIn":"PT30H"}]""" : "[]";
        var seeded = (await Sandbox.PostAsync("seed", $$"""{"namePrefix":"{{application.Name}}-","credentials":{{credentials}}}""", cancellationToken))["applications"]![0]!;
        var grace = TimeSpan.FromHours(scenario.GraceHours);
        var subject = new Subject(
            application.Name,
            (Guid)seeded["appId"]!,
            $"{application.Name}-secret",
            [.. Vaults.Take(application.IsInTwoVaults ? 2 : 1).Select(vault => $"{vault}.vault.azure.net")],
            grace,
            grace + TimeSpan.FromHours(RenewBeforeBesidesGraceHours),
            application.Adopts);
        if (application.HandPublished)
        {
            var keyId = (string)seeded["credentials"]![0]!["keyId"]!;
            var secrets = Vaults.Take(subject.Vaults.Count).Select(vault => $$"""{"vault":"{{vault}}","name":"{{subject.Secret}}","fromKeyId":"{{keyId}}"}""");
            await Sandbox.PostAsync("world", $$"""{"secrets":[{{string.Join(',', secrets)}}]}""", cancellationToken);
        }

        return subject;
    }

    private static string Policy(Subject subject, TimeSpan settle) => string.Create(CultureInfo.InvariantCulture, $$"""
          - name: {{subject.Name}}
            application: { appId: {{subject.AppId}} }
            vaults: [{{string.Join(", ", subject.Vaults.Select(vault => $"https://{vault}"))}}]
            secret: {{subject.Secret}}
            lifetime: {{subject.RenewBefore.TotalHours + subject.Grace.TotalHours + LifetimeBesidesBothHours}}h
            renewBefore: {{subject.RenewBefore.TotalHours}}h
            gracePeriod: {{subject.Grace.TotalHours}}h
            adopt: {{(subject.Adopts ? "true" : "false")}}
            verify: { settle: {{settle.TotalSeconds}}s, consecutive: 2, over: 10s, timeout: 15m }
        """);

    private async Task<IReadOnlyList<Worker>> HireAsync(bool canMount)
    {
        var workers = new List<Worker>();
        for (var number = 1; number <= Copies; number++)
        {
            var directory = Path.Combine(Directory, $"worker-{number}");
            System.IO.Directory.CreateDirectory(directory);
            var disk = await Disk.MountAsync(Path.Combine(directory, "audit"), canMount);
            workers.Add(new Worker(number == Copies && Settings.OtherRelease is { } other ? other : Settings.Program, $"worker-{number}", directory, disk, Sandbox.Url, Path.Combine(Directory, "rotation-policies.yaml")));
        }

        return workers;
    }
}
