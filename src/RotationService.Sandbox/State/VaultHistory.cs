namespace RotationService.Sandbox.State;

/// <summary>What a vault's secrets were before each change of the last minutes, so that a copy of it may lag behind. A restart forgets it.</summary>
internal sealed class VaultHistory
{
    /// <summary>How far behind a copy may be (assumed: no figure is published for Key Vault's secondary region).</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly Queue<(DateTimeOffset At, string Name, VaultSecret? Before)> _changes = new();

    /// <summary>Remembers a secret, or that there is none of that name, before it is changed.</summary>
    public void Remember(KeyVault vault, string name, DateTimeOffset now)
    {
        while (_changes.TryPeek(out var oldest) && now - oldest.At > Longest)
        {
            _changes.Dequeue();
        }

        _changes.Enqueue((now, name, vault.Secrets.GetValueOrDefault(name)?.Copy()));
    }

    /// <summary>All secrets as they were at a moment.</summary>
    public IReadOnlyList<VaultSecret> AsOf(KeyVault vault, DateTimeOffset moment)
    {
        var secrets = vault.Secrets.ToDictionary(s => s.Key, VaultSecret? (s) => s.Value.Copy(), StringComparer.OrdinalIgnoreCase);
        foreach (var (_, name, before) in _changes.Where(c => c.At > moment).Reverse())
        {
            secrets[name] = before;
        }

        return [.. secrets.Values.OfType<VaultSecret>()];
    }
}
