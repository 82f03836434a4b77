using RotationService.Sandbox;
using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Scenes;

/// <summary>One application, its wish and two programs that use its secret, with the short periods of a lifecycle; the scene decides the rest.</summary>
internal sealed class Stage : IDisposable
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromMinutes(1);

    public Stage(WorldOptions options, int seed, IFates? fates = null, Func<Wish, Wish>? with = null, TimeSpan? firstEndsIn = null)
    {
        World = new SimulatedWorld(seed, fates ?? new Unharmed(), options);
        Application = World.Engine.AddApplication(new NewApplication
        {
            DisplayName = "payments",
            Credentials = [new NewCredential { DisplayName = "by hand", EndsIn = firstEndsIn ?? TimeSpan.FromDays(700) }],
        });
        var wish = new Wish(Application, "payments-secret", ["contoso-we"])
        {
            Lifetime = TimeSpan.FromHours(40),
            RenewBefore = TimeSpan.FromHours(31),
            Grace = TimeSpan.FromHours(2),
        };
        Wish = with is null ? wish : with(wish);
        World.Ended = machine => World.Time.At(World.Time.Now + RestartAfter, () => Start(machine));
    }

    public SimulatedWorld World { get; }

    public SandboxApplication Application { get; }

    public Wish Wish { get; private set; }

    /// <summary>How often each machine's process sweeps.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(2);

    public void Dispose() => World.Dispose();

    /// <summary>People write the policy file, and programs begin to use the secret.</summary>
    public void Open()
    {
        World.Want([Wish]);
        World.AddConsumer(new Consumer(World, Application, World.Random.Next()));
        World.AddConsumer(new Consumer(World, Application, World.Random.Next()));
    }

    /// <summary>People edit the policy file.</summary>
    public void Edit(Func<Wish, Wish> edit)
    {
        Wish = edit(Wish);
        World.Want([Wish]);
    }

    /// <summary>A machine on which the service runs from some time on.</summary>
    public Machine AddMachine(TimeSpan after = default)
    {
        var machine = World.AddMachine();
        World.Time.At(World.Time.Now + after, () => Start(machine));
        return machine;
    }

    /// <summary>Lets time pass up to so long after the beginning.</summary>
    public void PlayUntil(TimeSpan sinceStart) => World.RunUntil(World.Time.Start + sinceStart);

    /// <summary>Nothing goes wrong any more, and everything must come to rest.</summary>
    /// <returns>The first promise that was broken in the scene; null if none was.</returns>
    public Violation? Close(TimeSpan within)
    {
        var until = World.Time.Now + within;
        while (World.Judge.Violation is null && World.Judge.WhyNotAtRest() is { } why)
        {
            if (World.Time.Now >= until)
            {
                World.Judge.Violated("I10", $"not at rest {within.TotalHours} h after the scene: {why}.");
                break;
            }

            World.RunUntil(World.Time.Now + TimeSpan.FromMinutes(30));
        }

        World.Judge.JudgeLogs();
        World.HuntSecrets();
        return World.Judge.Violation;
    }

    private void Start(Machine machine) => machine.Start(LiveAsync);

    // Each sweep goes by the policy file as it reads then.
    private async Task LiveAsync(ServiceProcess process, CancellationToken cancellationToken)
    {
        while (true)
        {
            await process.Sweeper.SweepOnceAsync(process.ReadPolicies(), request: null, cancellationToken).ConfigureAwait(false);
            await process.SleepUntilAsync(World.Time.Now + Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Unharmed : IFates
    {
        public Fate Of(ServiceProcess process, Effect effect) => Fate.None;
    }
}
