using RotationService.Core.Reporting;
using RotationService.Sandbox.Control;
using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>A small tenant through some years: several processes, people, programs, and the weather; then calm, in which everything must come to rest.</summary>
internal sealed class SoakWorld : IDisposable
{
    public const int Applications = 8;
    public const int Years = 2;

    /// <summary>How many application-years a world has.</summary>
    public const int ApplicationYears = Applications * Years;

    private static readonly TimeSpan Sparse = TimeSpan.FromDays(14);
    private const int DefaultVaultCheckEverySweeps = 6;

    private static readonly TimeSpan ShortestCalm = TimeSpan.FromDays(1);
    private static readonly TimeSpan CalmInterval = TimeSpan.FromHours(3);

    // The longest grace period there is, the longest wait for a window and of the protocol, and two sweeps after each.
    private static readonly TimeSpan LongestCalm = TimeSpan.FromDays(7) + Wishes.LongestClosed + TimeSpan.FromDays(1) + (CalmInterval * 6);

    private readonly int _seed;
    private readonly Mood _mood;
    private readonly Random _random;
    private readonly Weather _weather;
    private readonly SimulatedWorld _world;
    private readonly Happenings _happenings;
    private readonly SoakParty? _party;
    private DateTimeOffset _calmSince;
    private DateTimeOffset _calmAgainAt;
    private DateTimeOffset _stormyUntil = DateTimeOffset.MinValue;
    private bool _calm;

    public SoakWorld(int seed, WorldOptions options)
    {
        _seed = seed;
        _random = new Random(seed);
        _mood = new Mood(_random);
        _weather = new Weather(_mood, new Random(_random.Next()));

        // Where others are at work, it is looked for them as often as by default.
        var vaultCheckEverySweeps = options.Party.TakesPartIn(seed) ? Math.Min(_mood.VaultCheckEverySweeps, DefaultVaultCheckEverySweeps) : _mood.VaultCheckEverySweeps;
        _world = new SimulatedWorld(_random.Next(), _weather, options with { VaultCheckEverySweeps = vaultCheckEverySweeps });
        _happenings = new Happenings(_world, _mood, new Random(_random.Next()));
        if (options.Party.TakesPartIn(seed))
        {
            var ofParty = new Random(~seed);
            _party = new SoakParty(_world, _happenings, ofParty, options.Party.RightsIn(ofParty));
            _weather.IsContested = true;
        }
    }

    public void Dispose() => _world.Dispose();

    /// <summary>Runs it to its end, or to the first broken promise.</summary>
    public SoakResult Run()
    {
        Settle();
        var end = _world.Time.Start.AddYears(Years);
        ForeseeStorm(Days(20));
        _party?.Begin(JudgeRecovery);
        _world.RunUntil(end);
        if (_world.Judge.Violation is null)
        {
            ComeToRest();
            _world.Judge.JudgeLogs();
            _world.Judge.JudgeVersions();
        }

        _world.HuntSecrets();
        return new SoakResult(
            _seed,
            _world.Consumers.Sum(consumer => consumer.LogIns),
            _world.Consumers.SelectMany(consumer => consumer.Excused).GroupBy(excused => excused.Key).ToDictionary(group => group.Key, group => group.Sum(excused => excused.Value)),
            _world.Judge.Tally,
            _world.Judge.Cases.Select(known => known.Written).ToList(),
            _world.Judge.Violation,
            _world.Judge.EventHash,
            _world.Transcript.History);
    }

    private void Settle()
    {
        _world.Engine.Change(new WorldChange
        {
            ReadLag = _mood.ReadLag,
            Usability = new UsabilityChange(_mood.UsabilityDelay, _mood.Sporadic),
            WriteSpacing = _mood.WriteSpacing,
        });
        Wish[] wishes = [.. Enumerable.Range(0, Applications).Select(number => Wishes.Draw(_world, _random, number, _mood.ServicePrincipals))];
        _world.Want(_party?.Choose(wishes) ?? wishes);
        foreach (var wish in _world.Wishes)
        {
            _world.AddConsumer(new Consumer(_world, wish.Application, _random.Next()));
        }

        _world.Ended = machine => _world.Time.At(_world.Time.Now + TimeSpan.FromMinutes(1 + _random.Next(180)), () => Start(machine));
        for (var i = 0; i < _mood.Machines; i++)
        {
            var machine = _world.AddMachine();
            _world.Time.At(_world.Time.Now + TimeSpan.FromHours(_random.Next(48)), () => Start(machine));
        }

        // An edit takes effect at the next sweep, and in life that is within the hour.
        _world.Wished = () =>
        {
            foreach (var machine in _world.Machines)
            {
                _world.Time.At(_world.Time.Now + TimeSpan.FromMinutes(_random.Next(60)), () => machine.Process?.Wake());
            }
        };
    }

    private void Start(Machine machine)
    {
        if (_happenings.IsDown(machine) || !_world.PolicyFileIsSound)
        {
            _world.Time.At(_world.Time.Now + TimeSpan.FromHours(6), () => Start(machine));
            return;
        }

        machine.Start(LiveAsync);
    }

