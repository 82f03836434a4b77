using RotationService.Sandbox.Control;
using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum.Scenes;

/// <summary>The scenes.</summary>
internal static class Scene
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromHours(14);

    /// <summary>A second instance sweeps while the first waits for the answer to its addPassword.</summary>
    public static Violation? TwoMachines(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed, new Pauses("graph POST /applications/{id}/addPassword", 1, new Fate(Outcome.Success, After: TimeSpan.FromSeconds(20))));
        stage.Open();
        stage.AddMachine();
        stage.AddMachine(after: TimeSpan.FromSeconds(5));
        stage.PlayUntil(TimeSpan.FromHours(19));
        return stage.Close(LongEnough);
    }

    /// <summary>A directory whose reads lag and go backwards, and sweeps close enough to see it.</summary>
    public static Violation? LaggingReads(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed, with: wish => wish with { RenewBefore = TimeSpan.FromHours(37) }) { Interval = TimeSpan.FromMinutes(1) };
        stage.World.Engine.Change(new WorldChange { ReadLag = TimeSpan.FromMinutes(5) });
        stage.Open();
        stage.AddMachine();
        stage.PlayUntil(TimeSpan.FromHours(4));
        return stage.Close(LongEnough);
    }

    /// <summary>A new credential is accepted one time in two until it works, which takes up to two minutes.</summary>
    public static Violation? SlowToWork(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed);
        stage.World.Engine.Change(new WorldChange { Usability = new UsabilityChange(TimeSpan.FromMinutes(2), Sporadic: true) });
        stage.Open();
        stage.AddMachine();
        stage.PlayUntil(TimeSpan.FromHours(19));
        return stage.Close(LongEnough);
    }

    /// <summary>The machine's clock is a day ahead, until somebody sets it right.</summary>
    public static Violation? WrongClock(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed);
        stage.Open();
        var machine = stage.AddMachine();
        machine.ClockError = TimeSpan.FromDays(1);
        stage.PlayUntil(TimeSpan.FromHours(19));
        machine.ClockError = TimeSpan.Zero;
        return stage.Close(LongEnough);
    }

    /// <summary>The value is stored half a minute after its credential was announced; later the vault fails over to a copy from in between.</summary>
    public static Violation? StaleCopy(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed, new Pauses("vault PUT /secrets/{name}-pending", 2, new Fate(Outcome.Success, Before: TimeSpan.FromSeconds(30)))) { Interval = TimeSpan.FromMinutes(12) };
        stage.Open();
        stage.AddMachine();
        stage.PlayUntil(TimeSpan.FromMinutes(11));
        stage.World.ByHand("the vault fails over", () => stage.World.Engine.FailOver("contoso-we", TimeSpan.FromMinutes(11) - TimeSpan.FromSeconds(15)));
        stage.PlayUntil(TimeSpan.FromMinutes(40));
        stage.World.ByHand("the vault fails back", () => stage.World.Engine.FailBack("contoso-we"));
        stage.PlayUntil(TimeSpan.FromHours(19));
        return stage.Close(LongEnough);
    }

    /// <summary>People shorten the grace period while programs still hold a value that was promised them for longer.</summary>
    public static Violation? ShortenedGrace(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed, with: wish => wish with { Grace = TimeSpan.FromHours(6) });
        stage.Open();
        stage.AddMachine();
        stage.PlayUntil(TimeSpan.FromHours(11));
        stage.Edit(wish => wish with { Grace = TimeSpan.FromHours(1) });
        stage.PlayUntil(TimeSpan.FromHours(22));
        return stage.Close(LongEnough);
    }

    /// <summary>Values may be published from ten to twelve; most are proven at another time of day.</summary>
    public static Violation? ShortWindow(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed, with: wish => wish with { Window = new WishedWindow(Enum.GetValues<DayOfWeek>(), From: 10, To: 12, "UTC") });
        stage.Open();
        stage.AddMachine();
        stage.PlayUntil(TimeSpan.FromHours(60));
        return stage.Close(TimeSpan.FromHours(24) + LongEnough);
    }

    /// <summary>People have written the secret themselves, without tags, and its credential ends before long.</summary>
    public static Violation? WrittenByPeople(WorldOptions options, int seed)
    {
        using var stage = new Stage(options, seed, firstEndsIn: TimeSpan.FromHours(50));
        stage.World.Engine.SetSecret("contoso-we", stage.Wish.Secret, stage.Application.Credentials[0].SecretText);
        stage.Open();
        stage.AddMachine();
        stage.PlayUntil(TimeSpan.FromHours(60));
        return stage.Close(LongEnough);
    }
}
