using RotationService.Audit;
using RotationService.Azure;
using RotationService.Core.Credentials;
using RotationService.Core.Policies;
using RotationService.Core.Rotation;
using RotationService.Core.Sweeping;
using RotationService.Core.Timing;
using RotationService.PolicyFile;
using RotationService.TestKit.Clocks;

namespace RotationService.Simulation.World;

/// <summary>One process of the service, from its start to its end: the production code, real clients included, on a simulated network, clock and disk.</summary>
/// <remarks>Everything runs on the simulation's one thread. A killed process is unwound by an exception at the next thing it tries; none of that has any effect.</remarks>
internal sealed class ServiceProcess
{
    // Several passes that wait for one answer (a token for the service itself) are woken on other threads by the clients, in no
    // particular order. So a process carries on one application at a time; it is other processes that come in between its calls.
    private const int OneAtATime = 1;

    private readonly SimulatedWorld _world;
    private readonly CancellationToken _stopping;
    private readonly Action _stop;
    private readonly AuditLog _audit;
    private readonly ProcessTime _time;
    private readonly PolicyWatch _policies;
    private Action _wake = () => { };
    private (PolicySet Read, PolicySet Understood)? _inForce;

    public ServiceProcess(SimulatedWorld world, Machine machine)
    {
        _world = world;
        Machine = machine;
        var stop = new CancellationTokenSource();
        (_stopping, _stop) = (stop.Token, stop.Cancel);
        PoliciesReadAt = world.Time.Now;
        _policies = world.Watch(this);
        _time = new ProcessTime(world.Time, this);
        Clock = new ServiceClock(_time);
        var seams = world.SeamsOf(this);
        var identity = world.Engine.Operator;
        var azure = new AzureConnection(
            new AzureOptions
            {
                TenantId = identity.TenantId,
                Tenants = world.Tenants,
                Operator = new OperatorSecret(identity.TenantId, identity.ClientId, new SecretText(identity.ClientSecret)),
                Handler = seams.Network(new Wire(world, this)),
                DisableInstanceDiscovery = true,
                RealTime = Exchanges,
            },
            Clock);
        _audit = AuditLog.Open(machine.AuditPath, _time, world.Transcript.LoggerOf<AuditLog>(), $"simulated process {machine.Lives} on {machine.Name}");
        Sweeper = new Sweeper(
            new RotationDependencies(
                seams.Directory(azure.Directory),
                seams.Vaults(azure.Vaults),
                seams.Tokens(azure.Tokens),
                seams.Audit(new FaultyAudit(world, this, _audit)),
                new SeededIdentifiers(new Random(world.Random.Next())),
                new ProcessEvents(world, this, world.Transcript.IsHeard ? world.Transcript.NewListeners() : null),
                Clock),
            IdleAsync,
            OneAtATime,
            world.VaultCheckEverySweeps);
    }

    public SimulatedWorld World => _world;

    public Machine Machine { get; }

    public ServiceClock Clock { get; }

    public Sweeper Sweeper { get; }

    public StandingTime Exchanges { get; } = new();

    /// <summary>When it read a policy file that can be read last. A sweep goes by what the file said when it began, however long the process stands still in it.</summary>
    public DateTimeOffset PoliciesReadAt { get; private set; }

    public bool IsDead { get; private set; }

    /// <summary>Until when it stands still (SIGSTOP): what is under way goes on outside, and nothing of its own happens.</summary>
    public DateTimeOffset PausedUntil { get; private set; }

    /// <summary>Reads the policy file, as at the beginning of a sweep.</summary>
    public PolicySet ReadPolicies()
    {
        PoliciesReadAt = _world.PolicyFileIsSound ? _world.Time.Now : PoliciesReadAt;

        // As long as the file stays as it is they are the same, as in the worker, and so is what has been made of them.
        var current = _policies.Current;
        _inForce = _inForce is { } last && ReferenceEquals(last.Read, current) ? last : (current, _world.Understood(current));
        return _inForce.Value.Understood;
    }

    /// <summary>Starts it; returns when it waits for the first time.</summary>
    public void Start(Func<ServiceProcess, CancellationToken, Task> live) => _ = LiveAsync(live);

    /// <summary>SIGTERM.</summary>
    public void Stop()
    {
        _world.Transcript.Note(Machine.Name, "is asked to stop");
        WhenRunning(StopWhenNobodyWaits);
    }

    /// <summary>SIGKILL.</summary>
    public void Die()
    {
        IsDead = true;
        _audit.Dispose();
    }

    /// <summary>SIGSTOP, and SIGCONT after a while.</summary>
    public void Pause(TimeSpan by)
    {
        _world.Transcript.Note(Machine.Name, $"stands still for {by}");
        var until = _world.Time.Now + by;
        PausedUntil = until > PausedUntil ? until : PausedUntil;
    }

    public void ThrowIfDead()
    {
        if (IsDead)
        {
            throw new KilledException();
        }

        // Off the simulation's thread two things happen at once, and a seed has more than one history.
        if (Environment.CurrentManagedThreadId != _world.ThreadId)
        {
            _world.Judge.Violated("simulation", $"the service has left the simulation's thread:{Environment.NewLine}{Environment.StackTrace}");
            throw new KilledException();
        }
    }

    /// <summary>Does something in this process: now, or when it no longer stands still, or never if it is dead by then.</summary>
    public void WhenRunning(Action action)
    {
        if (IsDead)
        {
            return;
        }

        if (PausedUntil > _world.Time.Now)
        {
            _world.Time.At(PausedUntil, () => WhenRunning(action));
            return;
        }

        action();
    }

    /// <summary>Waits for the next sweep: until a moment of true time, or until it is woken.</summary>
    public Task SleepUntilAsync(DateTimeOffset until, CancellationToken cancellationToken) => WaitUntilAsync(until, cancellationToken, out _wake);

    /// <summary>Ends its sleep; nothing, if it works.</summary>
    public void Wake() => _wake();

    // A wait that is cancelled is woken on another thread, so SIGTERM comes when the back-off of a client is over.
    private void StopWhenNobodyWaits()
    {
        if (_time.IsAwaited)
        {
            _world.Time.At(_world.Time.Now + TimeSpan.FromSeconds(1), () => WhenRunning(StopWhenNobodyWaits));
            return;
        }

        _stop();
    }

    private Task IdleAsync(TimeSpan wait, CancellationToken cancellationToken) => WaitUntilAsync(_world.Time.Now + wait, cancellationToken, out _);

    private Task WaitUntilAsync(DateTimeOffset until, CancellationToken cancellationToken, out Action wake)
    {
        ThrowIfDead();
        var source = new TaskCompletionSource();
        var registration = cancellationToken.Register(() => source.TrySetCanceled(cancellationToken));
        wake = () => WhenRunning(() =>
        {
            registration.Dispose();
            source.TrySetResult();
        });
        _world.Time.At(until, wake);
        return source.Task;
    }

    private async Task LiveAsync(Func<ServiceProcess, CancellationToken, Task> live)
    {
        try
        {
            await live(this, _stopping).ConfigureAwait(false);
            _world.Transcript.Note(Machine.Name, "has ended");
        }
        catch (KilledException)
        {
            // It ends here.
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _world.Transcript.Note(Machine.Name, "has stopped");
        }
#pragma warning disable CA1031 // Whatever it is, it is a defect, and is told as a violation.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!IsDead)
            {
                _world.Judge.Violated("I10", $"{Machine.Name} ended by an exception: {exception}");
            }
        }

        if (!IsDead)
        {
            Die();
            _world.Ended(Machine);
        }
    }
}
