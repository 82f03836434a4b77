using System.Net;
using RotationService.Core.Policies;
using RotationService.PolicyFile;
using RotationService.Sandbox;
using RotationService.Simulation.Checking;
using RotationService.Simulation.Hostility;
using RotationService.Simulation.Leaks;
using RotationService.TestKit.Clocks;

namespace RotationService.Simulation.World;

/// <summary>A tenant, vaults, people's wishes, the programs that use the secrets, the machines the service runs on, and a judge, in virtual time and on one thread.</summary>
internal sealed class SimulatedWorld : IDisposable
{
    /// <summary>Another, in the worlds that have two.</summary>
    private static readonly Guid OtherTenant = new("72f988bf-0000-4000-8000-000000000002");

    /// <summary>The tenant of every world, so that what clients keep for the whole process says the same in all of them.</summary>
    private static readonly Guid Tenant = new("72f988bf-0000-4000-8000-000000000001");

    private readonly string _folder = Path.Combine(ScratchFolder, $"rotation-simulation-{Environment.ProcessId}-{Guid.NewGuid():n}");
    private readonly List<Consumer> _consumers = [];
    private readonly List<Machine> _machines = [];
    private readonly Func<Policy, Policy> _understand;
    private readonly HashSet<Guid> _tagged = [];
    private readonly Listener? _listener;

    public SimulatedWorld(int seed, IFates fates, WorldOptions? options = null)
    {
        options ??= new WorldOptions();
        Random = new Random(seed);
        Fates = fates;
        (SeamsOf, VaultCheckEverySweeps, _understand) = (options.Seams, options.VaultCheckEverySweeps, options.Understand);
        var clock = new SandboxClock(new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero), TimeProvider.System, speed: 0);
        Time = new Timeline(clock.GetUtcNow(), clock.Advance);
        Engine = new SandboxEngine(clock, new SandboxOptions { Seed = seed, TenantId = Tenant, Vaults = options.Vaults });
        Tenants = options.OfTwoTenants ? [Tenant, OtherTenant] : [];
        foreach (var tenant in Tenants)
        {
            Engine.AddTenant(tenant);
        }

