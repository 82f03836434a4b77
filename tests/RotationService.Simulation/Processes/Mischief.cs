using System.Text.Json.Nodes;

namespace RotationService.Simulation.Processes;

/// <summary>Does what was planned, piece by piece: waits for its moment, does it, undoes it after a while.</summary>
internal sealed class Mischief(Stage stage, Scenario scenario, History history, Pace pace, bool canMount)
{
    private static readonly TimeSpan LongestWatch = TimeSpan.FromSeconds(2);
    private readonly Queue<MischiefPlan> _plans = new(scenario.Mischief);
    private readonly List<(TimeSpan At, string What, Func<Task> Do)> _undoing = [];
    private IReadOnlyList<string> _faults = [];
    private TimeSpan _next;
    private TimeSpan? _watchingUntil;
    private long _seen;

    /// <summary>How often each was done.</summary>
    public Dictionary<MischiefKind, int> Done { get; } = [];

    /// <summary>Whether all has been done and undone.</summary>
    public bool IsOver => _plans.Count == 0 && _undoing.Count == 0;

    /// <summary>Goes on.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        await UndoAsync(everything: false);
        if (!_plans.TryPeek(out var plan) || history.Elapsed < _next + plan.After || !IsPossible(plan))
        {
            return;
        }

        if (plan.Hold() is { } hold)
        {
            if (_watchingUntil is null)
            {
                await PostFaultsAsync([hold, .. _faults], cancellationToken);
                _seen = await CountAsync(plan.Route!, cancellationToken);
                _watchingUntil = history.Elapsed + LongestWatch;
                return;
            }

            var isThere = await CountAsync(plan.Route!, cancellationToken) > _seen;
            if (!isThere && history.Elapsed < _watchingUntil)
            {
                return;
            }

            history.Note(isThere ? $"in the middle of {plan.Route}, which {(plan.IsApplied ? "took effect" : "had no effect")}:" : $"nobody called {plan.Route}; all the same:");
        }

        _watchingUntil = null;
        _plans.Dequeue();
        await DoAsync(plan, cancellationToken);
        Done[plan.Kind] = Done.GetValueOrDefault(plan.Kind) + 1;
        _next = history.Elapsed;
    }

    /// <summary>Ends it: everything works again from here on.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        _plans.Clear();
        await UndoAsync(everything: true);
        _faults = [];
        await PostFaultsAsync(_faults, cancellationToken);
    }

    private bool IsPossible(MischiefPlan plan) => plan.Kind switch
    {
        MischiefKind.Faults or MischiefKind.KillSandbox => true,
        MischiefKind.KillAll => stage.Workers.All(IsReady),
        MischiefKind.FillDisk or MischiefKind.ReadOnlyDisk => IsReady(stage.Workers[plan.Worker]) && !stage.Workers[plan.Worker].Disk.IsInTrouble,
        _ => IsReady(stage.Workers[plan.Worker]),
    };

    /// <summary>One that has just begun has no handlers for signals yet, and nothing to lose.</summary>
    private static bool IsReady(Worker worker) => worker is { IsPaused: false, HasBegun: true };

    private async Task DoAsync(MischiefPlan plan, CancellationToken cancellationToken)
    {
        var worker = stage.Workers[plan.Worker];
        var about = $"{plan.Kind}{(plan.Kind is MischiefKind.Faults or MischiefKind.KillSandbox or MischiefKind.KillAll ? "" : $" of {worker.Name}")}";
        history.Note(about);
        switch (plan.Kind)
        {
            case MischiefKind.Kill:
                await KillAsync(worker, plan.Lasts);
                break;
            case MischiefKind.KillAll:
                await Task.WhenAll(stage.Workers.Select(each => KillAsync(each, plan.Lasts)));
                break;
            case MischiefKind.Terminate:
                worker.StartAt = history.Elapsed + plan.Lasts;
                await worker.TerminateAsync();
                break;
            case MischiefKind.Pause:
                await worker.PauseAsync();
                await Task.Delay(plan.Lasts / 4, cancellationToken);
                await pace.AdvanceAsync(System.Xml.XmlConvert.ToTimeSpan(plan.PausedFor), cancellationToken);
                Later(plan.Lasts / 2, $"{worker.Name} goes on, after {plan.PausedFor}", worker.ContinueAsync);
                break;
            case MischiefKind.KillSandbox:
                var killedAt = history.Elapsed;
                await stage.Sandbox.KillAsync();
                await Task.Delay(plan.Lasts / 2, cancellationToken);
                await stage.Sandbox.RestartAsync(cancellationToken);

                // Its clock stood still meanwhile, and those of the workers did not: in life a service that is away loses no time.
                await pace.AdvanceAsync((history.Elapsed - killedAt) * scenario.Speed, cancellationToken);
                history.Note("the sandbox is back");
                await PostFaultsAsync(_faults, cancellationToken);
                break;
            case MischiefKind.FillDisk when canMount:
                worker.Disk.Fill();
                Later(plan.Lasts, $"the disk of {worker.Name} has room", worker.Disk.ReleaseAsync);
                break;
            case MischiefKind.ReadOnlyDisk when canMount:
                await KillAsync(worker, TimeSpan.Zero);
                await worker.Disk.MakeReadOnlyAsync();
                Later(plan.Lasts + TimeSpan.FromSeconds(1), $"the disk of {worker.Name} can be written", worker.Disk.ReleaseAsync);
                break;
            case MischiefKind.Faults:
                _faults = plan.Faults;
                history.Note(string.Join("; ", plan.Faults));
                await PostFaultsAsync(_faults, cancellationToken);
                break;
            default:
                history.Note("not possible here, since nothing can be mounted");
                break;
        }
    }

    private async Task KillAsync(Worker worker, TimeSpan down)
    {
        worker.StartAt = history.Elapsed + down;
        await worker.KillAsync();
    }

    private void Later(TimeSpan after, string what, Func<Task> undo) => _undoing.Add((history.Elapsed + after, what, undo));

    private async Task UndoAsync(bool everything)
    {
        foreach (var undo in _undoing.Where(undo => everything || undo.At <= history.Elapsed).ToList())
        {
            _undoing.Remove(undo);
            history.Note(undo.What);
            await undo.Do();
        }
    }

    private Task PostFaultsAsync(IEnumerable<string> faults, CancellationToken cancellationToken) =>
        stage.Sandbox.PostAsync("faults", $"[{string.Join(',', faults)}]", cancellationToken);

    private async Task<long> CountAsync(string route, CancellationToken cancellationToken) =>
        (long?)JsonNode.Parse(await stage.Sandbox.GetAsync("requests", cancellationToken))!["byRoute"]?[route]?["count"] ?? 0;
}
