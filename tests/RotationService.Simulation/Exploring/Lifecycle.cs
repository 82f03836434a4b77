using RotationService.Sandbox;
using RotationService.Simulation.Checking;
using RotationService.Simulation.Hostility;
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

    /// <summary>When an attack ends: several rotations were due by then.</summary>
    private static readonly TimeSpan Attacks = TimeSpan.FromHours(30);

    /// <summary>When an attack begins.</summary>
    private static readonly TimeSpan FirstRotation = TimeSpan.FromMinutes(1);

    /// <summary>How long it may take from then: the longest wait there is, two hours for a credential that cannot be proven, the grace period, and two sweeps after each.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromHours(14);

    /// <summary>Such that one sweep before the second rotation looks at the application at rest, and none between then and the removal: these two go by what was foreseen.</summary>
    private const int VaultCheckEverySweeps = 5;

    private static readonly TimeSpan RestartAfter = TimeSpan.FromMinutes(1);

    /// <summary>Runs a schedule.</summary>
    public static LifecycleRun Run(Schedule schedule, WorldOptions? options = null)
    {
        var fates = new ScheduledFates(schedule);
        using var world = Play(fates, options ?? new WorldOptions(), machines: 1, ["contoso-we"], () => fates.IsOver = true);
        return new LifecycleRun(schedule, fates.Points, world.Judge.Violation, world.Judge.EventHash, world.Transcript.History, world.Transcript.Trail);
    }

    /// <summary>Lets the service go through a lifecycle, on machines that all begin at the same moment.</summary>
    /// <param name="fates">What goes wrong.</param>
    /// <param name="options">How the world is made.</param>
    /// <param name="machines">How many machines it runs on.</param>
    /// <param name="vaults">The vaults that it publishes to.</param>
    /// <param name="faultsEnd">Told when nothing may go wrong any more.</param>
    /// <param name="party">What a hostile party may do that takes part, and what decides how; null if none does.</param>
    /// <returns>The world as it is afterwards.</returns>
    public static SimulatedWorld Play(IFates fates, WorldOptions options, int machines, IReadOnlyList<string> vaults, Action faultsEnd, (IReadOnlySet<Right> Rights, Random Random)? party = null)
    {
        var world = new SimulatedWorld(Seed, fates, options with { VaultCheckEverySweeps = VaultCheckEverySweeps });
        var application = world.Engine.AddApplication(new NewApplication
        {
            DisplayName = "payments",
            TenantId = world.TenantOf(1),
            ServicePrincipalOnly = options.OfServicePrincipal,
            Credentials = [new NewCredential { DisplayName = "by hand" }],
        });
        var wish = new Wish(application, "payments-secret", vaults)
        {
            Lifetime = TimeSpan.FromHours(40),
            RenewBefore = TimeSpan.FromHours(31),
            Grace = TimeSpan.FromHours(2),
            IsServicePrincipal = options.OfServicePrincipal,
        };
        world.Want(party is null ? [wish] : Attack(world, wish, party.Value.Rights, party.Value.Random));
        world.AddConsumer(new Consumer(world, application, seed: 1));
        world.AddConsumer(new Consumer(world, application, seed: 2));
        world.Ended = machine => world.Time.At(world.Time.Now + RestartAfter, () => Start(machine));
        for (var number = 0; number < machines; number++)
        {
            Start(world.AddMachine());
        }

        world.RunUntil(world.Time.Start + (party is null ? Faults : Attacks));
        faultsEnd();
        world.Refusals.Clear();
        foreach (var machine in world.Machines)
        {
            machine.DiskIsFull = false;
        }

        world.Transcript.Note("", "the faults stop");
        ComeToRest(world, party is null ? Quiet : Judge.RecoveryTime + Quiet);
        world.Judge.JudgeLogs();
        if (party is not null)
        {
            world.Judge.JudgeVersions();
        }

        world.HuntSecrets();
        return world;
    }

    private static void Start(Machine machine) =>
        machine.Start((process, cancellationToken) => process.Sweeper.RunAsync(process.ReadPolicies, Interval, cancellationToken));

    // A party attacks one application; a second, under the same service, must notice nothing of it.
    private static IReadOnlyList<Wish> Attack(SimulatedWorld world, Wish attacked, IReadOnlySet<Right> rights, Random random)
    {
        var other = world.Engine.AddApplication(new NewApplication { DisplayName = "app-1", Tags = [WishedFile.Tag], Credentials = [new NewCredential { DisplayName = "by hand" }] });
        var calm = attacked with { Application = other, Name = "app-1", Secret = "app-1-secret", Vaults = ["contoso-we"], InGroup = true, IsServicePrincipal = false };
        world.Party = new HostileParty(world, random.Next(), rights, [attacked.Application.AppId]);
        world.Party.Plan(world.Time.Start + FirstRotation, Attacks - FirstRotation);
        if (rights.Contains(Right.ForeignName))
        {
            world.Engine.SetSecret(attacked.Vaults[0], attacked.Secret, "Tr0ub4dor of a database", new Dictionary<string, string> { ["team"] = "data" }, enabled: random.Next(2) == 0);
        }

        world.Time.At(world.Time.Start + Attacks, () => AnswerAttack(world));
        return [attacked with { Adopt = random.Next(4) == 0 }, calm];
    }

    // People who are called choose another name where nothing says whose it was.
    private static void AnswerAttack(SimulatedWorld world)
    {
        if (world.Wishes.Any(wish => world.Judge.NeedsPerson(world.Judge.CaseOf(wish.Application.AppId))))
        {
            world.Want([.. world.Wishes.Select(wish => world.Judge.NeedsPerson(world.Judge.CaseOf(wish.Application.AppId)) ? wish with { Secret = $"{wish.Secret}-free" } : wish)]);
        }
    }

    private static void ComeToRest(SimulatedWorld world, TimeSpan within)
    {
        var until = world.Time.Now + within;
        for (var at = world.Time.Now + (Interval / 2); at <= until && world.Judge.Violation is null; at += Interval / 2)
        {
            world.RunUntil(at);
            if (world.Judge.WhyNotAtRest() is null)
            {
                return;
            }
        }

        // An attack lasts for rotations: what the last of them still owes to programs is not left over.
        if (world.Judge.WhyNotAtRest(world.Party is null ? null : world.Time.Now - (Interval * 2)) is { } why)
        {
            if (world.Time.IsOver && world.Machines.Any(machine => machine.Process is not null))
            {
                world.Judge.Violated("simulation", "a process lives and waits for nothing that could happen in its world: what it waits for was taken off the simulation's thread.");
            }

            world.Judge.Violated("I10", $"not at rest {within.TotalHours} h after the faults stopped: {why}.");
        }
    }
}
