namespace RotationService.Core.Tests.Exploration;

/// <summary>How rough a run is.</summary>
internal sealed record Mood
{
    public int Processes { get; init; } = 2;

    public int Length { get; init; } = 700;

    public bool TwoVaults { get; init; }

    public bool Adopt { get; init; }

    public bool Personal { get; init; }

    public double PauseRate { get; init; }

    public double CrashRate { get; init; }

    public double FaultRate { get; init; }

    public double PeopleRate { get; init; }

    /// <summary>The most credentials of ours that may be live at once; null for any number.</summary>
    public int? MostLive { get; init; }

    /// <summary>How often a vault fails over to a stale copy that takes no writes.</summary>
    public double FailoverRate { get; init; }

    /// <summary>How often a process starts with a wrong clock, or has it stepped.</summary>
    public double SkewRate { get; init; }

    public double ReadLagSeconds { get; init; } = 300;

    public static Mood Of(int seed)
    {
        var random = new Random(seed * 7919);
        var processes = random.Next(10) switch { 0 => 1, < 8 => 2, 8 => 3, _ => 5 };
        var personal = random.Next(8) == 0;
        var peopleRate = personal || random.Next(2) == 0 ? 0 : 0.01;
        var skewRate = random.Next(6) == 0 ? 0.01 : 0;
        return new Mood
        {
            Processes = processes,
            PeopleRate = peopleRate,
            Personal = personal,
            SkewRate = skewRate,
            FailoverRate = random.Next(3) == 0 ? 0.003 : 0,

            // While a clock is wrong nothing is removed.
            MostLive = peopleRate > 0 || skewRate > 0 ? null : processes + 2,
            TwoVaults = random.Next(3) == 0,
            Adopt = random.Next(5) == 0,
            PauseRate = random.Next(4) == 0 ? 0 : 0.03,
            CrashRate = random.Next(3) == 0 ? 0 : 0.01,
            FaultRate = random.Next(3) == 0 ? 0 : 0.05,
        };
    }
}
