using RotationService.Simulation.Processes.Judging;
using RotationService.TestKit.Processes;

namespace RotationService.Simulation.Processes;

/// <summary>One run: a time in which everything goes wrong that was planned, a quiet time in which all must come right, and the verdict.</summary>
internal sealed class Run
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan LongestTrouble = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromSeconds(900);
    private static readonly TimeSpan RealPerDay = TimeSpan.FromSeconds(60);

    /// <summary>A credential that cannot be proven is withdrawn after two hours: the longest wait that the protocol names, beside the grace period.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(2);

    /// <summary>Two sweeps, and the ten minutes in which nothing is issued, seen from one that has just missed them.</summary>
    private static readonly TimeSpan TwoSweeps = TimeSpan.FromMinutes(40);

    private readonly Scenario _scenario;
    private readonly Stage _stage;
    private readonly AuditTrail _trail;
    private readonly Accounting _accounting;
    private readonly Pace _pace;
    private readonly Mischief _mischief;
    private readonly IReadOnlyList<Consumer> _consumers;
    private readonly Random _random;
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<Subject, DateTimeOffset> _unsettledSince = [];
    private GroundTruth? _truth;
    private TimeSpan _lookedAt;

    /// <summary>Prepares one.</summary>
    public Run(Scenario scenario, Stage stage, History history, bool canMount)
    {
        _scenario = scenario;
        _stage = stage;
        History = history;
        _random = new Random(scenario.Seed * 31);
        _trail = new AuditTrail([.. stage.Workers.Select(worker => worker.AuditPath)]);
        _accounting = new Accounting(_trail);
        _pace = new Pace(stage.Sandbox, stage.Workers, stage.Subjects, _trail, history, _random);
        _mischief = new Mischief(stage, scenario, history, _pace, canMount);
        _consumers = [.. Enumerable.Range(0, scenario.Consumers).Select(_ => NewConsumer())];
    }

    /// <summary>What happened.</summary>
    public History History { get; }

    /// <summary>How often each piece of mischief was done.</summary>
    public IReadOnlyDictionary<MischiefKind, int> Done => _mischief.Done;

    /// <summary>How often consumers logged in.</summary>
    public int LogIns => _consumers.Sum(consumer => consumer.LogIns);

    /// <summary>How many credentials of ours were published.</summary>
    public int Rotations => _truth is null ? 0 : _stage.Subjects.Sum(subject => PublishedOf(_truth, subject));

    /// <summary>Plays it.</summary>
    /// <returns>What was broken.</returns>
    public async Task<IReadOnlyList<Violation>> PlayAsync(CancellationToken cancellationToken)
    {
        History.Note(_scenario.ToString());
        foreach (var worker in _stage.Workers)
        {
            await _stage.StartAsync(worker);
        }

        while (!_stage.Workers.All(worker => worker.HasBegun) && History.Elapsed < LongestQuiet)
        {
            await Task.Delay(Tick, cancellationToken);
        }

        var endsAt = History.Elapsed + LongestTrouble;
        while (!_mischief.IsOver && History.Elapsed < endsAt && _violations.Count == 0)
        {
            await StepAsync(cancellationToken);
            await _mischief.StepAsync(cancellationToken);
            await Task.Delay(Tick, cancellationToken);
        }

        History.Note("all faults are off");
        await _mischief.EndAsync(cancellationToken);
        await _stage.Sandbox.PostAsync("world", """{"readLag":"PT0S","usability":{"delay":"PT0S","sporadic":false}}""", cancellationToken);
        await SettleAsync(cancellationToken);
        await EndWorkersAsync(cancellationToken);
        await JudgeAsync(cancellationToken);
        return _violations;
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        await KeepUpAsync();
        if (_truth is not null && History.Elapsed - _lookedAt < LookEvery)
        {
            return;
        }

        _lookedAt = History.Elapsed;
        _truth = GroundTruth.Parse(await _stage.Sandbox.GetAsync("state", cancellationToken));
        History.Now = _truth.Now;
        _violations.AddRange(_accounting.Check(_truth, _stage.Subjects));
        foreach (var consumer in _consumers.Where(_ => _random.Next(3) == 0))
        {
            await UseAsync(consumer, cancellationToken);
        }

        if (!_stage.Workers.Any(worker => worker.IsPaused))
        {
            await _pace.StepAsync(_truth, cancellationToken);
        }
    }

    private async Task UseAsync(Consumer consumer, CancellationToken cancellationToken)
    {
        try
        {
            if (await consumer.UseAsync(restarts: _random.Next(20) == 0, cancellationToken) is { } failed)
            {
                _violations.Add(failed);
            }
        }
        catch (HttpRequestException)
        {
            // A fault that was meant for the service cut this connection: the consumer tries again, as programs do.
        }
    }

    private async Task KeepUpAsync()
    {
        foreach (var worker in _stage.Workers)
        {
            if (worker.JudgeExit(_stage.Sandbox.Kills) is { } violation)
            {
                _violations.Add(violation);
            }

            if (!worker.IsUp && worker.StartAt <= History.Elapsed)
            {
                History.Note($"{worker.Name} starts");
                await _stage.StartAsync(worker);
            }
        }
    }

    /// <summary>All must come right in the time that the protocol names, and be right still when each application has been through a second rotation.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        // A day of rotations takes as long as its proofs, for which time is not moved on.
        var longestQuiet = LongestQuiet + (RealPerDay * _stage.Settings.MinimumDuration.TotalDays);
        var giveUpAt = History.Elapsed + longestQuiet;
        DateTimeOffset? quietSince = null;
        while (_violations.Count == 0)
        {
            await StepAsync(cancellationToken);
            quietSince ??= _truth!.Now;
            _violations.AddRange(_stage.Subjects.Select(Overdue).OfType<Violation>());
            if (_truth!.Now - quietSince >= _stage.Settings.MinimumDuration && _unsettledSince.Count == 0 && _pace.IsIdle && _stage.Subjects.All(subject => PublishedOf(_truth, subject) >= 2))
            {
                History.Note("all is settled");
                return;
            }

            if (History.Elapsed > giveUpAt)
            {
                _violations.Add(new Violation("I10", $"not all is settled, with a second rotation each and {_stage.Settings.MinimumDuration} gone, {longestQuiet} of real time after all faults were off"));
            }

            await Task.Delay(Tick, cancellationToken);
        }
    }

    // Each application by itself: while one is in its grace period, the next may become due.
    private Violation? Overdue(Subject subject)
    {
        var missing = Convergence.Missing(_truth!, subject)
            ?? _trail.Open.Where(intent => intent.AppId == subject.AppId.ToString()).Select(intent => $"{intent} has no outcome").FirstOrDefault();
        if (missing is null)
        {
            _unsettledSince.Remove(subject);
            return null;
        }

        _unsettledSince.TryAdd(subject, _truth!.Now);
        var lasts = _truth.Now - _unsettledSince[subject];
        return lasts > LongestWait + TwoSweeps + subject.Grace ? new Violation("I10", $"not settled {lasts} after all faults were off, or a rotation became due: {missing}") : null;
    }

    private async Task EndWorkersAsync(CancellationToken cancellationToken)
    {
        foreach (var worker in _stage.Workers)
        {
            await worker.TerminateAsync();
        }

        foreach (var worker in _stage.Workers)
        {
            await worker.EndAsync(cancellationToken);
            if (worker.JudgeExit(_stage.Sandbox.Kills) is { } violation)
            {
                _violations.Add(violation);
            }
        }
    }

    private async Task JudgeAsync(CancellationToken cancellationToken)
    {
        // A run that was broken off has left intents that nobody had the time to close.
        var isSettled = _violations.Count == 0;
        var state = await _stage.Sandbox.GetAsync("state", cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_stage.Directory, "state.json"), state, cancellationToken);
        _truth = GroundTruth.Parse(state);
        _violations.AddRange(_accounting.Check(_truth, _stage.Subjects));
        var judge = new PostMortem(_stage.Identity.ClientId, Stage.Copies);
        _violations.AddRange(_stage.Subjects.SelectMany(subject => judge.Judge(_truth, subject)));
        if (isSettled)
        {
            _violations.AddRange(_trail.Unbalanced());
        }

        // A run that is broken off early may leave a worker that had no time to begin its file.
        foreach (var worker in _stage.Workers.Where(worker => File.Exists(worker.AuditPath)))
        {
            if (AuditFile.Problem(await File.ReadAllBytesAsync(worker.AuditPath, cancellationToken)) is { } problem)
            {
                _violations.Add(new Violation("I8", $"the audit file of {worker.Name}: {problem}"));
            }
        }

        await using var verify = Child.Start(_stage.Settings.Program, _stage.Directory, "verify", new Dictionary<string, string>(), ["audit", "verify", "--log", .. _stage.Workers.Select(worker => worker.AuditPath).Where(File.Exists)]);
        await verify.EndAsync(cancellationToken);
        if (verify.ExitCode != 0)
        {
            _violations.Add(new Violation("I8", $"audit verify ended with {verify.ExitCode}"));
        }

        _violations.AddRange(LeakSearch.Violations(_stage));
    }

    private Consumer NewConsumer()
    {
        var subject = _random.Pick(_stage.Subjects);
        return new Consumer(_stage.Sandbox, _stage.Identity, subject, _random.Pick(subject.Vaults), subject.Grace * _random.NextDouble());
    }

    private static int PublishedOf(GroundTruth truth, Subject subject) => truth.Credentials(subject.AppId)
        .Count(credential => credential.IsOurs && subject.Vaults.Any(vault => truth.Versions(vault, subject.Secret).Any(version => version.ValueSha256 == credential.ValueSha256)));
}