    /// <summary>A process that sweeps densely while things happen, when something is foreseen, and sparsely where nothing can happen.</summary>
    private async Task LiveAsync(ServiceProcess process, CancellationToken cancellationToken)
    {
        var quietSweeps = 0;
        while (true)
        {
            var before = _world.Judge.EventHash;
            var startedAt = _world.Time.Now;
            var report = await process.Sweeper.SweepOnceAsync(process.ReadPolicies(), request: null, cancellationToken).ConfigureAwait(false);
            if (_party is { IsScheduled: true, IsNear: true } && !_calm)
            {
                return;
            }

            quietSweeps = _world.Judge.EventHash == before ? quietSweeps + 1 : 0;
            await process.SleepUntilAsync(NextSweep(quietSweeps, startedAt, report), cancellationToken).ConfigureAwait(false);
        }
    }

    private DateTimeOffset NextSweep(int quietSweeps, DateTimeOffset startedAt, SweepReport report)
    {
        var now = _world.Time.Now;
        var next = now + (_party is { IsNear: true } && !_calm ? _party.Interval : Next(quietSweeps));
        if (!_calm)
        {
            // Every calm has a sweep of every process in it, begun in it: storms that follow each other would otherwise be one outage.
            if (startedAt < _calmSince)
            {
                return now + TimeSpan.FromMinutes(_random.Next(60));
            }

            var soonAfterStorm = _calmAgainAt + (ShortestCalm * _random.Next(1000) / 2000);
            next = next < soonAfterStorm ? next : soonAfterStorm;
        }

        // In the calm, too: a window may be open for less than the interval.
        var foreseen = report.Applications.Where(application => application.NextActionAt > now).Min(application => application.NextActionAt) + TimeSpan.FromMinutes(_random.Next(90));
        return foreseen < next ? foreseen.Value : next;
    }

    private TimeSpan Next(int quietSweeps) => _calm ? CalmInterval : quietSweeps switch
    {
        0 when _random.Next(2) == 0 => TimeSpan.FromMinutes(15 + _random.Next(60)),
        _ => (Sparse * _mood.Machines / 2) + (Sparse * _mood.Machines * _random.Next(1000) / 1000),
    };

    private void ChangeWeather()
    {
        if (_calm)
        {
            return;
        }

        _weather.IsStormy = !_weather.IsStormy;
        _world.Transcript.Note("", _weather.IsStormy ? "a storm begins" : "the storm is over");
        if (!_weather.IsStormy)
        {
            _calmSince = _stormyUntil = _world.Time.Now;
            _world.Refusals.Clear();
            foreach (var machine in _world.Machines)
            {
                machine.DiskIsFull = false;
            }
        }

        _happenings.Begin(_weather.IsStormy);
        if (_weather.IsStormy)
        {
            _world.Time.At(_calmAgainAt, ChangeWeather);
        }
        else
        {
            ForeseeStorm(ShortestCalm + Days(28));
        }
    }

    // Where there was bad weather as well, the calm at the end must do. A process may still stand still that was stopped in a storm days before.
    private void JudgeRecovery(DateTimeOffset attackedSince)
    {
        if (_calm || _weather.IsStormy || _stormyUntil > attackedSince - TimeSpan.FromDays(5))
        {
            return;
        }

        foreach (var known in _world.Judge.Cases)
        {
            if (_world.Judge.WhyNotRecovered(known) is { } why)
            {
                _world.Judge.Violated("A5", $"{known.Wish.Name} has not recovered {Judge.RecoveryTime.TotalHours} h after people answered an attack: {why}.");
            }
        }
    }

    private void ForeseeStorm(TimeSpan after)
    {
        var begins = _world.Time.Now + after;
        _calmAgainAt = begins + Days(5);
        _world.Time.At(begins, ChangeWeather);
    }

    private void ComeToRest()
    {
        _world.Transcript.Note("", "the faults stop");
        (_calm, _weather.IsStormy) = (true, false);
        _world.Refusals.Clear();
        _happenings.PutRight();

        // One machine after the other, so that each closes the intents of its own log.
        foreach (var machine in _world.Machines)
        {
            machine.Process?.Die();
            machine.DiskIsFull = false;
            machine.ClockError = TimeSpan.Zero;
        }

        foreach (var machine in _world.Machines)
        {
            machine.Start(LiveAsync);
            var until = _world.Time.Now + LongestCalm;
            do
            {
                _world.RunUntil(_world.Time.Now + (CalmInterval * 1.5));
            }
            while (_world.Judge.Violation is null && _world.Judge.WhyNotAtRest() is not null && _world.Time.Now < until);

            if (_world.Judge.WhyNotAtRest(_world.Time.Now - (CalmInterval * 2)) is { } why)
            {
                _world.Judge.Violated("I10", $"not at rest {LongestCalm} after the faults stopped: {why}.");
            }

            machine.Process?.Die();
        }
    }

    private TimeSpan Days(int most) => TimeSpan.FromMinutes(_random.Next(most * 24 * 60));
}
