using System.Diagnostics;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Exploring;

/// <summary>Runs every schedule there is: each outcome at each effect, and with more than one fault each pair and each triple of them.</summary>
/// <remarks>
/// A run with one fault more may have other effects behind it than the run without: so the schedules are a tree. The strikes that can be
/// added to a schedule are at the effects that its own run had behind its last strike.
/// </remarks>
/// <param name="options">How the worlds are made.</param>
/// <param name="progress">Told the number of schedules run and of those known to come.</param>
internal sealed class Explorer(WorldOptions options, Action<int, int> progress)
{
    private readonly Lock _lock = new();
    private readonly List<LifecycleRun> _violations = [];
    private int _ran;
    private int _disturbed;

    /// <summary>How many schedules have been run.</summary>
    public int Schedules => _ran;

    /// <summary>Those that broke a promise.</summary>
    public IReadOnlyList<LifecycleRun> Violations => _violations;

    /// <summary>Runs everything up to a number of faults.</summary>
    /// <param name="faults">The most faults in a schedule: 1 to 3.</param>
    /// <param name="isChosen">Which schedules with that many faults are run; all where there are fewer, since the others grow from them.</param>
    public ExplorerResult Run(int faults, Func<Schedule, bool> isChosen)
    {
        var watch = Stopwatch.StartNew();
        var everything = Lifecycle.Run(Schedule.None(Scope.Everything), options);
        var changes = Lifecycle.Run(Schedule.None(Scope.Changes), options);
        if ((everything.Violation ?? changes.Violation) is not null)
        {
            _violations.Add(everything);
            return Result(everything, watch);
        }

        RunAll([.. Extend(everything).Where(schedule => faults > 1 || isChosen(schedule))]);
        var grown = new List<LifecycleRun> { changes };
        for (var depth = 1; depth <= faults && faults > 1; depth++)
        {
            var last = depth == faults;
            grown = RunAll([.. grown.SelectMany(Extend).Where(schedule => !last || isChosen(schedule))], keep: !last);
        }

        return Result(everything, watch);
    }

    /// <summary>The schedules with one strike more, behind the last.</summary>
    public static IEnumerable<Schedule> Extend(LifecycleRun run)
    {
        var from = run.Schedule.Strikes is [.., var strike] ? strike.Point + 1 : 0;
        for (var point = from; point < run.Points.Count; point++)
        {
            foreach (var outcome in Outcomes.Of(run.Points[point].Kind))
            {
                yield return run.Schedule.With(new Strike(point, outcome));
            }
        }
    }

    private List<LifecycleRun> RunAll(List<Schedule> schedules, bool keep = false)
    {
        var runs = new List<LifecycleRun>();
        var all = _ran + schedules.Count;
        Parallel.ForEach(schedules, schedule =>
        {
            var run = Lifecycle.Run(schedule, options);

            // A schedule has one history. One that breaks a promise and does not do so again was disturbed from outside: that is a
            // defect of the simulation, told apart so that nobody looks for it in the service.
            var isDisturbed = run.Violation is not null && Lifecycle.Run(schedule, options).Violation is null;
            lock (_lock)
            {
                _ran++;
                progress(_ran, all);
                if (isDisturbed)
                {
                    _disturbed++;
                }
                else if (run.Violation is not null)
                {
                    _violations.Add(run);
                }
                else if (keep)
                {
                    runs.Add(run);
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
        watch.Elapsed);
}
