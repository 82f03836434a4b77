using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using RotationService.Benchmarks.Fleets;
using RotationService.Benchmarks.Rivals;
using RotationService.Benchmarks.Virtual;
using RotationService.TestKit;

namespace RotationService.Benchmarks.Rotating;

/// <summary><c>rotation</c>: how many calls a complete rotation takes, from issue to retire.</summary>
/// <remarks>
/// The applications' credentials end at one time and are due over three days; the worker sweeps every hour, as by default, until each old credential is removed and its
/// absence confirmed. Everything it sends meanwhile is counted and shared out. What it sent at first sight, before anything was due, is not.
/// </remarks>
internal static class RotationCommand
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>When what came of the first sweep is over, and the second has not begun.</summary>
    private static readonly TimeSpan FirstSight = TimeSpan.FromMinutes(55);

    private static readonly TimeSpan DueFrom = TimeSpan.FromHours(1.5);
    private static readonly TimeSpan AllAreDue = DueFrom + Fleet.Spread;

    /// <summary>Three lists that do not show a removed credential, and one sweep more.</summary>
    private static readonly TimeSpan Confirmation = TimeSpan.FromHours(4.5);

    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(14);

    /// <summary>In which of its sweeps the service looks at an application at rest, by default.</summary>
    private const int VaultCheckEverySweeps = 6;

    private const int Never = int.MaxValue;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var apps = new Option<int>("--apps") { Description = "How many applications are rotated.", DefaultValueFactory = _ => 1000 };
        var trace = new Option<bool>("--trace") { Description = "Also tell of each of our requests, in their order, on standard error; best with one application." };
        var command = new Command("rotation", "Counts the calls of complete rotations, issue to retire, in virtual time.") { apps, trace };
        command.SetAction((parsed, cancellationToken) => VirtualRun.OnOwnThread(() => Measure(parsed.GetValue(apps), parsed.GetValue(trace), cancellationToken)));
        return command;
    }

    private static void Measure(int apps, bool trace, CancellationToken cancellationToken)
    {
        Console.Error.WriteLine("ours");
        var ours = CountOurs(apps, Never, trace, cancellationToken);
        Console.Error.WriteLine("ours, with the routine looks");
        var looking = CountOurs(apps, VaultCheckEverySweeps, trace: false, cancellationToken);
        Console.Error.WriteLine("the script");
        var script = CountScript(apps, cancellationToken);
        Console.Error.WriteLine("Terraform");
        var terraform = CountTerraform(apps, cancellationToken);

        Show("ours", ours, apps);
        Show("script", script, apps);
        Show("terraform", terraform, apps);
        var result = Row(ours, apps);
        result["routineLooksPerRotation"] = Math.Round((double)(looking.Total - ours.Total) / apps, 2);
        result["rivals"] = new JsonObject { ["script"] = Row(script, apps), ["terraform"] = Row(terraform, apps) };
        Console.WriteLine(result.ToJsonString());
    }

    private static Scene NewScene(int apps)
    {
        var scene = new Scene(vaults: 1);
        for (var number = 0; number < apps; number++)
        {
            scene.Fleet.Add(scene.Engine, scene.Time.GetUtcNow(), Fleet.DueIn(DueFrom));
        }

        return scene;
    }

    private static CallTable CountOurs(int apps, int vaultCheckEverySweeps, bool trace, CancellationToken cancellationToken)
    {
        using var scene = NewScene(apps);
        var milestones = new Milestones(scene.Time, Console.Error.WriteLine);
        using var ours = new Ours(scene.Engine, scene.Time, scene.Network, milestones, vaultCheckEverySweeps);
        using var stop = new CancellationTokenSource();
        CallTable? calls = null;
        scene.Time.Run(
            async () =>
            {
                var start = scene.Time.GetUtcNow();
                var working = ours.Sweeper.RunAsync(() => scene.Fleet.Policies, Interval, stop.Token);
                await scene.Time.WaitAsync(FirstSight, stop.Token);
                CallTable.Reset(scene.Engine);
                scene.Network.Sends = trace ? request => Console.Error.WriteLine($"{scene.Time.GetUtcNow() - start:d\\.hh\\:mm\\:ss\\.ff}  {Route.Of(request)}") : null;
                while (milestones.Retired.Count < apps && scene.Time.GetUtcNow() - start < GivenUpAfter)
                {
                    await scene.Time.WaitAsync(Interval, stop.Token);
                }

                await scene.Time.WaitAsync(Confirmation, stop.Token);
                calls = CallTable.Of(scene.Engine);
                await stop.CancelAsync();
                await working;
            },
            cancellationToken);
        if (milestones.Retired.Count < apps || milestones.Defect is not null)
        {
            throw new InvalidOperationException(
                $"Of {apps} rotations {milestones.Retired.Count} came to their end. {string.Join(", ", milestones.Failures.Select(failure => $"{failure.Key}: {failure.Value}"))}",
                milestones.Defect);
        }

        return calls!;
    }

    private static CallTable CountScript(int apps, CancellationToken cancellationToken)
    {
        using var scene = NewScene(apps);
        using var clients = RivalClients.InVirtualTime(scene.Network, scene.Engine.Operator, scene.Time);
        var script = new ScriptedLoop(clients, scene.Time, _ => { });
        CallTable? calls = null;
        scene.Time.Run(
            async () =>
            {
                // Run daily. From the day on which all are due to the one on which all that was succeeded is old enough.
                await scene.Time.WaitAsync(AllAreDue, cancellationToken);
                CallTable.Reset(scene.Engine);
                do
                {
                    await script.RunAsync(cancellationToken);
                    calls = CallTable.Of(scene.Engine);
                    await scene.Time.WaitAsync(TimeSpan.FromDays(1), cancellationToken);
                }
                while (scene.Fleet.Members.Any(appId => scene.Engine.FindApplication(appId)!.Credentials.Count > 1));
            },
            cancellationToken);
        return calls!;
    }

    private static CallTable CountTerraform(int apps, CancellationToken cancellationToken)
    {
        using var scene = NewScene(apps);
        using var clients = RivalClients.InVirtualTime(scene.Network, scene.Engine.Operator, scene.Time);
        var terraform = new TerraformApply(clients, scene.Time, _ => { });
        CallTable? calls = null;
        scene.Time.Run(
            async () =>
            {
                await terraform.ImportAsync(cancellationToken);
                await scene.Time.WaitAsync(AllAreDue, cancellationToken);
                CallTable.Reset(scene.Engine);
                await terraform.RunAsync(cancellationToken);
                calls = CallTable.Of(scene.Engine);
            },
            cancellationToken);
        return calls!;
    }

    private static JsonObject Row(CallTable calls, int apps) => new()
    {
        ["apps"] = apps,
        ["callsPerRotation"] = Math.Round((double)calls.Total / apps, 2),
        ["throttled"] = calls.Throttled,
        ["calls"] = new JsonObject(calls.Per(apps).Select(route => KeyValuePair.Create<string, JsonNode?>(route.Route, Math.Round(route.Each, 3)))),
    };

    private static void Show(string who, CallTable calls, int apps)
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Environment.NewLine}{who}: {(double)calls.Total / apps:0.00} calls a rotation"));
        foreach (var (route, each) in calls.Per(apps))
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{each,8:0.000}  {route}"));
        }
    }
}
