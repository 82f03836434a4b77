using RotationService.Core.Tests.Fakes;

namespace RotationService.Core.Tests.Exploration;

/// <summary>What people do by hand while the service is at work.</summary>
internal static class People
{
    public static void DoSomething(Explorer explorer)
    {
        var vault = (FakeVault)explorer.World.At(explorer.Pick(explorer.Policy.Vaults));
        var name = explorer.Policy.Secret;
        vault.Secrets.TryGetValue(name, out var entries);
        explorer.Truth.PeopleActedAt = explorer.Now;
        switch (explorer.Pick(7))
        {
            case 0 when explorer.Application.Live.Count > 0:
                var removed = explorer.Pick(explorer.Application.Live);
                explorer.Note("people", $"remove {explorer.Truth.NameOf(removed.KeyId)}");
                explorer.Truth.RemovedByPeople(removed.KeyId);
                explorer.Application.Live.Remove(removed);
                break;

            case 1:
                explorer.World.AddByHand(explorer.Application, explorer.Between(3600, 200_000));
                explorer.Note("people", "add a credential");
                break;

            case 2 when entries is not null:
                explorer.Note("people", "write nonsense over the secret");
                vault.Put(name, "nonsense");
                break;

            case 3 when entries is not null:
                var restored = explorer.Pick(entries);
                explorer.Note("people", $"restore {explorer.Truth.NameOf(restored.Version.Tags?.KeyId)}, tags included");
                vault.Put(name, restored.Value!, restored.Version.Tags, restored.Version.ExpiresOn);
                break;

            case 4 when entries is not null:
                var copied = explorer.Pick(entries);
                explorer.Note("people", $"restore {explorer.Truth.NameOf(copied.Version.Tags?.KeyId)}, the value alone");
                vault.Put(name, copied.Value!);
                break;

            case 5 when entries is not null && explorer.Application.Live.Find(credential => credential.DisplayName == "by hand") is { } byHand:
                explorer.Note("people", $"write {explorer.Truth.NameOf(byHand.KeyId)} over the secret");
                vault.Put(name, byHand.Value);
                break;

            case 6 when entries is not null:
                explorer.Note("people", "disable the newest version");
                vault.Disable(name, entries.Count - 1);
                break;
        }
    }
}
