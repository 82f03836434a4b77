using System.CommandLine;
using System.Text.Json.Nodes;
using RotationService.Benchmarks.Fleets;
using RotationService.Benchmarks.Virtual;
using RotationService.Sandbox.Quotas;

namespace RotationService.Benchmarks.Bursting;

/// <summary><c>lanes</c>: by how much applications open to personal accounts, of which Graph takes sixty writes a minute, hold up all others.</summary>
/// <remarks>They have a vault of their own: what two applications share in a vault is that vault's quota, and no lane can help it.</remarks>
internal static class LanesCommand
{
    private const int Others = 1000;
    private const int Personal = 200;
    private const string PersonalAudience = "AzureADandPersonalMicrosoftAccount";
    private static readonly TimeSpan EndsIn = TimeSpan.FromDays(20);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var others = new Option<int>("--others") { Description = "How many applications of the organisation's own.", DefaultValueFactory = _ => Others };
        var personal = new Option<int>("--personal") { Description = "How many open to personal accounts.", DefaultValueFactory = _ => Personal };
        var command = new Command("lanes", "Rotates a fleet that is due at once alone, and together with applications open to personal accounts, in virtual time.") { others, personal };
        command.SetAction((parsed, cancellationToken) => VirtualRun.OnOwnThread(() => Measure(parsed.GetValue(others), parsed.GetValue(personal), cancellationToken)));
        return command;
    }

    private static void Measure(int others, int personal, CancellationToken cancellationToken)
    {
        var floor = new QuotaFloor();
        Console.Error.WriteLine("alone");
        using var alone = NewScene(others, personal: 0);
        var aloneBurst = Burst.OfOurs(alone, cancellationToken);
        Console.Error.WriteLine("together");
        using var together = NewScene(others, personal);
        var togetherBurst = Burst.OfOurs(together, cancellationToken);

        var stride = Stride(others, personal);
        var byKind = together.Fleet.Members.Select((appId, number) => (appId, IsPersonal: IsPersonal(number, stride))).ToLookup(member => member.IsPersonal, member => member.appId);
        var (before, after) = (aloneBurst.SecondsFor(alone.Fleet.Members), togetherBurst.SecondsFor([.. byKind[false]]));
        Console.WriteLine(new JsonObject
        {
            ["others"] = others,
            ["personal"] = personal,
            ["aloneSeconds"] = Rounded(before),
            ["togetherSeconds"] = Rounded(after),
            ["slowdown"] = before is { } was && after is { } became ? Math.Round((became / was) - 1, 4) : null,
            ["quotaFloorSeconds"] = Math.Round(floor.SecondsToPublish(others, 0, 1, QuotaFloor.CreatesPerRotation), 1),
            ["personalSeconds"] = Rounded(togetherBurst.SecondsFor([.. byKind[true]])),
            ["personalQuotaFloorSeconds"] = Math.Round(floor.SecondsFor(Quota.PersonalWrites, personal), 1),
            ["verificationSeconds"] = Burst.Verification.TotalSeconds,
            ["unpublished"] = together.Fleet.Members.Count - togetherBurst.Published.Count,
            ["throttled"] = togetherBurst.Calls.Throttled,
            ["throttledAlone"] = aloneBurst.Calls.Throttled,
        }.ToJsonString());
    }

    private static double? Rounded(double? seconds) => seconds is { } value ? Math.Round(value, 1) : null;

    private static int Stride(int others, int personal) => personal == 0 ? int.MaxValue : (others / personal) + 1;

    // Every sixth of them, at the proportion of a thousand to two hundred.
    private static bool IsPersonal(int number, int stride) => number % stride == stride - 1;

    private static Scene NewScene(int others, int personal)
    {
        var scene = new Scene(vaults: 2);
        var stride = Stride(others, personal);
        for (var number = 0; number < others + personal; number++)
        {
            var isPersonal = IsPersonal(number, stride);
            scene.Fleet.Add(scene.Engine, scene.Time.GetUtcNow(), EndsIn, isPersonal ? 1 : 0, isPersonal ? PersonalAudience : "AzureADMyOrg");
        }

        return scene;
    }
}
