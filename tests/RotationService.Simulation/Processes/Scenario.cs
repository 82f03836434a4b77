using System.Globalization;
using System.Xml;

namespace RotationService.Simulation.Processes;

/// <summary>Everything about a run that chance decides, drawn from its seed before it begins.</summary>
internal sealed class Scenario
{
    private static readonly TimeSpan ShortestSettle = TimeSpan.FromSeconds(20);
    private static readonly string[] Delays = ["PT0S", "PT30S", "PT2M"];
    private static readonly string[] Lags = ["PT0S", "PT0S", "PT30S", "PT2M", "PT5M"];
    private static readonly int[] Hours = [1, 2, 3];
    private static readonly MischiefKind[] Kinds =
    [
        MischiefKind.Kill, MischiefKind.Kill, MischiefKind.KillAll, MischiefKind.Terminate, MischiefKind.Pause, MischiefKind.Pause,
        MischiefKind.KillSandbox, MischiefKind.KillSandbox, MischiefKind.FillDisk, MischiefKind.ReadOnlyDisk, MischiefKind.Faults, MischiefKind.Faults,
    ];

    private Scenario(int seed)
    {
        var random = new Random(seed);
        Seed = seed;
        Speed = random.Next(10, 31);
        ReadLag = random.Pick(Lags);
        UsabilityDelay = random.Pick(Delays);
        Sporadic = random.Next(2) == 0;
        Applications = [.. Enumerable.Range(0, random.Next(2, 4)).Select(index => ScenarioApplication.Draw(index, random))];
        GraceHours = random.Pick(Hours);
        Mischief = [.. Enumerable.Range(0, random.Next(5, 9)).Select(_ => MischiefPlan.Draw(random.Pick(Kinds), random))];
        Consumers = random.Next(2, 5);
    }

    /// <summary>What it was drawn from.</summary>
    public int Seed { get; }

    /// <summary>Sandbox time in a second of real time.</summary>
    public int Speed { get; }

    /// <summary>How far the directory's reads lag.</summary>
    public string ReadLag { get; }

    /// <summary>How long a new credential may be refused.</summary>
    public string UsabilityDelay { get; }

    /// <summary>Whether it is accepted one time in two meanwhile.</summary>
    public bool Sporadic { get; }

    /// <summary>When log-ins begin to count, in all policies: while they succeed by chance, none of them proves anything.</summary>
    public TimeSpan Settle => ShortestSettle + (Sporadic ? XmlConvert.ToTimeSpan(UsabilityDelay) : TimeSpan.Zero);

    /// <summary>The grace period of all policies.</summary>
    public int GraceHours { get; }

    /// <summary>The applications.</summary>
    public IReadOnlyList<ScenarioApplication> Applications { get; }

    /// <summary>What is done to the processes, in order.</summary>
    public IReadOnlyList<MischiefPlan> Mischief { get; }

    /// <summary>How many programs use the secrets.</summary>
    public int Consumers { get; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"speed {Speed}, reads lag {ReadLag}, usable after {UsabilityDelay}{(Sporadic ? " and by chance before" : "")}, log-ins count after {Settle}, grace period {GraceHours} h, {Applications.Count} applications, {Consumers} programs");

    /// <summary>Draws one.</summary>
    public static Scenario Draw(int seed) => new(seed);
}
