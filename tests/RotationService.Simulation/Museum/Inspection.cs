using RotationService.Simulation.Exploring;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Museum;

/// <summary>Shows the judge every bug, and as often worlds without one.</summary>
internal static class Inspection
{
    private const int MostFaults = 3;

    /// <summary>Looks for each bug, trial by trial, and runs the trial that shows it once more without it.</summary>
    public static IReadOnlyList<Finding> OfAll(IReadOnlyList<Exhibit> exhibits) =>
        [.. exhibits.AsParallel().AsOrdered().WithExecutionMode(ParallelExecutionMode.ForceParallelism).Select(Of)];

    /// <summary>Looks for one bug.</summary>
    public static Finding Of(Exhibit exhibit)
    {
        var after = 0;
        foreach (var trial in exhibit.Hunt.Trials(exhibit.Options).Take(exhibit.Within))
        {
            after++;
            if (trial.Run(exhibit.Options) is { } violation)
            {
                return new Finding(exhibit, trial, violation, after, trial.Run(new WorldOptions()));
            }
        }

        return new Finding(exhibit, Trial: null, Violation: null, after, FalseAlarm: null);
    }

    /// <summary>Runs lifecycles without a bug, each with up to three faults drawn from its seed.</summary>
    /// <returns>Those in which the judge saw a promise broken.</returns>
    public static IReadOnlyList<LifecycleRun> OfNothing(int seeds, Action<int, int> progress)
    {
        var done = 0;
        var effects = Lifecycle.Run(Schedule.None(Scope.Everything)).Points;
        return
        [
            .. Enumerable.Range(1, seeds).AsParallel().AsOrdered().Select(seed =>
            {
                var run = Lifecycle.Run(Drawn(new Random(seed), effects));
                progress(Interlocked.Increment(ref done), seeds);
                return run;
            }).Where(run => run.Violation is not null),
        ];
    }

    // A later strike may meet another effect than in a run without faults: what cannot happen to that is taken for what it is.
    private static Schedule Drawn(Random random, IReadOnlyList<Effect> effects)
    {
        var points = Enumerable.Range(0, random.Next(MostFaults + 1)).Select(_ => random.Next(effects.Count)).Distinct().Order().ToList();
        return new Schedule(Scope.Everything, [.. points.Select(point => new Strike(point, OneOf(random, Outcomes.Of(effects[point].Kind))))]);
    }

    private static Outcome OneOf(Random random, IReadOnlyList<Outcome> outcomes) => outcomes[random.Next(outcomes.Count)];
}
