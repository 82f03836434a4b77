using System.Globalization;
using RotationService.Core.Policies;
using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Exploration;

/// <summary>
/// Several processes on one application, their calls taken in an order that a seed decides: paused for seconds to a day at any call,
/// killed, stopped, answered late, wrongly or not at all, while reads lag and people meddle. After every effect the promise is checked
/// by the ground truth; at the end the faults stop and the application must come to rest.
/// </summary>
/// <remarks>Periods are shortened (a lifetime of twelve hours) so that a run of a thousand events holds several rotations.</remarks>
internal sealed class Explorer
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(30);
    public static readonly TimeSpan Grace = TimeSpan.FromHours(2);

    /// <summary>The grace period as far as the vault's timestamps can tell, which are whole seconds.</summary>
    public static readonly TimeSpan LeastGrace = Grace - TimeSpan.FromSeconds(1);

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(11), TimeSpan.FromHours(3), TimeSpan.FromDays(1)];

    private readonly Random _random;
    private readonly List<Happening> _waiting = [];
    private readonly List<string>? _history;
    private readonly Dictionary<Uri, FakeVault> _copies = [];
    private readonly Dictionary<Uri, FakeVault> _failedOver = [];
    private long _order;

    private Explorer(int seed, Mood mood, bool recordsHistory)
    {
        Seed = seed;
        Mood = mood;
        _random = new Random(seed);
        _history = recordsHistory ? [] : null;
        World = new World();
        Application = World.Add("payments", mood.Personal ? "PersonalMicrosoftAccount" : "AzureADMyOrg");
        Policy = World.Policy(Application, mood.TwoVaults ? ["we", "ne"] : ["we"]) with
        {
            Lifetime = TimeSpan.FromHours(12),
            RenewBefore = TimeSpan.FromHours(5),
            GracePeriod = Grace,
            Adopt = mood.Adopt,
        };
        Truth = new GroundTruth(this);
        Nodes = [.. Enumerable.Range(0, mood.Processes).Select(number => new Node(this, $"P{number}"))];
    }

    public int Seed { get; }

    public Mood Mood { get; }

    public World World { get; }

    public FakeApplication Application { get; }

    public Policy Policy { get; private set; }

    public GroundTruth Truth { get; }

    public IReadOnlyList<Node> Nodes { get; }

    public bool Calm { get; private set; }

    public int Events { get; private set; }

    public DateTimeOffset Now => World.Time.True;

    /// <summary>Runs one seed. Throws <see cref="BrokenPromiseException"/>, with the history, if the promise is broken.</summary>
    public static Explorer Run(int seed, Func<Mood, Mood>? adjust = null)
    {
        var mood = Mood.Of(seed);
        mood = adjust?.Invoke(mood) ?? mood;
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            try
            {
                var explorer = new Explorer(seed, mood, recordsHistory: false);
                explorer.Run();
                return explorer;
            }
            catch (BrokenPromiseException)
            {
                // The same again, this time writing down what happens.
                var explorer = new Explorer(seed, mood, recordsHistory: true);
                try
                {
                    explorer.Run();
                }
                catch (BrokenPromiseException broken)
                {
                    throw new BrokenPromiseException($"Seed {seed}, {mood}: {broken.Message}{Environment.NewLine}{string.Join(Environment.NewLine, explorer._history!)}", broken);
                }

                throw;
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    public bool Chance(double probability) => !Calm && _random.NextDouble() < probability;

    public int Pick(int count) => _random.Next(count);

    public T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    public TimeSpan Between(double fromSeconds, double toSeconds) => TimeSpan.FromSeconds(fromSeconds + (_random.NextDouble() * (toSeconds - fromSeconds)));

    /// <summary>Adds something that happens at a time, or later, if it is a process's own doing and that process is paused then.</summary>
    public Happening At(DateTimeOffset at, string what, Node? doer, Action happen)
    {
        var happening = new Happening(at, _order++, what, doer, doer?.Life ?? 0, happen);
        _waiting.Add(happening);
        return happening;
    }

    /// <summary>The stale, read-only copy that a vault which has failed over shows; null while it has not.</summary>
    public FakeVault? CopyShownBy(Uri address) => _failedOver.GetValueOrDefault(address);

    public void Forget(Happening happening) => _waiting.Remove(happening);

    public void Note(string who, string what) =>
        _history?.Add(string.Create(CultureInfo.InvariantCulture, $"{Now - World.Start:d\\.hh\\:mm\\:ss\\.fff} {who,-7} {what}"));

    private void Run()
    {
        foreach (var node in Nodes)
        {
            node.Start();
        }

        while (Events < Mood.Length)
        {
            Step();
            Meddle();
        }

        ComeToRest();
    }

    private void Step()
    {
        Events++;
        _waiting.RemoveAll(happening => happening.Doer is { } doer && happening.Life != doer.Life);
        var ready = _waiting.Where(happening => happening.ReadyAt <= Now).ToList();
        if (ready.Count == 0)
        {
            var next = _waiting.MinBy(happening => (happening.ReadyAt, happening.Order)) ?? throw new InvalidOperationException("Nothing is left to happen.");
            World.Time.Advance(next.ReadyAt - Now);
            ready = [next];
        }

        var chosen = Pick(ready);
        _waiting.Remove(chosen);
        if (chosen.What.Length > 0)
        {
            Note(chosen.Doer?.Name ?? "wire", chosen.What);
        }

        chosen.Happen();
        foreach (var node in Nodes)
        {
            node.ThrowIfDefective();
        }

        Truth.Look();
    }

    private void Meddle()
    {
        foreach (var node in Nodes)
        {
            if (Chance(Mood.PauseRate))
            {
                node.Pause(Pick(Pauses));
            }

            if (Chance(Mood.SkewRate))
            {
                node.SetClock(Pick(3) switch { 0 => TimeSpan.Zero, 1 => Between(-200, 200), _ => TimeSpan.FromHours(24 * (Pick(2) == 0 ? 1 : -1)) });
            }

            if (Chance(Mood.CrashRate))
            {
                node.End(byStopping: Chance(0.4));
            }
        }

        if (Events % 100 == 0)
        {
            foreach (var address in Policy.Vaults)
            {
                _copies[address] = ((FakeVault)World.At(address)).Copy();
            }
        }

        if (_copies.Count > 0 && Chance(Mood.FailoverRate))
        {
            var address = Pick(Policy.Vaults);
            Note("wire", $"{address.Host} fails over");
            _failedOver[address] = _copies[address];
            At(Now + Between(60, 7200), "", doer: null, () =>
            {
                Note("wire", $"{address.Host} is back");
                _failedOver.Remove(address);
            });
        }

        if (Chance(Mood.PeopleRate))
        {
            People.DoSomething(this);
            Truth.Look();
        }
    }

    private void ComeToRest()
    {
        Calm = true;
        Note("", "the faults stop");
        _failedOver.Clear();
        _waiting.RemoveAll(happening => happening.Doer is not null);
        foreach (var node in Nodes)
        {
            node.End(byStopping: false);
        }

        // One after the other, so that each closes the intents of its own log.
        foreach (var node in Nodes)
        {
            node.Start();
            var until = Now + Grace + TimeSpan.FromHours(3.5);
            while (Now < until)
            {
                Step();
            }

            // Then until nothing is under way: the next rotation may be due just now.
            until = Now + TimeSpan.FromHours(4);
            while (Truth.WhyNotAtRest(node) is { } why)
            {
                if (Now > until)
                {
                    throw new BrokenPromiseException($"I10: not at rest {Grace + TimeSpan.FromHours(7.5)} after the faults stopped: {why}");
                }

                Step();
            }

            node.End(byStopping: false);
            _waiting.RemoveAll(happening => happening.Doer is not null);
        }

        foreach (var node in Nodes)
        {
            Truth.CheckLog(node);
        }
    }
}
