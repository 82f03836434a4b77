using System.Globalization;
using System.Text.Json;

namespace RotationService.Simulation.Processes;

/// <summary>Many runs, some at a time.</summary>
/// <param name="settings">What they put to the test, and for how long.</param>
/// <param name="progress">Where violations and progress are told.</param>
internal sealed class Campaign(RunSettings settings, TextWriter progress)
{
    private readonly Dictionary<MischiefKind, int> _done = [];
    private readonly Lock _lock = new();
    private int _runs;
    private int _violations;
    private int _rotations;
    private int _logIns;
    private TimeSpan _lasted;

    /// <summary>How many promises were broken.</summary>
    public int Violations => _violations;

    /// <summary>Makes the runs of the seeds from <paramref name="seed"/> on.</summary>
    /// <param name="runs">How many.</param>
    /// <param name="seed">The first seed.</param>
    /// <param name="parallel">How many at a time.</param>
    /// <param name="keep">Whether the folders of good runs are kept as well.</param>
    /// <param name="cancellationToken">Stops it; every process is ended and every disk unmounted.</param>
    public async Task RunAsync(int runs, int seed, int parallel, bool keep, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var canMount = await Disk.CanMountAsync();
        if (!canMount)
        {
            await progress.WriteLineAsync("No disk can be mounted here (that takes Linux and root): none is filled or made read-only.");
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellationToken };
        try
        {
            await Parallel.ForAsync(seed, seed + runs, options, async (each, token) => await RunOneAsync(each, canMount, keep, token));
        }
        finally
        {
            _lasted = TimeProvider.System.GetElapsedTime(began);
        }
    }

    /// <summary>The summary, in one line of JSON.</summary>
    public string Summary() => JsonSerializer.Serialize(new
    {
        runs = _runs,
        violations = _violations,
        kills = Done(MischiefKind.Kill) + (Stage.Copies * Done(MischiefKind.KillAll)),
        terms = Done(MischiefKind.Terminate),
        stops = Done(MischiefKind.Pause),
        sandboxKills = Done(MischiefKind.KillSandbox),
        diskFull = Done(MischiefKind.FillDisk),
        diskReadOnly = Done(MischiefKind.ReadOnlyDisk),
        faults = Done(MischiefKind.Faults),
        rotations = _rotations,
        logIns = _logIns,
        executable = settings.Program.Kind,
        beside = settings.OtherRelease?.Kind,
        days = settings.MinimumDuration.TotalDays,
        seconds = Math.Round(_lasted.TotalSeconds, 1),
    });

    private async Task RunOneAsync(int seed, bool canMount, bool keep, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory(string.Create(CultureInfo.InvariantCulture, $"rotation-service-run-{seed}-")).FullName;
        var kept = keep;
        try
        {
            var scenario = Scenario.Draw(seed);
            var history = new History();
            await using var stage = await Stage.BuildAsync(scenario, settings, directory, canMount, cancellationToken);
            var run = new Run(scenario, stage, history, canMount);
            var violations = await run.PlayAsync(cancellationToken);
            await File.WriteAllLinesAsync(Path.Combine(directory, "history.txt"), history.Lines, cancellationToken);
            kept |= violations.Count > 0;
            Add(run, violations.Count);
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {(violations.Count == 0 ? "fine" : $"{violations.Count} violations")}, {run.Rotations} rotations, {run.LogIns} log-ins, {history.Elapsed.TotalSeconds:0.0} s"));
            if (violations.Count > 0)
            {
                await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""

                    VIOLATIONS with seed {seed}
                    {string.Join('\n', violations)}
                    {string.Join('\n', history.Lines)}
                    kept:   {directory}
                    replay: dotnet run -c Release --project tests/RotationService.Simulation -- processes --runs 1 --seed {seed} --keep

                    """));
            }
        }
#pragma warning disable CA1031 // Whatever breaks a run must not end the others, and must not pass for a good one.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            kept = true;
            Interlocked.Increment(ref _violations);
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: the run itself failed, kept in {directory}: {exception}"));
        }
        finally
        {
            if (!kept)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private int Done(MischiefKind kind) => _done.GetValueOrDefault(kind);

    private void Add(Run run, int violations)
    {
        lock (_lock)
        {
            _runs++;
            Interlocked.Add(ref _violations, violations);
            _rotations += run.Rotations;
            _logIns += run.LogIns;
            foreach (var (kind, count) in run.Done)
            {
                _done[kind] = Done(kind) + count;
            }
        }
    }
}
