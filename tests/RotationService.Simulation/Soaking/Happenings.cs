using RotationService.Sandbox.Control;
using RotationService.Sandbox.State;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>What happens to a world apart from single calls: troubles that pass, and what people do.</summary>
/// <remarks>Troubles last days, and never as long as the shortest `renewBefore` of a policy: an outage that outlasts it is excused, and proves nothing.</remarks>
internal sealed class Happenings(SimulatedWorld world, Mood mood, Random random)
{
    /// <summary>For how long a clock is wrong at the most.</summary>
    private static readonly TimeSpan LongestWrong = TimeSpan.FromDays(5);

    private static readonly string[] Permissions = ["Application.ReadWrite.OwnedBy", "Policy.Read.All"];

    private readonly HashSet<Machine> _down = [];
    private readonly Stack<Action> _toPutRight = [];
    private readonly Deeds _deeds = new(world, random);
    private readonly Edits _edits = new(world, random);
    private int _storm;
    private bool _isStormy;

    public bool IsDown(Machine machine) => _down.Contains(machine);

    /// <summary>A storm begins, or is over: what is armed happens in it with one chance in four each, at some moment of it.</summary>
    public void Begin(bool storm)
    {
        PutTroublesRight();
        _isStormy = storm;
        if (!storm)
        {
            _deeds.AnswerWhatNeedsPeople();
            return;
        }

        var number = ++_storm;
        foreach (var kind in mood.Troubles.Where(_ => random.Next(4) == 0))
        {
            Soon(number, () => Trouble(kind));
        }

        foreach (var kind in mood.Deeds.Where(_ => random.Next(4) == 0))
        {
            Soon(number, () => _deeds.Do(kind));
        }

        foreach (var kind in mood.Edits.Where(_ => random.Next(4) == 0))
        {
            Soon(number, () => _edits.Make(kind));
        }

        if (mood.Kills && random.Next(4) == 0)
        {
            Soon(number, () => OfSomeMachine(machine => machine.Kill()));
        }

        if (mood.Kills && random.Next(4) == 0)
        {
            Soon(number, () => OfSomeMachine(machine => machine.Process?.Stop()));
        }

        if (mood.Clocks)
        {
            Soon(number, () => OfSomeMachine(machine =>
            {
                world.ClockMayBeWrongUntil = world.Time.Now + TimeSpan.FromDays(13);
                machine.ClockError = TimeSpan.FromHours(random.Next(3) switch { 0 => 0, 1 => 24, _ => -24 });
                world.Transcript.Note(machine.Name, $"has its clock set to {machine.ClockError} ahead");

                // In a calm, too, somebody notices.
                world.Time.At(world.Time.Now + LongestWrong, () => machine.ClockError = TimeSpan.Zero);
            }));
        }
    }

    /// <summary>People are called, and choose another name for a secret that nobody can tell the owner of.</summary>
    public void AnswerAttack() => _deeds.AnswerAttack();

    /// <summary>Everything that people and the world have done is undone, as far as it stands in the way.</summary>
    public void PutRight()
    {
        _storm++;
        _isStormy = false;
        PutTroublesRight();
        _edits.PutRight();
        _deeds.PutRight();
    }

    private void PutTroublesRight()
    {
        // The last first: a secret cannot be recovered in a vault that is gone.
        while (_toPutRight.TryPop(out var putRight))
        {
            world.ByHand("put something right", putRight);
        }

        _down.Clear();
        foreach (var machine in world.Machines)
        {
            machine.ClockError = TimeSpan.Zero;
        }
    }

    // Within the storm, or in the calm after it, or not at all.
    private void Soon(int storm, Action happen) => world.Time.At(world.Time.Now + TimeSpan.FromMinutes(random.Next(3 * 24 * 60)), () =>
    {
        if (storm == _storm)
        {
            happen();
        }
    });

    private void OfSomeMachine(Action<Machine> act) => act(world.Machines[random.Next(world.Machines.Count)]);

