using System.CommandLine;
using System.Text.Json.Nodes;
using RotationService.Benchmarks.Fleets;
using RotationService.Benchmarks.Virtual;
using RotationService.Sandbox;
using RotationService.Sandbox.Control;
using RotationService.Sandbox.Hosting;
using RotationService.Sandbox.Quotas;

namespace RotationService.Benchmarks.Sweeping;

/// <summary><c>sweep</c>: what a look at all applications costs when nothing is due, over TLS on the loopback interface.</summary>
internal static class SweepCommand
{
    /// <summary>How many secrets are in one vault.</summary>
    private const int AppsPerVault = 10_000;

    /// <summary>How many are under policy where most are not.</summary>
    private const int Few = 100;

    /// <summary>As shells expect it of a program that was.</summary>
    private const int Interrupted = 130;

    private const int OurPageSize = 999;
    private const int ScriptPageSize = 100;

    /// <summary>After this the service, waiting, has closed its connections and given memory back.</summary>
    private static readonly TimeSpan UntilItHasForgotten = TimeSpan.FromSeconds(7);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var apps = new Option<int>("--apps") { Description = "How many applications: once with all of them under policy, once with a hundred of them.", DefaultValueFactory = _ => 10_000 };
        var rivalApps = new Option<int>("--rival-apps") { Description = "The rivals read each application by itself; of more than so many only these.", DefaultValueFactory = _ => 10_000 };
        var managed = new Option<int?>("--managed") { Description = "How many of them are under policy: then only that is measured, and no rival." };
        var command = new Command("sweep", "Sweeps applications for which nothing is due, as a process of its own against a sandbox over loopback TLS.") { apps, managed, rivalApps };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(apps), parsed.GetValue(managed), parsed.GetValue(rivalApps), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int apps, int? managed, int rivalApps, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("rotation-benchmarks-");
        try
        {
            var result = await MeasureOursAsync(folder.CreateSubdirectory("ours").FullName, apps, Math.Min(managed ?? apps, apps), cancellationToken);
            if (managed is null)
            {
                result["fewManaged"] = await MeasureOursAsync(folder.CreateSubdirectory("few").FullName, apps, Math.Min(Few, apps), cancellationToken);
                result["rivals"] = await MeasureRivalsAsync(folder.CreateSubdirectory("rivals").FullName, Math.Min(apps, rivalApps), cancellationToken);
            }

            Console.WriteLine(result.ToJsonString());
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Say("interrupted");
            return Interrupted;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<JsonObject> MeasureOursAsync(string folder, int apps, int managed, CancellationToken cancellationToken)
    {
        await using var host = await ServeAsync(folder, apps, managed, cancellationToken);
        using var worker = WorkerProcess.Start(host.Url, Contender.Ours, VaultsFor(apps), apps);

        // At first sight the vaults are read for each application. The sandbox lets it; the service keeps to what is published all the same.
        Keep(host.Engine, quotas: false);
        await Say("ours: first sight");
        CallTable.Reset(host.Engine);
        var first = Row(apps, await worker.WorkAsync(cancellationToken), CallTable.Of(host.Engine), floor: null);

        await Task.Delay(UntilItHasForgotten, cancellationToken);
        Keep(host.Engine, quotas: true);
        await Say("ours: a sweep with nothing due");
        CallTable.Reset(host.Engine);
        var measured = await worker.WorkAsync(cancellationToken);
        var calls = CallTable.Of(host.Engine);
        var result = Row(apps, measured, calls, new QuotaFloor().SecondsFor(Quota.GraphUnits, Math.Ceiling((double)apps / OurPageSize)));
        result["managed"] = managed;
        result["throttled"] = calls.Throttled;
        result["firstSight"] = first;
        return result;
    }

    private static async Task<JsonObject> MeasureRivalsAsync(string folder, int apps, CancellationToken cancellationToken)
    {
        await using var host = await ServeAsync(folder, apps, apps, cancellationToken);
        var floor = new QuotaFloor();
        var rows = new JsonObject();
        foreach (var (who, quotaFloor) in ((Contender, double)[])
        [
            (Contender.Script, floor.SecondsFor(Quota.GraphUnits, Math.Ceiling((double)apps / ScriptPageSize) + apps)),
            (Contender.Terraform, Math.Max(floor.SecondsFor(Quota.GraphUnits, 2 * apps), floor.SecondsFor(Quota.VaultOthers, (double)apps / VaultsFor(apps)))),
        ])
        {
            await Say($"{who}: a run with nothing due");
            Keep(host.Engine, quotas: false);
            using var worker = WorkerProcess.Start(host.Url, who, VaultsFor(apps), apps);
            await worker.WorkAsync(cancellationToken);
            CallTable.Reset(host.Engine);
            var measured = await worker.WorkAsync(cancellationToken);
            rows[who.ToString().ToLowerInvariant()] = Row(apps, measured, CallTable.Of(host.Engine), quotaFloor);
        }

        return rows;
    }

    private static async Task<SandboxHost> ServeAsync(string folder, int apps, int managed, CancellationToken cancellationToken)
    {
        var host = await SandboxHost.StartAsync(
            new SandboxHostOptions { Directory = folder, Speed = 1, World = new SandboxOptions { TenantId = Fleet.Tenant, Vaults = Fleet.VaultNames(VaultsFor(apps)) } },
            TimeProvider.System,
            cancellationToken);

        // Nothing here is to outlive the process.
        host.Engine.Persist = null;
        await Say($"making {apps} applications, {managed} of them under policy");
        var now = host.Clock.GetUtcNow();
        var fleet = new Fleet(VaultsFor(apps));
        for (var number = 0; number < apps; number++)
        {
            // None is due within the run, and not all have one age.
            fleet.Add(host.Engine, now, Fleet.DueIn(TimeSpan.FromDays(1 + (number % 56))), byUs: number < managed);
        }

        return host;
    }

    private static int VaultsFor(int apps) => (int)Math.Ceiling((double)apps / AppsPerVault);

    private static void Keep(SandboxEngine engine, bool quotas) => engine.Change(new WorldChange { Quotas = new QuotasChange(Enabled: quotas) });

    private static JsonObject Row(int apps, Measured measured, CallTable calls, double? floor)
    {
        var row = new JsonObject
        {
            ["apps"] = apps,
            ["graphRequests"] = calls.To("graph"),
            ["vaultRequests"] = calls.To("vault"),
            ["tokenRequests"] = calls.To("login"),
            ["seconds"] = measured.Seconds,
            ["cpuSeconds"] = measured.CpuSeconds,
            ["peakMiB"] = measured.PeakMiB,
        };
        if (floor is { } seconds)
        {
            row["quotaFloorSeconds"] = Math.Round(seconds, 1);
        }

        return row;
    }

    private static Task Say(string what) => Console.Error.WriteLineAsync(what);
}
