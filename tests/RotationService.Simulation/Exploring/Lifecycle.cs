using RotationService.Sandbox;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>
/// One application through a full lifecycle: a first rotation, a second when that is due, and the removal of the first one's credential;
/// then a quiet phase in which nothing goes wrong any more and everything must come to rest.
/// </summary>
/// <remarks>The periods are as short as a policy file may ask for in proportion, so that a lifecycle is few sweeps long.</remarks>
internal static class Lifecycle
{
    private const int Seed = 20260302;

    private static readonly TimeSpan Interval = TimeSpan.FromHours(2);

    /// <summary>When the faults stop: the second rotation is over by then, and the first credential removed, if nothing goes wrong; the third is not due before.</summary>
    private static readonly TimeSpan Faults = TimeSpan.FromHours(15);

    /// <summary>How long it may take from then: the longest wait there is, two hours for a credential that cannot be proven, the grace period, and two sweeps after each.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(14);

    /// <summary>Such that one sweep before the second rotation looks at the application at rest, and none between then and the removal: these two go by what was foreseen.</summary>
    private const int LookEvery = 5;

    private static readonly TimeSpan RestartAfter = TimeSpan.FromMinutes(1);

    /// <summary>Runs a schedule.</summary>
    public static LifecycleRun Run(Schedule schedule, WorldOptions? options = null)
    {
        var fates = new ScheduledFates(schedule);
        options = (options ?? new WorldOptions()) with { LookEvery = LookEvery };
        using var world = new SimulatedWorld(Seed, fates, options);
        var application = world.Engine.AddApplication(new NewApplication
        {
            DisplayName = "payments",
            TenantId = world.TenantOf(1),
            ServicePrincipalOnly = options.OfServicePrincipal,
            Credentials = [new NewCredential { DisplayName = "by hand" }],
        });
        world.Want([new Wish(application, "payments-secret", ["contoso-we"])
        {
            Lifetime = TimeSpan.FromHours(40),
            RenewBefore = TimeSpan.FromHours(31),
            Grace = TimeSpan.FromHours(2),
            IsServicePrincipal = options.OfServicePrincipal,
        }]);
        world.AddConsumer(new Consumer(world, application, seed: 1));
        world.AddConsumer(new Consumer(world, application, seed: 2));
        var machine = world.AddMachine();
        world.Ended = _ => world.Time.At(world.Time.Now + RestartAfter, () => Start(world, machine));
        Start(world, machine);
        world.RunUntil(world.Time.Start + Faults);

        fates.IsOver = true;
        world.Refusals.Clear();
        machine.DiskIsFull = false;
        world.Transcript.Note("", "the faults stop");
        ComeToRest(world);
        world.Judge.JudgeLogs();
        world.HuntSecrets();
        return new LifecycleRun(schedule, fates.Points, world.Judge.Violation, world.Judge.EventHash, world.Transcript.History, world.Transcript.Trail);
    }

    private static void Start(SimulatedWorld world, Machine machine) =>
        machine.Start((process, cancellationToken) => process.Sweeper.RunAsync(process.ReadPolicies, Interval, cancellationToken));

    private static void ComeToRest(SimulatedWorld world)
    {
        var until = world.Time.Now + Quiet;
        for (var at = world.Time.Now + (Interval / 2); at <= until && world.Judge.Violation is null; at += Interval / 2)
        {
            world.RunUntil(at);
            if (world.Judge.WhyNotAtRest() is null)
            {
                return;
            }
        }

        if (world.Judge.WhyNotAtRest() is { } why)
        {
            if (world.Time.IsOver && world.Machines.Any(machine => machine.Process is not null))
            {
                world.Judge.Violated("simulation", "a process lives and waits for nothing that could happen in its world: what it waits for was taken off the simulation's thread.");
            }

            world.Judge.Violated("I10", $"not at rest {Quiet.TotalHours} h after the faults stopped: {why}.");
        }
    }
}
