using RotationService.Sandbox.Control;
using RotationService.Simulation.Checking;
using RotationService.Simulation.World;

namespace RotationService.Simulation.Soaking;

/// <summary>What people do by hand, one thing at a time.</summary>
internal sealed class Deeds(SimulatedWorld world, Random random)
{
    public void Do(DeedKind kind)
    {
        if (world.Wishes.Count == 0 || world.Wishes[random.Next(world.Wishes.Count)] is not { } wish || !wish.Vaults.All(vault => world.Engine.Truth.Vault(vault) is not null))
        {
            return;
        }

        var known = world.Judge.CaseOf(wish.Application.AppId);
        if (world.Party?.Attacks(known.Entry.AppId) == true)
        {
            // What its people do would be told apart from the attack by nobody.
            return;
        }

        if (known.Entry.IsPersonal && kind is not DeedKind.RemoveCredential)
        {
            // It may have two credentials only: what people do to it leaves no room for a rotation until they undo it.
            return;
        }

        known.PeopleActedAt = world.Time.Now;
        var now = world.Time.Now;
        var live = known.Entry.Credentials.Where(credential => credential.RemovedAt is null && credential.EndDateTime > now).ToList();
        var vault = wish.Vaults[random.Next(wish.Vaults.Count)];
        var secret = world.Engine.Truth.Vault(vault)!.Secrets.GetValueOrDefault(wish.Secret) is { DeletedAt: null } there ? there : null;
        world.ByHand($"{kind} {wish.Name}", () =>
        {
            switch (kind)
            {
                case DeedKind.AddCredential:
                    Add(wish, "by hand", TimeSpan.FromDays(5 + random.Next(700)));
                    break;
                case DeedKind.RemoveCredential when live.Count > 0:
                    world.Engine.Change(new WorldChange { Applications = [new ApplicationChange(wish.Application.AppId, RemoveSecret: live[random.Next(live.Count)].KeyId)] });
                    break;
                case DeedKind.WriteNonsense when secret is not null:
                    Write(vault, wish, "nonsense that nobody can log in with", null);
                    break;
                case DeedKind.WriteOwnValue when secret is not null && live.Find(credential => credential.DisplayName == "by hand") is { } own:
                    Write(vault, wish, own.SecretText, null);
                    break;
                case DeedKind.RestoreValue when secret is not null:
                    Write(vault, wish, secret.Versions[random.Next(secret.Versions.Count)].Value, null);
                    break;
                case DeedKind.RestoreVersion when secret is not null:
                    var version = secret.Versions[random.Next(secret.Versions.Count)];
                    Write(vault, wish, version.Value, version.Tags);
                    break;
                case DeedKind.DisableNewest when secret is not null:
                    world.Engine.Change(new WorldChange { Secrets = [new SecretChange(vault, wish.Secret, Enabled: false)] });
                    break;
                case DeedKind.PurgePending when world.Engine.Truth.Vault(wish.Vaults[0])!.Secrets.GetValueOrDefault(wish.PendingSecret) is not null:
                    world.Engine.Change(new WorldChange { Secrets = [new SecretChange(wish.Vaults[0], wish.PendingSecret, Purge: true)] });
                    break;
                case DeedKind.RepeatPost when live.FindLast(credential => credential.DisplayName?.StartsWith("rotation-service/", StringComparison.Ordinal) == true) is { } newest:
                    Add(wish, newest.DisplayName, newest.EndDateTime - now);
                    break;
                default:
                    break;
            }
        });
    }

    /// <summary>What is in the way is removed: what blocks an application that may have two credentials only, and a name with somebody else's value.</summary>
    public void PutRight()
    {
        AnswerAttack();
        ChooseAnotherName(wish => wish.Vaults.Any(vault => IsNonsense(vault, wish)));
        RemoveWhatBlocks(_ => true);
    }

    /// <summary>The service never writes over a name in use that people did not give it. It says so, and they choose another.</summary>
    public void AnswerWhatNeedsPeople() => ChooseAnotherName(wish => !wish.Adopt && wish.Vaults.Any(vault => IsInUse(vault, wish)));

    /// <summary>
    /// What an attack has left so that nothing says whose name it was is put right by people. And where credentials show no hint, what a process
    /// left half done no other can carry on: it says so of an application that has no room to begin again.
    /// </summary>
    public void AnswerAttack()
    {
        ChooseAnotherName(wish => world.Party?.Attacks(wish.Application.AppId) == true && world.Judge.NeedsPerson(world.Judge.CaseOf(wish.Application.AppId)));
        RemoveWhatBlocks(known => world.Judge.WhyNotRecovered(known) is not null);
    }

    private void RemoveWhatBlocks(Func<Case, bool> forWhich)
    {
        foreach (var known in world.Judge.Cases.Where(known => known.Entry.IsPersonal && forWhich(known)))
        {
            foreach (var credential in known.Entry.Credentials.Where(credential => credential.RemovedAt is null && !known.IsOurs(credential)).ToList())
            {
                world.ByHand("remove what blocks it", () => world.Engine.Change(new WorldChange { Applications = [new ApplicationChange(known.Entry.AppId, RemoveSecret: credential.KeyId)] }));
            }
        }
    }

    private void ChooseAnotherName(Func<Wish, bool> forWhich)
    {
        foreach (var wish in world.Wishes.Where(forWhich).ToList())
        {
            world.Want([.. world.Wishes.Select(other => other == wish ? wish with { Secret = $"{wish.Secret}-free" } : other)]);
        }
    }

    private bool IsInUse(string vault, Wish wish) =>
        world.Engine.Truth.Vault(vault)?.Secrets.GetValueOrDefault(wish.Secret) is { DeletedAt: null } secret
        && world.Party?.Attacks(wish.Application.AppId) != true
        && !secret.Versions.Any(version => version.Tags.ContainsKey("key-id"))
        && (!wish.Proves || world.Judge.CaseOf(wish.Application.AppId).WithValue(secret.Newest.Value) is not { Credential.RemovedAt: null });

    private bool IsNonsense(string vault, Wish wish) =>
        world.Engine.Truth.Vault(vault)?.Secrets.GetValueOrDefault(wish.Secret) is { DeletedAt: null } secret
        && world.Party?.Attacks(wish.Application.AppId) != true
        && !secret.Newest.Tags.ContainsKey("key-id")
        && world.Judge.CaseOf(wish.Application.AppId).WithValue(secret.Newest.Value)?.IsLive(world.Time.Now) != true;

    private void Add(Wish wish, string? displayName, TimeSpan endsIn) =>
        world.Engine.Change(new WorldChange { Applications = [new ApplicationChange(wish.Application.AppId, AddSecret: new AddedSecret(displayName, endsIn))] });

    private void Write(string vault, Wish wish, string value, IReadOnlyDictionary<string, string>? tags) =>
        world.Engine.Change(new WorldChange { Secrets = [new SecretChange(vault, wish.Secret, Value: value, Tags: tags)] });
}
