namespace RotationService.Sandbox.State;

/// <summary>
/// The states of a vault's secrets before each change of the last minutes, so that a copy of the vault can lag behind.
/// A restart discards it.
/// </summary>
internal sealed class VaultHistory
{
    /// <summary>
    /// How far a copy may lag behind (assumption: no figure is published for the secondary region of Key Vault).
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly Queue<(DateTimeOffset At, string Name, VaultSecret? Before)> _changes = new();

    /// <summary>Records the state of a secret, or its absence, before it is changed.</summary>
    public void Remember(KeyVault vault, string name, DateTimeOffset now)
    {
        while (_changes.TryPeek(out var oldest) && now - oldest.At > Longest)
        {
            _changes.Dequeue();
        }

        _changes.Enqueue((now, name, vault.Secrets.GetValueOrDefault(name)?.Copy()));
    }

    /// <summary>Returns all secrets as they were at a moment.</summary>
    public IReadOnlyList<VaultSecret> AsOf(KeyVault vault, DateTimeOffset moment)
    {
        var secrets = vault.Secrets.ToDictionary(
            s => s.Key,
            VaultSecret? (s) => s.Value.Copy(),
            StringComparer.OrdinalIgnoreCase);
        foreach (var (_, name, before) in _changes.Where(c => c.At > moment).Reverse())
        {
            secrets[name] = before;
        }

        return [.. secrets.Values.OfType<VaultSecret>()];
    }
}
