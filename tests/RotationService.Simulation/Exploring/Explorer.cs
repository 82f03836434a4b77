using System.Collections.Concurrent;
using System.Diagnostics;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>Runs every schedule there is: each outcome at each effect, and with more than one fault each pair and each triple of them.</summary>
/// <remarks>
/// A run with one fault more may have other effects behind it than the run without: so the schedules are a tree. The strikes that can be
/// added to a schedule are at the effects that its own run had behind its last strike.
/// </remarks>
/// <param name="options">How the worlds are made.</param>
/// <param name="progress">Told the number of schedules run, that of all there are, and whether the latter is known: those with one fault more can be counted when the others have been run.</param>
/// <param name="cancellationToken">Ends it early; what has been found by then is told.</param>
internal sealed class Explorer(WorldOptions options, Action<int, int, bool> progress, CancellationToken cancellationToken = default)
{
    private readonly Lock _lock = new();
    private readonly List<LifecycleRun> _violations = [];
    private readonly List<Disturbance> _disturbed = [];
    private ulong _hash;
    private int _ran;

    /// <summary>How many schedules have been run.</summary>
    public int Schedules => _ran;

    /// <summary>Those that broke a promise.</summary>
    public IReadOnlyList<LifecycleRun> Violations => _violations;

    /// <summary>Runs everything up to a number of faults.</summary>
    /// <param name="faults">The most faults in a schedule: 1 to 3.</param>
    /// <param name="share">Which share of the schedules with that many faults is run; all where there are fewer, since the others grow from them.</param>
    /// <param name="seed">Which share it is.</param>
    public ExplorerResult Run(int faults, double share = 1, int seed = 1)
    {
        var watch = Stopwatch.StartNew();
        var everything = Lifecycle.Run(Schedule.None(Scope.Everything), options);
        var changes = Lifecycle.Run(Schedule.None(Scope.Changes), options);
        if ((everything.Violation ?? changes.Violation) is not null)
        {
            _violations.Add(everything);
            return Result(everything, watch);
        }

        try
        {
            IReadOnlyList<Grown> grown = [new Grown(changes)];
            var expected = Expected(grown[0]);
            RunAll([new Grown(everything)], faults == 1 ? IsChosen : _ => true, toCome: faults == 1 ? 0 : After(0));
            for (var depth = 1; depth <= faults && faults > 1; depth++)
            {
                var last = depth == faults;
                grown = RunAll(grown, last ? IsChosen : _ => true, After(depth), keep: !last);
            }

            double After(int depth) => expected.Take(faults).Select((count, index) => index < depth ? 0 : index == faults - 1 ? count * share : count).Sum();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Result(everything, watch) with { IsWhole = false };
        }

        return Result(everything, watch);

        bool IsChosen(Schedule schedule) => Sampling.Chooses(schedule, share, seed);
    }

    /// <summary>The schedules with one strike more, behind the last.</summary>
    public static IEnumerable<Schedule> Extend(LifecycleRun run) => Extend(new Grown(run));

    private static IEnumerable<Schedule> Extend(Grown from)
    {
        var first = from.Schedule.Strikes is [.., var strike] ? strike.Point + 1 : 0;
        for (var point = first; point < from.Kinds.Length; point++)
        {
            foreach (var outcome in Outcomes.Of(from.Kinds[point]))
            {
                yield return from.Schedule.With(new Strike(point, outcome));
            }
        }
    }

    /// <summary>How many schedules with one, two and three faults there would be if a fault changed nothing of what can be struck behind it.</summary>
    private static double[] Expected(Grown none)
    {
        double one = 0, two = 0, three = 0;
        foreach (var kind in none.Kinds)
        {
            var outcomes = Outcomes.Of(kind).Count;
            (one, two, three) = (one + outcomes, two + (one * outcomes), three + (two * outcomes));
        }

        return [one, two, three];
    }

    // There may be hundreds of thousands of them: they are counted, and made again when it is their turn.
    private List<Grown> RunAll(IReadOnlyList<Grown> from, Func<Schedule, bool> isChosen, double toCome, bool keep = false)
    {
        var runs = new List<Grown>();
        var schedules = from.SelectMany(Extend).Where(isChosen);
        var all = _ran + schedules.Count() + (int)toCome;
        progress(_ran, all, toCome == 0);
        var atATime = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.ForEach(Partitioner.Create(schedules, EnumerablePartitionerOptions.NoBuffering), atATime, schedule =>
        {
            var run = Lifecycle.Run(schedule, options);

            // A schedule has one history. One that breaks a promise and does not do so again was disturbed from outside: that is a
            // defect of the simulation, told apart so that nobody looks for it in the service.
            var again = run.Violation is null ? run : Lifecycle.Run(schedule, options);
            lock (_lock)
            {
                _ran++;
                _hash += run.EventHash * Sampling.HashOf($"{schedule}");
                progress(_ran, all, toCome == 0);
                if (run.Violation is not null && again.Violation is null)
                {
                    _disturbed.Add(new Disturbance(run, again));
                }
                else if (run.Violation is not null)
                {
                    _violations.Add(run);
                }
                else if (keep)
                {
                    runs.Add(new Grown(run));
                }
            }
        });
        return runs;
    }

    private ExplorerResult Result(LifecycleRun everything, Stopwatch watch) => new(
        everything.Points.Count,
        everything.Points.GroupBy(point => point.Route).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count()),
        _ran,
        _violations,
        _disturbed,
        _hash,
        watch.Elapsed);

    /// <summary>What must be known of a run to add a strike to its schedule.</summary>
    private sealed record Grown(Schedule Schedule, EffectKind[] Kinds)
    {
        public Grown(LifecycleRun run)
            : this(run.Schedule, [.. run.Points.Select(point => point.Kind)])
        {
        }
    }
}