    private void Trouble(TroubleKind kind)
    {
        // In calm weather there is none, or several in a row could outlast `renewBefore`.
        var wish = world.Wishes.Count == 0 || !_isStormy ? null : world.Wishes[random.Next(world.Wishes.Count)];
        if (wish is null)
        {
            return;
        }

        var appId = wish.Application.AppId;
        var vault = wish.Vaults[random.Next(wish.Vaults.Count)];
        switch (kind)
        {
            case TroubleKind.PermissionLost:
                Change(kind, new WorldChange { Permissions = new PermissionsChange([]) }, new WorldChange { Permissions = new PermissionsChange(Permissions) });
                break;
            case TroubleKind.OwnershipLost:
                Change(kind, new WorldChange { Ownership = [new OwnershipChange(appId, Owned: false)] }, new WorldChange { Ownership = [new OwnershipChange(appId, Owned: true)] });
                break;
            case TroubleKind.PasswordsForbidden:
                Change(kind, new WorldChange { AppManagementPolicy = new PolicyChange(IsEnabled: true, PasswordAddition: true) }, new WorldChange { AppManagementPolicy = new PolicyChange(IsEnabled: false, PasswordAddition: false) });
                break;
            case TroubleKind.LifetimeForbidden:
                Change(kind, new WorldChange { AppManagementPolicy = new PolicyChange(IsEnabled: true, PasswordLifetime: "P10D") }, new WorldChange { AppManagementPolicy = new PolicyChange(IsEnabled: false, PasswordLifetime: "") });
                break;
            case TroubleKind.VaultFirewall:
                Change(kind, new WorldChange { Vaults = [new VaultChange(vault, Firewall: true)] }, new WorldChange { Vaults = [new VaultChange(vault, Firewall: false)] });
                break;
            case TroubleKind.VaultRoleLost:
                Change(kind, new WorldChange { Vaults = [new VaultChange(vault, Role: random.Next(2) == 0 ? VaultRole.None : VaultRole.Reader)] }, new WorldChange { Vaults = [new VaultChange(vault, Role: VaultRole.Officer)] });
                break;
            case TroubleKind.VaultFailover:
                Change(kind, new WorldChange { Vaults = [new VaultChange(vault, StaleBy: TimeSpan.FromSeconds(random.Next(900)))] }, new WorldChange { Vaults = [new VaultChange(vault, ReadOnly: false)] });
                break;
            case TroubleKind.VaultGone:
                Change(kind, new WorldChange { Vaults = [new VaultChange(vault, Deleted: true)] }, new WorldChange { Vaults = [new VaultChange(vault, Deleted: false)] });
                break;
            case TroubleKind.ConditionalAccess:
                OfApplication(kind, new ApplicationChange(appId, ConditionalAccess: true), new ApplicationChange(appId, ConditionalAccess: false));
                break;
            case TroubleKind.Disabled:
                OfApplication(kind, new ApplicationChange(appId, Disabled: true), new ApplicationChange(appId, Disabled: false));
                break;
            case TroubleKind.Deleted:
                OfApplication(kind, new ApplicationChange(appId, Deleted: true), new ApplicationChange(appId, Deleted: false));
                break;
            case TroubleKind.NoServicePrincipal:
                OfApplication(kind, new ApplicationChange(appId, ServicePrincipal: false), new ApplicationChange(appId, ServicePrincipal: true));
                break;
            case TroubleKind.SecretDeleted:
                OfSecret(kind, vault, wish.Secret);
                break;
            case TroubleKind.PendingDeleted:
                OfSecret(kind, wish.Vaults[0], wish.PendingSecret);
                break;
            case TroubleKind.MachineDown:
                OfSomeMachine(machine =>
                {
                    _down.Add(machine);
                    machine.Kill();
                });
                break;
            case TroubleKind.DiskFull:
                OfSomeMachine(machine => machine.DiskIsFull = true);
                break;
            default:
                throw new InvalidOperationException($"Nobody knows the trouble {kind}.");
        }
    }

    private void OfApplication(TroubleKind kind, ApplicationChange change, ApplicationChange back) =>
        Change(kind, new WorldChange { Applications = [change] }, new WorldChange { Applications = [back] });

    private void OfSecret(TroubleKind kind, string vault, string name)
    {
        if (world.Engine.Truth.Vault(vault)?.Secrets.GetValueOrDefault(name) is { DeletedAt: null })
        {
            Change(kind, new WorldChange { Secrets = [new SecretChange(vault, name, Delete: true)] }, new WorldChange { Secrets = [new SecretChange(vault, name, Recover: true)] });
        }
    }

    private void Change(TroubleKind kind, WorldChange change, WorldChange back)
    {
        world.ByHand(kind.ToString(), () => world.Engine.Change(change));
        _toPutRight.Push(() => world.Engine.Change(back));
    }
}
