using RotationService.Benchmarks.Fleets;
using RotationService.Benchmarks.Rivals;
using RotationService.Benchmarks.Virtual;
using RotationService.Core.Policies;

namespace RotationService.Benchmarks.Bursting;

/// <summary>What came of a fleet all of which was due at once.</summary>
/// <param name="Published">When, counted from the beginning, each application's new value was published.</param>
/// <param name="Calls">What was sent until the last one was.</param>
/// <param name="Failures">How often a step, or an application, did not succeed at once, by what it was.</param>
internal sealed record Burst(IReadOnlyDictionary<Guid, TimeSpan> Published, CallTable Calls, IReadOnlyDictionary<string, int> Failures)
{
    /// <summary>How long one verification takes: to settle, and the log-ins.</summary>
    public static readonly TimeSpan Verification = VerifyRule.Default.Settle + VerifyRule.Default.Over;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(2);

    /// <summary>How long it took until the last of some was published; null if one was not.</summary>
    public double? SecondsFor(IReadOnlyCollection<Guid> applications) =>
        applications.Count > 0 && applications.All(Published.ContainsKey) ? applications.Max(appId => Published[appId].TotalSeconds) : null;

    /// <summary>The worker, started when they are due.</summary>
    public static Burst OfOurs(Scene scene, CancellationToken cancellationToken)
    {
        var milestones = new Milestones(scene.Time, Console.Error.WriteLine);
        using var ours = new Ours(scene.Engine, scene.Time, scene.Network, milestones, vaultCheckEverySweeps: 1);
        using var stop = new CancellationTokenSource();
        var start = scene.Time.GetUtcNow();
        CallTable.Reset(scene.Engine);
        CallTable? calls = null;
        scene.Time.Run(
            async () =>
            {
                var all = new TaskCompletionSource();
                milestones.Reached = () =>
                {
                    if (milestones.Promoted.Count == scene.Fleet.Members.Count)
                    {
                        all.TrySetResult();
                    }
                };
                var working = ours.Sweeper.RunAsync(() => scene.Fleet.Policies, Interval, stop.Token);
                await Task.WhenAny(all.Task, scene.Time.WaitAsync(GivenUpAfter, stop.Token));
                calls = CallTable.Of(scene.Engine);
                await stop.CancelAsync();
                await working;
            },
            cancellationToken);
        return milestones.Defect is { } defect
            ? throw new InvalidOperationException("The service met a defect of its own.", defect)
            : new Burst(milestones.Promoted.ToDictionary(reached => reached.Key, reached => reached.Value - start), calls!, milestones.Failures);
    }

    /// <summary>One run of the script.</summary>
    public static Burst OfScript(Scene scene, CancellationToken cancellationToken)
    {
        using var clients = RivalClients.InVirtualTime(scene.Network, scene.Engine.Operator, scene.Time);
        var (start, published) = (scene.Time.GetUtcNow(), new Dictionary<Guid, TimeSpan>());
        CallTable.Reset(scene.Engine);
        var script = new ScriptedLoop(clients, scene.Time, appId => published[appId] = scene.Time.GetUtcNow() - start);
        scene.Time.Run(() => script.RunAsync(cancellationToken), cancellationToken);
        return new Burst(published, CallTable.Of(scene.Engine), Failed(script.Failed));
    }

    /// <summary>One <c>terraform apply</c>, its removals included in the calls.</summary>
    public static Burst OfTerraform(Scene scene, CancellationToken cancellationToken)
    {
        using var clients = RivalClients.InVirtualTime(scene.Network, scene.Engine.Operator, scene.Time);
        var (start, published) = (scene.Time.GetUtcNow(), new Dictionary<Guid, TimeSpan>());
        var terraform = new TerraformApply(clients, scene.Time, appId =>
        {
            lock (published)
            {
                published[appId] = scene.Time.GetUtcNow() - start;
            }
        });
        scene.Time.Run(
            async () =>
            {
                await terraform.ImportAsync(cancellationToken);
                CallTable.Reset(scene.Engine);
                start = scene.Time.GetUtcNow();
                await terraform.RunAsync(cancellationToken);
            },
            cancellationToken);
        return new Burst(published, CallTable.Of(scene.Engine), Failed(terraform.Failed));
    }

    private static Dictionary<string, int> Failed(int applications) => applications == 0 ? [] : new() { ["application"] = applications };
}