        _listener = options.IsHeard ? new Listener(Engine.Truth.SecretTexts) : null;
        Transcript = new Transcript(Time, options.IsRead, _listener);
        Judge = new Judge(this);
        Engine.Witness = Judge.Witness;
        Directory.CreateDirectory(Path.GetDirectoryName(PolicyPath)!);
    }

    /// <summary>The one thread on which everything happens.</summary>
    public int ThreadId { get; } = Environment.CurrentManagedThreadId;

    public Timeline Time { get; }

    public Random Random { get; }

    public IFates Fates { get; }

    public Func<ServiceProcess, Seams> SeamsOf { get; }

    /// <summary>In which of its sweeps a process looks at an application at rest.</summary>
    public int VaultCheckEverySweeps { get; }

    public SandboxEngine Engine { get; }

    /// <summary>The tenants that the policy file lists; empty if there is only one.</summary>
    public IReadOnlyList<Guid> Tenants { get; }

    public Judge Judge { get; }

    public Transcript Transcript { get; }

    /// <summary>Who writes what the service reads; null where nobody does.</summary>
    public HostileParty? Party { get; set; }

    /// <summary>Hosts that refuse everything from now on.</summary>
    public Dictionary<string, HttpStatusCode> Refusals { get; } = [];

    /// <summary>How far the <c>Date</c> of the answer to a request is ahead of the time (negative: behind); asked for each answer.</summary>
    public Func<Request, TimeSpan> DateAhead { get; set; } = _ => TimeSpan.Zero;

    /// <summary>The process whose request is being served; null while people, or nobody, act.</summary>
    public ServiceProcess? Actor { get; set; }

    /// <summary>Until when a local clock may be wrong, or what it led to may not be undone yet.</summary>
    public DateTimeOffset ClockMayBeWrongUntil { get; set; } = DateTimeOffset.MinValue;

    /// <summary>That request.</summary>
    public Request? Serving { get; set; }

    /// <summary>What people want now.</summary>
    public IReadOnlyList<Wish> Wishes { get; private set; } = [];

    public IReadOnlyList<Machine> Machines => _machines;

    public IReadOnlyList<Consumer> Consumers => _consumers;

    /// <summary>What is done when a process has been killed or has stopped: who starts it again, and when.</summary>
    public Action<Machine> Ended { get; set; } = _ => { };

    /// <summary>What is done when people have edited the policy file.</summary>
    public Action Wished { get; set; } = () => { };

    /// <summary>The policy file, beside what the service writes.</summary>
    public string PolicyPath => Path.Combine(_folder, "written by people", "policies.yaml");

    /// <summary>Whether the policy file is one that a process could start with.</summary>
    public bool PolicyFileIsSound { get; private set; }

    private static string ScratchFolder => Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>The tenant of an application; null where there is but one.</summary>
    public Guid? TenantOf(int number) => Tenants.Count == 0 ? null : Tenants[number % Tenants.Count];

    public Machine AddMachine()
    {
        var machine = new Machine(this, _machines.Count, _folder);
        _machines.Add(machine);
        return machine;
    }

    /// <summary>People write, or edit, the policy file.</summary>
    public void Want(IReadOnlyList<Wish> wishes)
    {
        MoveConsumers();
        Wishes = wishes;
        _tagged.UnionWith(wishes.Select(wish => wish.Application.AppId));
        File.WriteAllText(PolicyPath, WishedFile.Of(wishes, _tagged, Tenants));
        PolicyFileIsSound = true;
        Judge.Wished();
        Wished();
    }

    /// <summary>People leave the policy file in a state that nobody can read. What they wanted before still stands, until they want something else.</summary>
    public void BreakPolicyFile()
    {
        File.AppendAllText(PolicyPath, "  - name: [half a line");
        PolicyFileIsSound = false;
    }

    /// <summary>A process's own watch over the policy file.</summary>
    public PolicyWatch Watch(ServiceProcess process)
    {
        var loaded = PolicyFileLoader.Load(PolicyPath);
        if (loaded.Policies is null)
        {
            throw new InvalidOperationException($"Nobody can start with this policy file: {string.Join("; ", loaded.Messages)}{Environment.NewLine}{File.ReadAllText(PolicyPath)}");
        }

        return new PolicyWatch(
            loaded,
            result =>
            {
                Transcript.Note(process.Machine.Name, result.Policies is null ? "refuses the policy file" : "has read the policy file again");
                if (result.Policies is null && PolicyFileIsSound)
                {
                    Judge.Violated("simulation", $"the policy file that people wrote is refused: {string.Join("; ", result.Messages)}");
                }
            },
            _ => { });
    }

    /// <summary>What a process makes of the policies in force.</summary>
    public PolicySet Understood(PolicySet policies) => policies with
    {
        Policies = [.. policies.Policies.Select(policy => _understand(policy with { Overrides = [.. policy.Overrides.Select(_understand)] }))],
    };

    public void AddConsumer(Consumer consumer) => _consumers.Add(consumer);

    /// <summary>Something people do. The programs go on until then.</summary>
    public void ByHand(string what, Action act)
    {
        MoveConsumers();
        Transcript.Note("people", what);
        act();
    }

    /// <summary>Lets things happen until a moment, or until a promise is broken.</summary>
    public void RunUntil(DateTimeOffset until)
    {
        while (Judge.Violation is null && Time.Step(until))
        {
        }

        RunConsumers();
    }

    /// <summary>Every program does what it has to do up to now, before the world changes under it.</summary>
    public void RunConsumers()
    {
        foreach (var consumer in _consumers)
        {
            consumer.RunUntil(Time.Now);
        }
    }

    public void BeforeApplying(Request request)
    {
        if (request.Effect.Kind is EffectKind.Mutation)
        {
            RunConsumers();
        }

        Judge.BeforeApplying(request);
    }

    /// <summary>Judges I7 in a world that is listened to: whether a secret was in anything that the service has written.</summary>
    /// <returns>Where anything was written.</returns>
    public IReadOnlyCollection<string> HuntSecrets()
    {
        if (_listener is null)
        {
            return [];
        }

        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            _listener.Hear("an audit file", File.ReadAllBytes(file));
        }

        if (_listener.FindLeak() is { } leak)
        {
            Judge.Leaked(leak);
        }

        return _listener.HeardAt;
    }

    public void Dispose()
    {
        _listener?.Dispose();
        foreach (var machine in _machines)
        {
            machine.Process?.Die();
            machine.Audit.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    // Those that are to read elsewhere do so before people do, or say, something else: what they are to read may be gone afterwards.
    private void MoveConsumers()
    {
        RunConsumers();
        foreach (var consumer in _consumers)
        {
            consumer.Move(Time.Now);
        }
    }
}
