using System.CommandLine;
using System.Text.Json.Nodes;
using RotationService.Benchmarks.Fleets;
using RotationService.Benchmarks.Virtual;

namespace RotationService.Benchmarks.Bursting;

/// <summary><c>burst</c>: how long it takes until all are rotated that are due at once, beside what the quotas allow.</summary>
internal static class BurstCommand
{
    /// <summary>In how long all of the credentials end: they have been due for a while.</summary>
    private static readonly TimeSpan EndsIn = TimeSpan.FromDays(20);

    /// <summary>Versions that the rivals make for a rotation.</summary>
    private const int RivalCreates = 1;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var apps = new Option<int>("--apps") { Description = "How many applications are due at once.", DefaultValueFactory = _ => 1000 };
        var vaults = new Option<int>("--vaults") { Description = "Over how many vaults they are spread.", DefaultValueFactory = _ => 1 };
        var quota = new Option<double>("--quota") { Description = "What share of the published quotas the sandbox enforces; the service is not told.", DefaultValueFactory = _ => 1 };
        var command = new Command("burst", "Rotates applications that are all due at once, up to the last that is published, in virtual time.") { apps, vaults, quota };
        command.SetAction((parsed, cancellationToken) =>
            VirtualRun.OnOwnThread(() => Measure(parsed.GetValue(apps), parsed.GetValue(vaults), parsed.GetValue(quota), cancellationToken)));
        return command;
    }

    private static void Measure(int apps, int vaults, double quota, CancellationToken cancellationToken)
    {
        var floor = new QuotaFloor(quota);
        Console.Error.WriteLine("ours");
        var result = new JsonObject { ["apps"] = apps, ["vaults"] = vaults, ["quota"] = quota };
        using (var scene = NewScene(apps, vaults, quota))
        {
            Describe(result, Burst.OfOurs(scene, cancellationToken), scene.Fleet, floor.SecondsToPublish(apps, 0, vaults, QuotaFloor.CreatesPerRotation), Burst.Verification);
            result["lowerBoundSeconds"] = Math.Round(floor.SecondsToProveAndPublish(apps, vaults, Burst.Verification), 1);
        }

        var rivals = new JsonObject();
        result["rivals"] = rivals;
        foreach (var (who, run) in ((string, Func<Scene, CancellationToken, Burst>)[])[("script", Burst.OfScript), ("terraform", Burst.OfTerraform)])
        {
            Console.Error.WriteLine(who);
            using var scene = NewScene(apps, vaults, quota);
            var row = new JsonObject();
            rivals[who] = row;
            Describe(row, run(scene, cancellationToken), scene.Fleet, floor.SecondsToPublish(apps, 0, vaults, RivalCreates), TimeSpan.Zero);
        }

        Console.WriteLine(result.ToJsonString());
    }

    private static Scene NewScene(int apps, int vaults, double quota)
    {
        var scene = new Scene(vaults, quota);
        for (var number = 0; number < apps; number++)
        {
            scene.Fleet.Add(scene.Engine, scene.Time.GetUtcNow(), EndsIn);
        }

        return scene;
    }

    private static void Describe(JsonObject row, Burst burst, Fleet fleet, double floor, TimeSpan verification)
    {
        var (makespan, least) = (burst.SecondsFor(fleet.Members), floor + verification.TotalSeconds);
        row["makespanSeconds"] = makespan is { } seconds ? Math.Round(seconds, 1) : null;
        row["quotaFloorSeconds"] = Math.Round(floor, 1);
        row["verificationSeconds"] = verification.TotalSeconds;
        row["ratio"] = makespan is { } took && least > 0 ? Math.Round(took / least, 3) : null;
        row["published"] = burst.Published.Count;
        row["unpublished"] = fleet.Members.Count - burst.Published.Count;
        row["requests"] = burst.Calls.Total;
        row["throttled"] = burst.Calls.Throttled;
        row["throttledShare"] = Math.Round((double)burst.Calls.Throttled / burst.Calls.Total, 4);
        row["failures"] = new JsonObject(burst.Failures.Select(failure => KeyValuePair.Create<string, JsonNode?>(failure.Key, failure.Value)));
    }
}
